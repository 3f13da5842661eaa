public import FloorModel
internal import Glibc
public import VirtualMachines

/// One recycling machine of the floor and where its Modbus line is.
public struct VirtualProcessMachine: Hashable, Sendable {
    /// Its name in the floor file.
    public var id: MachineID
    /// What it is.
    public var kind: VirtualProcessKind
    /// An IPv4 address of this computer.
    public var host: String
    /// TCP, one for each machine.
    public var port: Int
    /// Unit identifiers by module name; a module that is not named keeps its own (`VirtualProcessKind.modules`).
    public var units: [String: UInt8]

    /// A machine on loopback unless somebody says otherwise.
    public init(
        id: MachineID, kind: VirtualProcessKind, host: String = "127.0.0.1", port: Int, units: [String: UInt8] = [:]
    ) {
        self.id = id
        self.kind = kind
        self.host = host
        self.port = port
        self.units = units
    }

    func validate() throws(VirtualFloorFault) {
        var address = in_addr()
        guard inet_pton(AF_INET, host, &address) == 1 else {
            throw VirtualFloorFault(
                .configuration, "'\(host)' of \(id) is no IPv4 address", remedy: "use 127.0.0.1")
        }
        guard 1...65_535 ~= port else {
            throw VirtualFloorFault(
                .configuration, "port \(port) of \(id) is out of bounds", remedy: "use 1 to 65535")
        }
        let names = kind.modules.map(\.name)
        for name in units.keys.sorted() where !names.contains(name) {
            throw VirtualFloorFault(
                .configuration, "\(id) is a \(kind.rawValue) and has no module '\(name)'",
                remedy: "use \(names.joined(separator: ", "))")
        }
        var taken: Set<UInt8> = []
        for (name, unit) in VirtualProcessConfiguration(kind: kind, units: units).wiring {
            guard 1...247 ~= unit, taken.insert(unit).inserted else {
                throw VirtualFloorFault(
                    .configuration, "unit \(unit) of \(id)'s \(name) is out of bounds or taken",
                    remedy: "give each module of a machine a unit of its own, 1 to 247")
            }
        }
    }
}

/// A scale that tells its weight over MQTT, as a load cell on a Tasmota board does.
public struct VirtualScale: Hashable, Sendable {
    /// Its name in the floor file.
    public var id: String
    /// Where it publishes, `tele/scale-1/SENSOR`.
    public var topic: String
    /// Name or address of the broker.
    public var brokerHost: String
    /// TCP.
    public var brokerPort: Int
    /// nil for a broker that asks nobody's name.
    public var user: String?
    /// A file with the password alone, which may end in a newline.
    public var passwordFile: String?

    /// All as the properties say.
    public init(
        id: String, topic: String, brokerHost: String = "127.0.0.1", brokerPort: Int = 1883, user: String? = nil,
        passwordFile: String? = nil
    ) {
        self.id = id
        self.topic = topic
        self.brokerHost = brokerHost
        self.brokerPort = brokerPort
        self.user = user
        self.passwordFile = passwordFile
    }
}

internal import FloorModel

/// What surrounds a machine during one step.
struct Surroundings {
    /// One step of real time, 10 ms.
    static let stepSeconds = 0.01
    /// What takes long goes in pieces of at most so many virtual seconds.
    static let longestPieceSeconds = 1.0

    var now: Nanoseconds
    /// How much faster than real time heat, material and water move.
    var speed: Double
    var isGuardOpen: Bool
    var isEmergencyStopped: Bool
    var faults: FaultWindows
    var chance: SplitMix64

    /// Virtual seconds of one step.
    var scaledSeconds: Double { Self.stepSeconds * speed }

    /// The pieces of one step: how many, and the virtual seconds of each.
    var pieces: (count: Int, seconds: Double) {
        let count = max(1, Int((scaledSeconds / Self.longestPieceSeconds).rounded(.up)))
        return (count, scaledSeconds / Double(count))
    }

    /// -1 to 1.
    mutating func noise() -> Double { Double(chance.next() >> 11) / Double(1 << 52) - 1 }

    func has(_ kind: VirtualFaultKind) -> Bool { faults.isActive(kind, at: now) }
}

/// The faults that last, each until its time.
struct FaultWindows: Sendable {
    private var ends: [(kind: VirtualFaultKind, until: Nanoseconds)] = []

    mutating func open(_ kind: VirtualFaultKind, until: Nanoseconds) {
        close(kind)
        ends.append((kind, until))
    }

    mutating func close(_ kind: VirtualFaultKind) { ends.removeAll { $0.kind == kind } }

    /// Takes those out whose time is over.
    mutating func expire(at now: Nanoseconds) -> [VirtualFaultKind] {
        let over = ends.filter { $0.until <= now }.map(\.kind)
        if !over.isEmpty { ends.removeAll { $0.until <= now } }
        return over
    }

    func isActive(_ kind: VirtualFaultKind, at now: Nanoseconds) -> Bool {
        ends.contains { $0.kind == kind && now < $0.until }
    }

    var active: [VirtualFaultKind] { ends.map(\.kind) }
}

/// The physics and modules of one kind of machine; `VirtualProcess` gives it time, faults and hands.
protocol RecyclingMachine: Sendable {
    static var kind: VirtualProcessKind { get }
    static var hopperCapacity: Int64 { get }

    /// One step of 10 ms.
    mutating func step(_ surroundings: inout Surroundings)
    /// To the module with that name.
    mutating func answer(_ request: ModbusRequest, module: String, at now: Nanoseconds) -> ModbusAnswer

    /// A fault begins, or its time is over.
    mutating func begin(_ fault: VirtualFaultKind, _ surroundings: inout Surroundings)
    mutating func end(_ fault: VirtualFaultKind)

    var hopper: Parcel { get }
    mutating func load(_ parcel: Parcel)
    /// Empties everything and says what was where.
    mutating func collect() -> VirtualCollection
    /// Takes out what holds the shaft.
    mutating func clearJam()

    /// A shaft turns or air is blown.
    var isMoving: Bool { get }
    /// A shaft turns that hands must not come near.
    var isDangerous: Bool { get }
    var isHeating: Bool { get }
    var isJammed: Bool { get }
    var masses: VirtualMasses { get }
    /// Fills in what this kind of machine has to tell.
    func describe(_ state: inout VirtualProcessState)
}

public import ArgumentParser
public import FloorModel

/// Ids as people type them: `job-17` or `17`.
extension JobID: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension LotID: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension PromptID: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension AlarmID: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension MachineID: ExpressibleByArgument {
    public init?(argument: String) {
        // The name becomes part of a path: nothing but what the floor file allows.
        let isAllowed = argument.utf8.allSatisfy {
            ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: "-")
        }
        guard isAllowed, (1...32).contains(argument.utf8.count) else { return nil }
        self.init(argument)
    }
}

extension SensorID: ExpressibleByArgument {
    public init?(argument: String) {
        guard (1...64).contains(argument.utf8.count) else { return nil }
        self.init(argument)
    }
}

extension MaterialForm: ExpressibleByArgument {}
extension MaterialSource: ExpressibleByArgument {}
extension AdjustmentReason: ExpressibleByArgument {}
extension PackMLMode: ExpressibleByArgument {}

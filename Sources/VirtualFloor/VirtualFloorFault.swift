/// Why a virtual floor cannot start, or a request to it cannot be met.
public struct VirtualFloorFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What a caller decides by; the command line makes an exit code of it.
    public enum Kind: Hashable, Sendable {
        /// The floor file or an option does not fit.
        case configuration
        /// No machine or scale of that name is on the floor.
        case notFound
        /// A port, a socket or a log cannot be made.
        case cannotCreate
        /// Somebody else has it, or nobody is there.
        case unavailable
        /// Reading or writing failed on the way.
        case inputOutput
    }

    /// What a caller decides by.
    public var kind: Kind
    /// What is wrong and where.
    public var what: String
    /// What a person does about it.
    public var remedy: String

    /// A fault in two half-sentences, without full stops.
    public init(_ kind: Kind, _ what: String, remedy: String) {
        self.kind = kind
        self.what = what
        self.remedy = remedy
    }

    /// `what; remedy`, for people.
    public var description: String { "\(what); \(remedy)" }
}

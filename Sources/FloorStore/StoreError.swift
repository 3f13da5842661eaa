/// Why a state directory cannot be used: what, where and the remedy.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        case inUse
        case notWritable
        case damaged
        case wrongFloor
        case tooNew
    }

    public var kind: Kind
    public var path: String
    public var what: String
    public var remedy: String

    init(_ kind: Kind, path: String, what: String, remedy: String) {
        self.kind = kind
        self.path = path
        self.what = what
        self.remedy = remedy
    }

    public var description: String { "\(path): \(what); \(remedy)" }
}

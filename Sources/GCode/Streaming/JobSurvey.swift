/// Reads a whole job before anything of it is sent: how many lines there are, and the first that cannot be sent.
public struct JobSurvey: Sendable {
    /// Lines that will be sent.
    public private(set) var lines = 0
    /// The first line that cannot be sent; the survey stops there.
    public private(set) var refusal: Refusal?
    private var reader: JobLineReader
    private let dialect: Dialect
    private var encoded: [UInt8] = []

    /// A line of the file that cannot be sent, and why.
    public struct Refusal: Hashable, Sendable {
        /// Line of the file, from 1.
        public var fileLine: Int
        public var reason: String
    }

    public init(dialect: Dialect) {
        self.dialect = dialect
        reader = JobLineReader(dialect: dialect)
    }

    /// The next part of the file; an empty one ends it. False when the survey is over.
    public mutating func supply(_ bytes: [UInt8]) -> Bool {
        reader.supply(bytes)
        while refusal == nil {
            switch reader.next() {
            case .needsMore: return true
            case .end: return false
            case .line: inspect()
            }
        }
        return false
    }

    private mutating func inspect() {
        lines += 1
        encoded.removeAll(keepingCapacity: true)
        let length = NumberedLine.append(reader.line, number: lines, to: &encoded)
        if length > dialect.longestLine {
            refuse("\(length) bytes with number and checksum, the firmware takes \(dialect.longestLine); shorten it")
        } else if let reason = CommandWord.refusal(of: reader.line, dialect: dialect) {
            refuse(reason)
        }
    }

    private mutating func refuse(_ reason: String) {
        refusal = Refusal(fileLine: reader.fileLine, reason: reason)
    }
}

internal import FloorModel

/// Which lines are with the firmware and not acknowledged, in the order of the wire, and how many may be.
///
/// The firmware answers in order, so that a plain `ok` belongs to the oldest entry. The window is bounded by lines and
/// by bytes at once; one line is the window in which no acknowledgement can be counted for the wrong line for long.
struct AcknowledgementLedger: Sendable {
    enum Kind: Hashable, Sendable {
        /// A line of the file.
        case line(Int)
        /// A question for the line number; answered by a refusal and never by `ok` alone.
        case question
        case command(FirmwareCommand)
    }

    struct Entry: Hashable, Sendable {
        var kind: Kind
        var bytes: Int
        var sentAt: MonotonicTime
        var isSlow: Bool
    }

    /// Lines and commands in flight at most.
    let windowLines: Int
    /// Bytes in flight at most; a single line is always let through.
    let windowBytes: Int
    /// The highest line of the file known to be accepted.
    private(set) var acknowledged = 0
    private(set) var entries: [Entry] = []
    private(set) var bytes = 0

    init(windowLines: Int, windowBytes: Int) {
        self.windowLines = windowLines
        self.windowBytes = windowBytes
        entries.reserveCapacity(16)
    }

    var oldest: Entry? { entries.first }
    var isEmpty: Bool { entries.isEmpty }
    var questions: Int { entries.count { $0.kind == .question } }

    func hasRoom(for count: Int) -> Bool {
        entries.isEmpty || (entries.count < windowLines && bytes + count <= windowBytes)
    }

    mutating func send(_ kind: Kind, bytes count: Int, isSlow: Bool = false, at now: MonotonicTime) {
        entries.append(Entry(kind: kind, bytes: count, sentAt: now, isSlow: isSlow))
        bytes += count
    }

    /// A plain `ok`: the oldest entry is answered.
    mutating func acknowledgeOldest() -> Entry? {
        guard !entries.isEmpty else { return nil }
        let entry = entries.removeFirst()
        bytes -= entry.bytes
        if case .line(let number) = entry.kind { acknowledged = max(acknowledged, number) }
        return entry
    }

    /// A refusal, or an answer that must be to a question: the oldest question and all before it are off the wire.
    mutating func answerQuestion() -> Bool {
        guard let index = entries.firstIndex(where: { $0.kind == .question }) else { return false }
        bytes -= entries[...index].reduce(0) { $0 + $1.bytes }
        entries.removeSubrange(...index)
        return true
    }

    /// The firmware has accepted exactly the lines through `number`; nothing else is in flight any more.
    mutating func settle(through number: Int) {
        acknowledged = number
        forgetInFlight()
    }

    mutating func forgetInFlight() {
        entries.removeAll(keepingCapacity: true)
        bytes = 0
    }
}

/// Commands that the host sends on its own account, without a number.
enum FirmwareCommand: Hashable, Sendable {
    case identify, temperatures, autoreport, setLineNumber, finishMoves, endWait

    var bytes: [UInt8] {
        switch self {
        case .identify: Array("M115\n".utf8)
        case .temperatures: Array("M105\n".utf8)
        case .autoreport: Array("M155 S2\n".utf8)
        // With number and checksum: a corrupted one is refused instead of setting another number.
        case .setLineNumber: Array("N0 M110 N0*125\n".utf8)
        case .finishMoves: Array("M400\n".utf8)
        // Ends a wait for a person at once, and is answered in its turn as well (Marlin queue.cpp, e_parser.h).
        case .endWait: Array("M108\n".utf8)
        }
    }
}

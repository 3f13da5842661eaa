/// One server-sent event.
struct ServerSentEvent: Hashable, Sendable {
    /// `message` where the server names none.
    var type: String
    var data: String
}

/// Cuts a stream of bytes into server-sent events (WHATWG HTML, 9.2.6), without I/O.
///
/// `event` and `data` are read; comments, `id` and `retry` are passed over.
struct ServerSentEventParser {
    /// A line longer than that is not one of ours.
    static let maximumLineBytes = 1024 * 1024

    private var line: [UInt8] = []
    private var type = ""
    private var data: [String] = []

    /// The events that these bytes complete.
    ///
    /// - Throws: `unintelligible` for a line beyond `maximumLineBytes`.
    mutating func take(_ bytes: some Sequence<UInt8>) throws(FloorClientError) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if let event = endLine() { events.append(event) }
            } else {
                guard line.count < Self.maximumLineBytes else { throw .unintelligible("a line without an end") }
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        let text = String(decoding: line, as: UTF8.self)
        line.removeAll(keepingCapacity: true)
        guard !text.isEmpty else { return dispatch() }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count == 2 ? parts[1] : ""
        if value.first == " " { value.removeFirst() }
        switch parts[0] {
        case "event": type = String(value)
        case "data": data.append(String(value))
        default: break
        }
        return nil
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            type = ""
            data = []
        }
        guard !data.isEmpty else { return nil }
        return ServerSentEvent(type: type.isEmpty ? "message" : type, data: data.joined(separator: "\n"))
    }
}

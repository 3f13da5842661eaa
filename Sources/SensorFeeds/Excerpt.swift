/// The beginning of what a device sent, fit for a log line: 40 bytes at most, nothing but printable ASCII.
struct Excerpt: CustomStringConvertible {
    let description: String

    init(_ payload: [UInt8]) {
        let shown = payload.prefix(40).map { (0x20...0x7E).contains($0) ? Character(Unicode.Scalar($0)) : "?" }
        description = "'\(String(shown))\(payload.count > 40 ? "…" : "")'"
    }
}

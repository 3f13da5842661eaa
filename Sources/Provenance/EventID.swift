/// The identity of an event: a UUID of version 7 (RFC 9562, 5.7), which sorts by time and tells nothing about a site.
public struct EventID: Hashable, Sendable, CustomStringConvertible {
    /// `urn:uuid:01970000-0000-7000-8000-000000000001`
    public let description: String

    /// The time in milliseconds, then 74 of the first 80 bits of `entropy` (at least 10 bytes).
    public init(time: Timestamp, entropy: [UInt8]) {
        precondition(entropy.count >= 10, "an event id takes 10 bytes of entropy")
        let time = UInt64(time.milliseconds).bigEndian
        let timeBytes = withUnsafeBytes(of: time) { Array($0.suffix(6)) }
        description = UUIDText.urn(timeBytes + entropy.prefix(10), version: 7)
    }

    /// Any UUID as a URN in lower case; nil for another spelling.
    public init?(_ text: String) {
        guard UUIDText.bytes(text) != nil else { return nil }
        description = text
    }
}

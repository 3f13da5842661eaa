internal import FloorAPITypes

/// The bounds of what a client may send; beyond them a request is refused with 413, or the connection waits.
public enum ServerLimits {
    /// A job's message with its file inside, as large as over MQTT.
    public static let submissionBytes = SubmissionBounds.bodyBytes
    /// Every other request.
    public static let requestBytes = 64 * 1024
    /// One file to print.
    public static let fileBytes = 200 * 1024 * 1024
    /// Connections to the Unix socket; further ones wait to be accepted.
    public static let connections = 256
    /// Seconds without a byte after which a connection that is not being answered is closed.
    static let idleSeconds: Int64 = 60
    /// One header field, and all of them.
    static let headerFieldBytes = 8 * 1024
    static let headerListBytes = 32 * 1024
    static let headerFields = 100
}

/// What one line from the firmware means for the streamer.
enum FirmwareReply: Hashable, Sendable {
    /// `ok`, `ok N12 P15 B3` (Marlin ADVANCED_OK), `ok 12` (Repetier), `ok T:210.0 /210.0`.
    case ok(number: Int?)
    /// `Resend: 12`, `Resend:12`, `rs N12`; nil when the number cannot be read.
    case resend(Int?)
    /// `Error:checksum mismatch, Last Line: 11`: announces a `Resend:`, whose number it repeats less one.
    case lineRefused(last: Int?)
    /// `Error:Thermal Runaway, …`, `!! …`, `fatal:…`: the firmware stands still until somebody looks at it.
    case halt
    /// `start`: the firmware has just started, whatever it was doing before.
    case start
    /// `echo:busy: processing`, `echo:busy: paused for user`.
    case busy(paused: Bool)
    /// `wait`: nothing left to do (Repetier).
    case wait
    /// `skip 12`: dropped after a resend, its `ok` follows (Repetier).
    case skip
    /// `//action:pause`.
    case action
    /// ` T:210.0 /210.0 B:60.0 /60.0 @:64 B@:32`.
    case temperatures
    /// Anything else that is whole: `echo:…`, `Cap:…`, `// …`, `X:… Y:…`.
    case remark
    /// Too short to be a remark: perhaps an `ok` that was damaged on the way.
    case unreadable

    /// What `text` says. Leading spaces are passed over.
    static func parse(_ line: [UInt8], dialect: Dialect) -> FirmwareReply {
        if line.count == 2, line[0] == UInt8(ascii: "o"), line[1] == UInt8(ascii: "k") { return .ok(number: nil) }
        let text = ByteText(line)
        if text.hasPrefix("ok") { return acknowledgement(text, dialect: dialect) }
        if text.hasPrefix("Resend:") { return .resend(text.number(at: 7)) }
        if text.hasPrefix("rs ") { return .resend(text.number(at: 3)) }
        if isHalt(text) { return .halt }
        if text.hasPrefix("Error:") || text.hasPrefix("error:") {
            return .lineRefused(last: text.index(of: "Last Line: ").flatMap { text.number(at: $0 + 11) })
        }
        if line == Array("start".utf8) || line == Array("Smoothie".utf8) { return .start }
        if text.contains("busy: ") { return .busy(paused: text.contains("paused for")) }
        if line == Array("wait".utf8) { return .wait }
        if text.hasPrefix("skip ") { return .skip }
        if text.hasPrefix("//action:") || text.hasPrefix("// action:") { return .action }
        if TemperatureReport.isReport(text) { return .temperatures }
        return line.count <= 24 && !isRemark(text) ? .unreadable : .remark
    }

    private static func acknowledgement(_ text: ByteText, dialect: Dialect) -> FirmwareReply {
        guard text.bytes.count > 2 else { return .ok(number: nil) }
        guard text.bytes[2] == UInt8(ascii: " ") else { return .unreadable }
        if text.has("N", at: 3) {
            guard let number = text.number(at: 3) else { return .unreadable }
            return .ok(number: number)
        }
        return .ok(number: dialect.acknowledgesByNumber ? text.number(at: 3) : nil)
    }

    /// Whether the firmware says beyond doubt that it has shut itself down, heaters off. Other errors that end a print
    /// (`!! Must home axis first`, `Error:Probing failed`) leave it alive.
    static func isShutDown(_ text: ByteText) -> Bool {
        text.contains("kill() called") || text.contains("Printer halted") || text.contains("system stopped")
            || text.contains("Klipper state: Shutdown")
    }

    /// Whether the firmware says that it stopped for good. Errors about single lines and about the card are not that;
    /// several words of each are known, so that one damaged byte does not end a print.
    private static func isHalt(_ text: ByteText) -> Bool {
        if text.hasPrefix("!!") || text.hasPrefix("fatal:") { return true }
        if text.contains("kill() called") || text.contains("Printer halted") { return true }
        if text.contains("Klipper state: Shutdown") { return true }
        guard text.hasPrefix("Error:") || text.hasPrefix("error:") else { return false }
        return !harmlessErrors.contains { text.contains($0) }
    }

    private static let harmlessErrors: [StaticString] = [
        "Last Line", "Line Number", "hecksum", "Expected", "Resend", "expected line", "SD", "volume", "open", "file",
        "File", "cold extrusion", "nknown command", "Wrong checksum", "Format error",
    ]

    private static func isRemark(_ text: ByteText) -> Bool {
        text.hasPrefix("echo:") || text.hasPrefix("//") || text.hasPrefix("Cap:") || text.hasPrefix("X:")
            || text.hasPrefix("FIRMWARE") || text.contains("Unknown")
    }
}

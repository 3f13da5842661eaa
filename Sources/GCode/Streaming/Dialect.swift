/// How a family of firmwares acknowledges lines, as data. Nothing in the streamer asks for a family by name.
public struct Dialect: Hashable, Sendable {
    /// What silence after a line can be cleared up with.
    public enum Recovery: Hashable, Sendable {
        /// The firmware checks line numbers before it looks at a line. A line with a number far above is refused
        /// whatever it says, and the refusal names the line that it wants next: a question without side effects.
        case askLineNumber
        /// Numbers are read and ignored, and the path loses nothing (Klipper's pty): an answered M105 proves that
        /// everything before it was taken.
        case trustOrder
        /// A line with a wrong checksum is discarded without a word and numbers are not compared, so that nothing
        /// tells a lost line from a lost `ok`. The line itself is sent again: the one exception to the rule never
        /// to do that (RepRapFirmware StringParser.cpp). It can execute a line twice; the path should be native USB.
        case repeatLine
    }

    /// Whether an `ok` follows a request to resend.
    public enum ResendAcknowledgement: Hashable, Sendable {
        case always, sometimes, never
    }

    /// As in the floor file and after `--dialect`.
    public var name: String
    public var recovery: Recovery
    public var resendAcknowledgement: ResendAcknowledgement
    /// `ok 12` names the acknowledged line (Repetier); `ok N12` is understood in every dialect.
    public var acknowledgesByNumber = false
    /// `wait` says that the firmware has nothing left to do.
    public var saysWait = false
    /// Every command word on a line brings an `ok` of its own, so that a line may hold only one.
    public var oneCommandPerLine = false
    /// M105 is answered by `ok` first and a `T:` line after it.
    public var temperaturesFollowOk = false
    /// A `:` ends a line for this firmware, and is therefore left out.
    public var dropsColons = false
    /// Bytes above 0x7E are left out.
    public var dropsNonASCII = false
    /// Longest line with number and checksum, without the newline (Marlin MAX_CMD_SIZE 96).
    public var longestLine = 95
    /// What the firmware's receive buffer holds beyond doubt (Marlin RX_BUFFER_SIZE 128, one slot is lost).
    public var receiveBytes = 127
    /// Words in `FIRMWARE_NAME:` that identify the family.
    public var firmwareNames: [String] = []

    public init(name: String, recovery: Recovery, resendAcknowledgement: ResendAcknowledgement) {
        self.name = name
        self.recovery = recovery
        self.resendAcknowledgement = resendAcknowledgement
    }
}

extension Dialect {
    /// Marlin 2.1 (queue.cpp): a repeated line N or N-1 is dropped without a word. Also what `auto` falls back to.
    public static let marlin: Dialect = {
        var dialect = Dialect(name: "marlin", recovery: .askLineNumber, resendAcknowledgement: .always)
        dialect.firmwareNames = ["Marlin"]
        return dialect
    }()

    /// Marlin 1.x and 2.0: a repeated line is refused with `Error:`; an `ok` may be missing while it prints from SD.
    public static let marlinOld: Dialect = {
        var dialect = Dialect(name: "marlin-old", recovery: .askLineNumber, resendAcknowledgement: .sometimes)
        dialect.firmwareNames = ["Marlin 1.", "Marlin V1", "Marlin 2.0", "Malyan"]
        return dialect
    }()

    /// Prusa-Firmware for 8-bit boards (cmdqueue.cpp): 3.x before 3.11 sends `Resend:` without `ok`.
    public static let prusa: Dialect = {
        var dialect = Dialect(name: "prusa", recovery: .askLineNumber, resendAcknowledgement: .sometimes)
        dialect.firmwareNames = ["Prusa-Firmware"]
        return dialect
    }()

    /// Repetier-Firmware (gcode.cpp): `ok 12`, `Resend:12`, `skip 12`, `wait`, and `:` ends a line.
    public static let repetier: Dialect = {
        var dialect = Dialect(name: "repetier", recovery: .askLineNumber, resendAcknowledgement: .always)
        dialect.acknowledgesByNumber = true
        dialect.saysWait = true
        dialect.temperaturesFollowOk = true
        dialect.dropsColons = true
        dialect.dropsNonASCII = true
        dialect.firmwareNames = ["Repetier"]
        return dialect
    }()

    /// Smoothieware (GcodeDispatch.cpp): `rs N12` without `ok`, one `ok` a command word, strictly one line at a time.
    public static let smoothie: Dialect = {
        var dialect = Dialect(name: "smoothie", recovery: .askLineNumber, resendAcknowledgement: .never)
        dialect.oneCommandPerLine = true
        dialect.firmwareNames = ["Smoothie"]
        return dialect
    }()

    /// Klipper's pseudo-tty (klippy/gcode.py): numbers and checksums are cut off and never verified.
    public static let klipper: Dialect = {
        var dialect = Dialect(name: "klipper", recovery: .trustOrder, resendAcknowledgement: .never)
        dialect.firmwareNames = ["Klipper"]
        return dialect
    }()

    /// RepRapFirmware; see `Recovery.repeatLine` for what it cannot promise.
    public static let repRapFirmware: Dialect = {
        var dialect = Dialect(name: "reprapfirmware", recovery: .repeatLine, resendAcknowledgement: .never)
        dialect.firmwareNames = ["RepRapFirmware"]
        return dialect
    }()

    public static let all: [Dialect] = [marlin, marlinOld, prusa, repetier, smoothie, klipper, repRapFirmware]

    /// The dialect of that name; nil for unknown names, and for `auto`, which asks the firmware.
    public static func named(_ name: String) -> Dialect? { all.first { $0.name == name } }

    /// The dialect of a `FIRMWARE_NAME:`; the longest matching word wins, nil when none matches.
    public static func of(firmware name: String) -> Dialect? {
        var best: (length: Int, dialect: Dialect)?
        for dialect in all {
            for word in dialect.firmwareNames where name.contains(word) && word.utf8.count > best?.length ?? 0 {
                best = (word.utf8.count, dialect)
            }
        }
        return best?.dialect
    }
}

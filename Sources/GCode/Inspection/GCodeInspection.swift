/// Reads a G-code file once, in chunks of any size and in constant memory, and tells what it is and does.
///
/// ```
/// var inspection = GCodeInspection()
/// while let chunk = try next() { inspection.consume(chunk.span) }
/// let report = inspection.finish()
/// ```
/// The hot loop works on bytes and allocates nothing. Lines beyond `lineLimit` bytes are reported and cut.
public struct GCodeInspection {
    /// The longest line that firmware takes, with `N<number> ` and `*<checksum>`: Marlin's MAX_CMD_SIZE less the NUL
    /// that ends it (`queue.cpp`).
    public static let firmwareLineLimit = 95
    /// What is kept of a line that spans two chunks.
    static let lineLimit = 8192

    private var carried: [UInt8] = []
    private var bytes = 0
    private var fileLine = 1
    private var sentLines = 0
    private var longestLine = 0
    private var words = GCodeWords()
    private var motion = MotionTally()
    private var estimate = MoveTimeEstimate()
    private var heat = HeatTally()
    private var metadata = SlicerMetadata()
    private var problems = GCodeProblemLog()
    private var isOtherFormat = false

    public init() {}

    /// The next bytes of the file.
    public mutating func consume(_ chunk: Span<UInt8>) {
        if bytes == 0 { recogniseOtherFormats(chunk) }
        bytes += chunk.count
        guard !isOtherFormat else { return }
        var start = 0
        for index in chunk.indices {
            // As in the streamer, a lone carriage return ends a line too: it may hide no second command.
            let byte = chunk[index]
            guard byte <= 0x0D, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
            if carried.isEmpty {
                line(chunk, start..<index)
            } else {
                carry(chunk, start..<index)
                lineOfCarried()
            }
            if byte == UInt8(ascii: "\n") { fileLine += 1 }
            start = index + 1
        }
        if start < chunk.count { carry(chunk, start..<chunk.count) }
    }

    /// The end of the file.
    public mutating func finish() -> GCodeReport {
        if !carried.isEmpty { lineOfCarried() }
        let seconds = estimate.finish()
        if !isOtherFormat { concludeProblems() }
        return GCodeReport(
            metadata: metadata, motion: motion, heat: heat, seconds: motion.moves > 0 ? seconds : nil, bytes: bytes,
            lines: sentLines, longestLineBytes: longestLine, problems: problems.complete())
    }

    // MARK: Lines

    private mutating func carry(_ chunk: Span<UInt8>, _ range: Range<Int>) {
        for index in range.prefix(max(0, Self.lineLimit - carried.count)) { carried.append(chunk[index]) }
    }

    private mutating func lineOfCarried() {
        let line = carried
        carried.removeAll(keepingCapacity: true)
        self.line(line.span, 0..<line.count)
    }

    private mutating func line(_ bytes: Span<UInt8>, _ uncut: Range<Int>) {
        let whole = uncut.lowerBound..<min(uncut.upperBound, uncut.lowerBound + Self.lineLimit)
        var start = whole.lowerBound
        while start < whole.upperBound, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        var end = start
        var marks = OddBytes()
        while end < whole.upperBound {
            let byte = bytes[end]
            if OddBytes.isOdd(byte) {
                if byte == UInt8(ascii: ";") { break }
                marks.take(byte)
            }
            end += 1
        }
        if end == start, end < whole.upperBound { comment(bytes, end + 1..<whole.upperBound) }
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        guard end > start else { return }
        sentLines += 1
        command(bytes, start..<end, marks)
    }

    /// Bytes that a command should not hold.
    private struct OddBytes {
        var hasControl = false
        var hasNonASCII = false
        var hasStar = false
        var hasColon = false

        /// One bit a byte below 0x40: control bytes, `*`, `:` and `;`. A look at every byte of the file must be cheap.
        private static let low: UInt64 = 0xFFFF_FFFF | 1 << 0x2A | 1 << 0x3A | 1 << 0x3B

        @inline(__always)
        static func isOdd(_ byte: UInt8) -> Bool {
            byte < 0x40 ? (low >> UInt64(byte)) & 1 != 0 : byte >= 0x7F
        }

        mutating func take(_ byte: UInt8) {
            switch byte {
            case 0x09: break
            case UInt8(ascii: "*"): hasStar = true
            case UInt8(ascii: ":"): hasColon = true
            case 0x80...: hasNonASCII = true
            default: hasControl = true
            }
        }

        var isAny: Bool { hasControl || hasNonASCII || hasStar || hasColon }
    }

    private mutating func comment(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        var end = range.upperBound
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        metadata.read(bytes, start..<end)
    }

    private mutating func command(_ bytes: Span<UInt8>, _ range: Range<Int>, _ marks: OddBytes) {
        if range.count > longestLine { longestLine = range.count }
        if range.count > 70 { checkLength(range.count) }
        words.read(bytes, range)
        let isNumbered = bytes[range.lowerBound] & 0xDF == UInt8(ascii: "N")
        if words.letter == UInt8(ascii: "G"), words.number >= 0, words.number <= 5, words.number != 4 {
            if words.number <= 1 {
                estimate.move(motion.move(words, line: fileLine))
            } else {
                curve()
            }
            if words.bare != 0 { checkNumbers() }
        } else {
            other(bytes, range, isNumbered: isNumbered)
        }
        if marks.isAny || isNumbered { checkBytes(marks, isNumbered: isNumbered) }
        if words.present & (GCodeWords.bit("G") | GCodeWords.bit("M")) != 0 {
            problems.note(
                .ambiguous, .error, line: fileLine,
                "the line holds a second command, which some firmware carries out; write one command a line")
        }
    }

    // MARK: Commands

    private mutating func curve() {
        let start = (x: motion.x.position, y: motion.y.position)
        let isKnown = motion.x.isKnown && motion.y.isKnown
        let delta = motion.move(words, line: fileLine)
        guard words.number <= 3, isKnown else { return estimate.move(delta) }
        let unit = motion.millimetresPerUnit
        let hasCentre = words.has("I") || words.has("J")
        let arc = ArcGeometry(
            from: start, to: (motion.x.position, motion.y.position), isClockwise: words.number == 2,
            centreOffset: hasCentre
                ? ((words.optional("I") ?? 0) * unit, (words.optional("J") ?? 0) * unit) : nil,
            radius: words.optional("R").map { $0 * unit })
        if let arc { motion.include(arc, line: fileLine) }
        estimate.move(delta, length: arc?.length)
    }

    /// Everything but moves: rare, so that order counts more than speed.
    private mutating func other(_ bytes: Span<UInt8>, _ range: Range<Int>, isNumbered: Bool) {
        let isCommand = words.letter != 0 && words.number >= 0
        if !isCommand, !isNumbered {
            problems.note(
                .unknownCommand, .warning, line: fileLine,
                "the line begins with neither G, M nor T and a number; Marlin passes over it, and it may be meant for "
                    + "another firmware")
            return
        }
        if words.letter == UInt8(ascii: "G"), words.number == 4 {
            let seconds = words.has("S") ? words.value("S") : (words.optional("P") ?? 0) / 1000
            estimate.dwell(seconds: min(max(0, seconds), 86_400))
        }
        motion.setModes(words)
        estimate.setLimits(words)
        heat.take(words, line: fileLine)
        if let verdict = CommandPolicy.verdict(letter: words.letter, number: words.number) {
            problems.note(verdict.code, verdict.severity, line: fileLine, verdict.message)
        } else if Self.contains(bytes, range, "M110") {
            // Marlin looks for M110 anywhere in a line (queue.cpp, process_line_done).
            problems.note(
                .forbidden, .error, line: fileLine, "M110 inside the text of a line resets the line number; reword it")
        }
    }

    private static func contains(_ bytes: Span<UInt8>, _ range: Range<Int>, _ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard range.count >= length else { return false }
        return word.withUTF8Buffer { word in
            for start in range.lowerBound...(range.upperBound - length)
            where word.indices.allSatisfy({ bytes[start + $0] == word[$0] }) { return true }
            return false
        }
    }

    // MARK: Problems

    /// Number and checksum cost up to 6 bytes and the digits of the number: `N123 …*255`.
    private mutating func checkLength(_ length: Int) {
        var digits = 1
        var rest = sentLines
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        let sent = length + 1 + digits + 1 + 4
        guard sent > Self.firmwareLineLimit else { return }
        problems.note(
            .lineTooLong, .error, line: fileLine,
            "the line is \(sent) bytes with number and checksum, firmware takes \(Self.firmwareLineLimit); shorten it")
    }

    private mutating func checkBytes(_ marks: OddBytes, isNumbered: Bool) {
        let isProse = words.takesText && !words.isTorn
        if marks.hasControl {
            problems.note(
                .binary, .error, line: fileLine, "the line holds NUL or control bytes; export the file again as text")
        }
        if (marks.hasColon || marks.hasNonASCII) && words.letter != 0 && !isProse {
            // M1:12 is M112 to a printer whose dialect has colons left out.
            problems.note(
                .ambiguous, .error, line: fileLine,
                "the line holds : or letters beyond ASCII, which are left out for some firmware; write it without")
        } else if marks.hasNonASCII {
            problems.note(
                .nonASCII, .warning, line: fileLine,
                "the line holds letters beyond ASCII, which some firmware drops; use plain letters")
        }
        if isNumbered || (marks.hasStar && !isProse) {
            problems.note(
                .alreadyNumbered, .error, line: fileLine,
                "the line brings its own number or checksum, which are the host's; save the file without them")
        }
    }

    /// A letter that must bring a number and does not: `Xnan` is X0 to Marlin.
    private mutating func checkNumbers() {
        for letter in ["X", "Y", "Z", "E", "F", "I", "J", "R"] as [Unicode.Scalar]
        where words.bare & GCodeWords.bit(letter) != 0 {
            problems.note(
                .notANumber, .error, line: fileLine, "\(letter) has no number behind it; slice the part again")
        }
    }

    private mutating func recogniseOtherFormats(_ chunk: Span<UInt8>) {
        let formats: [(magic: [UInt8], name: String)] = [
            (Array("GCDE".utf8), "binary G-code (.bgcode)"), ([0x1F, 0x8B], "gzip-compressed"),
            (Array("PK".utf8) + [3, 4], "a ZIP archive, as .3mf is"),
        ]
        for format in formats where chunk.count >= format.magic.count {
            guard format.magic.indices.allSatisfy({ chunk[$0] == format.magic[$0] }) else { continue }
            isOtherFormat = true
            problems.note(
                .notGCode, .error, line: 1,
                "the file is \(format.name), not text; export it from the slicer as plain G-code")
        }
    }

    private mutating func concludeProblems() {
        if motion.moves == 0 {
            problems.note(.noMoves, .error, line: 0, "the file moves nothing; it is empty or not a print")
        }
        let fed = motion.filamentMillimetres ?? 0
        if fed > 1, heat.nozzle.maximum == nil {
            problems.note(
                .extrudesCold, .warning, line: 0,
                "the file extrudes and never heats the nozzle; heat it before, or slice again")
        }
        if let stated = metadata.filamentMillimetres, motion.filamentMillimetres != nil, (stated - fed).magnitude > 200,
            (stated - fed).magnitude > stated / 10
        {
            problems.note(
                .filamentDiffers, .warning, line: 0,
                "the slicer states \(Int(stated)) mm of filament, the moves feed \(Int(fed)) mm; the file may be cut off"
            )
        }
    }
}

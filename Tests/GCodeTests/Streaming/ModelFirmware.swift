import SeededRandom

/// A model of a firmware's serial front end, written from Marlin's queue.cpp and not from the streamer's tables, and
/// a noisy line on both sides of it. Everything random comes from one seed.
struct ModelFirmware {
    enum Family: CaseIterable { case marlin, marlinOld, prusa, smoothie, repetier, adjustable }

    struct Faults {
        /// Chances per 10,000 lines.
        var corruptToFirmware = 0
        var loseToFirmware = 0
        var corruptToHost = 0
        var loseAcknowledgement = 0
        var doubleAcknowledgement = 0
        var garbage = 0
        var staleResend = 0
    }

    let family: Family
    let faults: Faults
    var random: SplitMix64
    /// G lines executed, in order.
    private(set) var executed: [String] = []
    private(set) var lastLine = 0
    private(set) var isHalted = false
    /// Executed G lines after which it resets, or halts.
    var resetAfter = Int.max
    var haltAfter = Int.max
    /// Executed when the reset or the halt came.
    private(set) var executedAtEvent: Int?
    private var pending: [UInt8] = []
    private var said: [UInt8] = []

    init(_ family: Family, faults: Faults = Faults(), seed: UInt64) {
        self.family = family
        self.faults = faults
        random = SplitMix64(seed: seed)
    }

    /// Takes bytes from the host; gives what it says to them.
    mutating func receive(_ bytes: [UInt8]) -> [UInt8] {
        for byte in bytes {
            if byte != 0x0A {
                pending.append(byte)
                continue
            }
            var line = pending
            pending = []
            if line.isEmpty || isHalted || happens(faults.loseToFirmware) { continue }
            if happens(faults.corruptToFirmware) {
                let index = Int(random.next() % UInt64(line.count))
                line[index] ^= 1 << UInt8(random.next() % 7)
                if line[index] == 0x0A || line[index] == 0 { line[index] = UInt8(ascii: "?") }
            }
            accept(String(decoding: line, as: UTF8.self))
        }
        defer { said = [] }
        return said
    }

    private mutating func happens(_ chance: Int) -> Bool { chance > 0 && Int(random.next() % 10_000) < chance }

    private mutating func say(_ text: String) {
        let isOk = text.hasPrefix("ok")
        if isOk, happens(faults.loseAcknowledgement) { return }
        if happens(faults.garbage) { said += [0x80, 0x00, 0xFE] + (random.next() & 1 == 0 ? [0x0A] : []) }
        var bytes = Array(text.utf8)
        if happens(faults.corruptToHost) {
            let index = Int(random.next() % UInt64(bytes.count))
            bytes[index] ^= 1 << UInt8(random.next() % 7)
            if bytes[index] == 0x0A { bytes[index] = UInt8(ascii: "?") }
        }
        bytes.append(0x0A)
        said += bytes
        if isOk, happens(faults.doubleAcknowledgement) { said += bytes }
    }

    private mutating func refuse(_ why: String) {
        switch family {
        case .smoothie: say("rs N\(lastLine + 1)\r")
        case .repetier:
            say("Resend:\(lastLine + 1)")
            say("ok")
        default:
            say("Error:\(why), Last Line: \(lastLine)")
            say("Resend: \(lastLine + 1)")
            if family != .prusa { say("ok") }
        }
    }

    private mutating func accept(_ line: String) {
        guard line.hasPrefix("N") else {
            execute(line, number: nil)
            return
        }
        let digits = line.dropFirst().prefix { $0.isNumber }
        let number = Int(digits) ?? 0
        let isSet = line.contains("M110")
        if !isSet, number != lastLine + 1 {
            if family == .marlin, number == lastLine || number == lastLine - 1 { return }
            refuse("Line Number is not Last Line Number+1")
            return
        }
        guard let star = line.lastIndex(of: "*") else { return refuse("No Checksum with line number") }
        let sum = line[..<star].utf8.reduce(0) { $0 ^ $1 }
        guard Int(line[line.index(after: star)...]) == Int(sum) else { return refuse("checksum mismatch") }
        lastLine = isSet ? 0 : number
        if happens(faults.staleResend), number > 3 {
            say("Resend: \(number - 1)")
            say("ok")
        }
        let body = line[..<star].dropFirst(1 + digits.count).drop { $0 == " " }
        execute(String(body), number: number)
    }

    private mutating func execute(_ command: String, number: Int?) {
        if command.hasPrefix("G") { executed.append(command) }
        if command == "M105" {
            say("ok T:22.0 /0.0 B:22.0 /0.0")
            return
        }
        if command == "M115" { say("FIRMWARE_NAME:Model 1.0 PROTOCOL_VERSION:1.0") }
        if !command.hasPrefix("G"), !command.hasPrefix("M") { say("echo:Unknown command: \"\(command)\"") }
        switch (family, number) {
        case (.repetier, let number?): say("ok \(number)")
        case (.adjustable, let number?): say("ok N\(number) P15 B3")
        default: say("ok")
        }
        happenAfterLine()
    }

    private mutating func happenAfterLine() {
        guard executedAtEvent == nil else { return }
        if executed.count >= resetAfter {
            executedAtEvent = executed.count
            lastLine = 0
            pending = []
            say("start")
        } else if executed.count >= haltAfter {
            executedAtEvent = executed.count
            isHalted = true
            say("Error:Thermal Runaway, system stopped! Heater_ID: 0")
            say("Error:Printer halted. kill() called!")
        }
    }
}

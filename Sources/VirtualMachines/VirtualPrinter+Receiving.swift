internal import FloorModel

/// A tap on the wire, outside the firmware: sees a stop even when the firmware is stalled, halted or full.
struct WireTap {
    private var assembler = LineAssembler()
    private(set) var lastStop: StopReceived?

    /// Whether `byte` ended a stop-like command.
    mutating func take(_ byte: UInt8, at time: MonotonicTime) -> Bool {
        guard let line = assembler.take(byte), line.contains(UInt8(ascii: "M")) else { return false }
        let command = FirmwareCommand(line)
        guard command.letter == UInt8(ascii: "M") else { return false }
        switch command.code {
        case 112, 410: lastStop = StopReceived(command: "M\(command.code)", at: time)
        case 104, 140:
            guard command.value("S") == 0 else { return false }
            lastStop = StopReceived(command: "M\(command.code) S0", at: time)
        default: return false
        }
        return true
    }
}

extension VirtualPrinter {
    /// What happens to a byte before the receive buffer: the tap and the receive interrupt.
    mutating func noteOnWire(_ byte: UInt8) {
        if wire.take(byte, at: MonotonicTime(nanoseconds: now)) { counters.stopsReceived += 1 }
        guard configuration.hasEmergencyParser, let command = emergency.take(byte) else { return }
        emergencyCommands.note(command)
    }

    /// `GCodeQueue::get_serial_commands`: lines into the queue while there is room.
    mutating func readLines() {
        while !isQueueFull, let byte = receiveBuffer.next() {
            guard var line = assembler.take(byte) else { continue }
            if faults.strikes(.corruptLine, at: now, &chance) { corrupt(&line) }
            switch numbering.check(line) {
            case .repeated: counters.duplicates += 1
            case .refused(let reason): refuse(reason)
            case .accepted: accept(line)
            }
            if isHalted { return }
        }
    }

    /// BUFSIZE counts the command that is executed too.
    private var isQueueFull: Bool { queue.count + (executing == nil ? 0 : 1) >= configuration.commandQueueLength }

    /// `gcode_line_error` and `flush_and_request_resend`: all that waits behind the line is lost.
    private mutating func refuse(_ reason: String) {
        say("Error:\(reason)\(numbering.last)")
        receiveBuffer.flush()
        assembler.drop()
        counters.resendsAsked += 1
        say("Resend: \(numbering.last + 1)")
        sayOk("")
    }

    private mutating func accept(_ line: [UInt8]) {
        counters.linesAccepted += 1
        let command = FirmwareCommand(line)
        if !configuration.hasEmergencyParser { actEarly(on: command) }
        if !isHalted { queue.append(command) }
    }

    /// Without EMERGENCY_PARSER the queue looks at unnumbered M108, M112 and M410 as it reads them.
    private mutating func actEarly(on command: FirmwareCommand) {
        guard command.letter == UInt8(ascii: "M"), command.lineNumber == nil else { return }
        switch command.code {
        case 108: emergencyCommands.note(.continueAfterWait)
        case 112: emergencyCommands.note(.kill)
        case 410: emergencyCommands.note(.quickStop)
        default: return
        }
        obeyEmergencyCommands()
    }

    private mutating func corrupt(_ line: inout [UInt8]) {
        let index = chance.below(line.count)
        let flipped = line[index] ^ (1 << UInt8(chance.below(7)))
        let wouldEndLine = flipped == UInt8(ascii: "\n") || flipped == UInt8(ascii: "\r")
        line[index] = wouldEndLine ? UInt8(ascii: "?") : flipped
    }
}

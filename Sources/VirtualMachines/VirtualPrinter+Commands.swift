internal import FloorModel

extension VirtualPrinter {
    /// `GcodeSuite::process_parsed_command`: starts `command`; its ok follows when its steps are done.
    mutating func begin(_ command: FirmwareCommand) {
        executing = command
        counters.commandsExecuted += 1
        let isKnown =
            switch command.letter {
            case UInt8(ascii: "G"): beginG(command)
            case UInt8(ascii: "M"): beginM(command)
            case UInt8(ascii: "T"): command.code == 0
            default: false
            }
        guard isKnown else {
            counters.unknownCommands += 1
            say("echo:Unknown command: \"\(command.text)\"")
            return
        }
        log(command.text)
    }

    private mutating func beginG(_ command: FirmwareCommand) -> Bool {
        switch command.code {
        case 0, 1: beginLine(command)
        case 2, 3: beginArc(command)
        case 4: beginDwell(command)
        case 21: break
        case 28: beginHoming(command)
        case 90, 91:
            motion.isRelative = command.code == 91
            motion.isExtruderRelative = motion.isRelative
        case 92: setPosition(command)
        default: return false
        }
        return true
    }

    private mutating func beginM(_ command: FirmwareCommand) -> Bool {
        switch command.code {
        case 0, 1, 600: beginUserWait(command)
        case 17: motion.areSteppersOn = true
        case 18, 84: if !command.has("S") { steps = [.synchronize, .steppersOff] }
        case 82, 83: motion.isExtruderRelative = command.code == 83
        case 73, 108, 117, 201, 203, 204, 205, 211, 220, 221, 413, 900: break
        case 104, 109, 140, 190: beginHeating(command)
        case 105: beginTemperatureReport()
        case 106: fan = Int(min(max(command.value("S") ?? 255, 0), 255))
        case 107: fan = 0
        case 110: if let number = command.value("N") { numbering.last = Int(min(max(number, -1e9), 1e9)) }
        case 112: if !isDeafToStops, !configuration.hasEmergencyParser { kill() }
        case 114: say(positionText)
        case 115: sayCapabilities()
        case 118: sayMessage(command.argument)
        case 155: setAutoReport(command)
        case 302: motion.allowsColdExtrusion = command.value("P") == 1 || command.value("S") == 0
        case 400: wait([.synchronize])
        case 410: if !isDeafToStops, !configuration.hasEmergencyParser { quickStop() }
        default: return false
        }
        return true
    }

    private var isDeafToStops: Bool { faults.isActive(.stopNotObeyed, at: now) }

    private mutating func wait(_ steps: [Step]) {
        self.steps = steps
        motion.movesInRow = 0
    }

    private mutating func beginUserWait(_ command: FirmwareCommand) {
        var until: Nanoseconds?
        if command.code != 600 {
            if let seconds = command.value("S") { until = now + scaled(seconds) }
            if let milliseconds = command.value("P") { until = now + scaled(milliseconds / 1000) }
        }
        wait([.synchronize, .waitForUser(until: until)])
    }

    private mutating func beginDwell(_ command: FirmwareCommand) {
        let seconds = command.value("S") ?? (command.value("P") ?? 0) / 1000
        wait([.synchronize, .dwell(seconds: seconds)])
    }

    private mutating func beginHeating(_ command: FirmwareCommand) {
        let name = command.code == 104 || command.code == 109 ? HeaterName.nozzle : .bed
        let waits = command.code == 109 || command.code == 190
        let celsius = command.value("S") ?? (waits ? command.value("R") : nil)
        if let celsius, !isDeafToStops { setTarget(celsius, of: name) }
        guard waits else { return }
        wait([.heat(name, since: nil, waitsForCooling: command.has("R"))])
    }

    /// M105 brings its own ok: `ok T:21.00 /0.00 B:21.00 /0.00 @:0 B@:0`.
    private mutating func beginTemperatureReport() {
        executing = nil
        sayOk(temperatureText)
    }

    /// M118: `A1` puts `// ` before the text, `E1` `echo:`.
    private mutating func sayMessage(_ argument: String) {
        var text = argument[...]
        var prefix = ""
        for _ in 0..<2 {
            guard text.count >= 2, let flag = text.first, flag == "A" || flag == "E" || flag == "P" else { break }
            let value = text.dropFirst().first
            guard value == "0" || value == "1" else { break }
            if value == "1" { prefix = flag == "A" ? "// " : flag == "E" ? "echo:" : prefix }
            text = text.dropFirst(2).drop { $0 == " " }
        }
        say(prefix + text)
    }

    /// M155 S<seconds>, at most 60; 0 ends it.
    private mutating func setAutoReport(_ command: FirmwareCommand) {
        guard let seconds = command.value("S") else { return }
        autoReportInterval = Nanoseconds(min(max(seconds, 0), 60)) * 1_000_000_000
        nextAutoReport = autoReportInterval > 0 ? now + autoReportInterval : nil
    }
}

internal import FloorModel

extension VirtualPrinter {
    /// Answers that nobody takes are kept up to this many bytes; what comes after is lost and counted.
    static let mostOutgoingBytes = 65_536

    /// One line to the host, with what faults do to it.
    mutating func say(_ text: String) {
        if faults.strikes(.garbage, at: now, &chance) { sayGarbage() }
        var bytes = Array(text.utf8)
        if !bytes.isEmpty, faults.strikes(.corruptReply, at: now, &chance) {
            let index = chance.below(bytes.count)
            bytes[index] ^= 1 << UInt8(chance.below(7))
            if bytes[index] == UInt8(ascii: "\n") { bytes[index] = UInt8(ascii: "?") }
        }
        bytes.append(UInt8(ascii: "\n"))
        send(bytes)
    }

    /// `ok` and what stands behind it, unless a fault swallows it.
    mutating func sayOk(_ rest: String) {
        if faults.strikes(.loseOk, at: now, &chance) { return }
        say("ok" + rest)
    }

    /// `GCodeQueue::ok_to_send`; with ADVANCED_OK `ok N12 P15 B3`.
    mutating func acknowledge(_ command: FirmwareCommand) {
        guard configuration.saysAdvancedOk else {
            sayOk("")
            return
        }
        let number = command.lineNumber.map { " N\($0)" } ?? ""
        sayOk("\(number) P\(planner.free) B\(configuration.commandQueueLength - queue.count - 1)")
    }

    private mutating func sayGarbage() {
        var noise = (0..<(1 + chance.below(6))).map { _ in UInt8(truncatingIfNeeded: chance.next()) | 0x80 }
        if chance.below(2) == 0 { noise[0] = 0 }
        if chance.below(2) == 0 { noise.append(UInt8(ascii: "\n")) }
        send(noise)
    }

    private mutating func send(_ bytes: [UInt8]) {
        guard outgoing.count + bytes.count <= Self.mostOutgoingBytes else {
            counters.replyOverflowBytes += bytes.count
            return
        }
        outgoing += bytes
    }

    /// What MarlinCore.cpp says in `setup()`.
    mutating func sayBanner() {
        say("start")
        say("Marlin 2.1.2.5")
        say("echo: Last Updated: 2024-10-01 | Author: (virtual, \(configuration.machineType))")
        say("echo: Free Memory: 3791  PlannerBufferBytes: 1232")
    }

    /// ` T:210.00 /210.00 B:60.00 /60.00 @:42 B@:12` (temperature.cpp, `print_heater_states`).
    var temperatureText: String {
        " T:\(text(nozzle.celsius)) /\(text(nozzle.target)) B:\(text(bed.celsius)) /\(text(bed.target))"
            + " @:\(nozzle.power) B@:\(bed.power)"
    }

    /// `X:10.00 Y:0.00 Z:0.20 E:1.50 Count X:800 Y:0 Z:80` (motion.cpp, `report_current_position_projected`).
    var positionText: String {
        let place = motion.planned + motion.shift
        let steps = motion.planned * Place(80, 80, 400, 93)
        return "X:\(text(place.x)) Y:\(text(place.y)) Z:\(text(place.z)) E:\(text(place.w))"
            + " Count X:\(Int(steps.x.rounded())) Y:\(Int(steps.y.rounded())) Z:\(Int(steps.z.rounded()))"
    }

    private func text(_ value: Double) -> String { DecimalText.fixed(value, decimals: 2) }

    /// M115.cpp; a capability that is not told is not there.
    mutating func sayCapabilities() {
        say(
            "FIRMWARE_NAME:Marlin 2.1.2.5 (virtual) SOURCE_CODE_URL:github.com/MarlinFirmware/Marlin "
                + "PROTOCOL_VERSION:1.0 MACHINE_TYPE:\(configuration.machineType) EXTRUDER_COUNT:1")
        let capabilities: [(String, Bool)] = [
            ("SERIAL_XON_XOFF", false), ("BINARY_FILE_TRANSFER", false), ("EEPROM", false), ("VOLUMETRIC", false),
            ("AUTOREPORT_POS", false), ("AUTOREPORT_TEMP", true), ("PROGRESS", false), ("PRINT_JOB", false),
            ("AUTOLEVEL", false), ("RUNOUT", true), ("Z_PROBE", false), ("LEVELING_DATA", false),
            ("BUILD_PERCENT", false), ("SOFTWARE_POWER", false), ("TOGGLE_LIGHTS", false),
            ("CASE_LIGHT_BRIGHTNESS", false), ("EMERGENCY_PARSER", configuration.hasEmergencyParser),
            ("HOST_ACTION_COMMANDS", true), ("PROMPT_SUPPORT", false), ("SDCARD", false),
            ("LONG_FILENAME", false), ("THERMAL_PROTECTION", true), ("MOTION_MODES", false), ("ARCS", true),
            ("BABYSTEPPING", false), ("CHAMBER_TEMPERATURE", false),
        ]
        for (name, isPresent) in capabilities { say("Cap:\(name):\(isPresent ? 1 : 0)") }
    }

    /// Appends to the bounded log of what was executed.
    mutating func log(_ line: String) {
        guard configuration.executedLogLines > 0 else { return }
        if executedLog.count >= configuration.executedLogLines {
            let half = max(1, configuration.executedLogLines / 2)
            executedLog.removeFirst(half)
            counters.executedLinesForgotten += half
        }
        executedLog.append(line)
    }
}

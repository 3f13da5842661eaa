/// What can be made to go wrong with a virtual machine, by the name that `machina fault` takes.
public enum VirtualFaultKind: String, CaseIterable, Sendable, Codable {
    case loseOk = "lose-ok"
    case corruptLine = "corrupt-line"
    case corruptReply = "corrupt-reply"
    case garbage
    case stall
    case reset
    case silentReset = "silent-reset"
    case thermalRunaway = "thermal-runaway"
    case maximumTemperature = "max-temperature"
    case halt
    case runout
    case unplug
    case stuckHeater = "stuck-heater"
    case stopNotObeyed = "stop-not-obeyed"
    case jam
    case jamHard = "jam-hard"
    case lid
    case emergencyStop = "emergency-stop"
    case blockedNozzle = "blocked-nozzle"
    case sensorBreak = "sensor-break"
    case frozenSensor = "frozen-sensor"
    case heaterStuck = "heater-stuck"
    case stuckOutput = "stuck-output"
    case silence
    case unitSilence = "unit-silence"

    /// Whether it happens to printers.
    public var strikesPrinters: Bool {
        switch self {
        case .loseOk, .corruptLine, .corruptReply, .garbage, .stall, .reset, .silentReset, .thermalRunaway: true
        case .maximumTemperature, .halt, .runout, .unplug, .stuckHeater, .stopNotObeyed: true
        default: false
        }
    }

    /// Whether it happens to recycling machines of that kind.
    public func strikes(_ kind: VirtualProcessKind) -> Bool {
        switch self {
        case .jam, .jamHard: kind == .shredder
        case .blockedNozzle: kind == .extruder
        case .emergencyStop, .unitSilence: kind != .dryer
        case .sensorBreak, .frozenSensor, .heaterStuck: kind != .shredder
        case .lid, .stuckOutput, .silence: true
        default: false
        }
    }

    /// The machines that it happens to, for people: `shredder, extruder`.
    public var victims: String {
        let kinds = VirtualProcessKind.allCases.filter(strikes).map(\.rawValue)
        return (strikesPrinters ? ["printer"] + kinds : kinds).joined(separator: ", ")
    }

    /// How long it lasts when nobody says; nil where it happens once and a duration means nothing or something else.
    public var defaultDuration: Duration? {
        switch self {
        case .stall: .seconds(5)
        case .unplug: .seconds(2)
        case .stuckHeater: .seconds(120)
        case .stopNotObeyed, .stuckOutput: .seconds(30)
        case .blockedNozzle, .sensorBreak: .seconds(60)
        case .frozenSensor, .heaterStuck: .seconds(120)
        case .silence, .unitSilence: .seconds(10)
        case .jam, .jamHard, .lid, .emergencyStop: nil
        case .loseOk, .corruptLine, .corruptReply, .garbage, .runout: nil
        case .reset, .silentReset, .thermalRunaway, .maximumTemperature, .halt: nil
        }
    }

    /// Whether `for` means something.
    public var takesDuration: Bool {
        switch self {
        case .reset, .silentReset, .thermalRunaway, .maximumTemperature, .halt, .jam, .jamHard: false
        case .loseOk, .corruptLine, .corruptReply, .garbage, .stall, .runout, .unplug, .stuckHeater, .stopNotObeyed:
            true
        case .lid, .emergencyStop, .blockedNozzle, .sensorBreak, .frozenSensor, .heaterStuck, .stuckOutput: true
        case .silence, .unitSilence: true
        }
    }

    /// One line of help.
    public var meaning: String {
        switch self {
        case .loseOk: "the next ok is never sent; with a duration, one in four in that time"
        case .corruptLine: "one bit of the next received line flips; with a duration, of one line in four"
        case .corruptReply: "one bit of the next reply flips; with a duration, of one reply in four"
        case .garbage: "noise before the next reply; with a duration, before one in four"
        case .stall: "the firmware does nothing and says nothing, moves already planned go on (5 s)"
        case .reset: "the firmware starts anew and says so; also brings back a halted one, as switching off and on"
        case .silentReset: "the firmware starts anew and says nothing"
        case .thermalRunaway: "the firmware halts with Thermal Runaway"
        case .maximumTemperature: "the nozzle shows more than its maximum, the firmware halts with MAXTEMP"
        case .halt: "the firmware halts (kill)"
        case .runout: "filament runs out: paused for user until M108 or, with a duration, until it has passed"
        case .unplug: "the port vanishes and comes back (2 s); the printer stays powered"
        case .stuckHeater: "no power reaches the heaters (120 s)"
        case .stopNotObeyed: "M112, M410, M104 and M140 are answered and not obeyed (30 s)"
        case .jam: "something holds the shafts: current 2.5 times rated, until they were reversed once or twice for 1 s"
        case .jamHard: "something holds the shafts until a person takes it out"
        case .lid: "lid, door or guard opens, until a person closes it or, with a duration, until it has passed"
        case .emergencyStop: "somebody presses the emergency stop; it is released as a lid is closed"
        case .blockedNozzle: "nothing flows, the melt pressure climbs (60 s)"
        case .sensorBreak: "the sensor of the hottest zone breaks (60 s)"
        case .frozenSensor: "the sensor of the hottest zone stays at its value (120 s)"
        case .heaterStuck: "no heat arrives, whatever the controllers ask for (120 s)"
        case .stuckOutput: "stop commands and contactors that are switched off are acknowledged and not obeyed (30 s)"
        case .silence: "nobody on the machine's line answers (10 s)"
        case .unitSilence: "the main drive is off the line, the other modules answer (10 s)"
        }
    }
}

/// Faults that wait for the next line or reply: so many, or a chance of one in four until a time.
struct FaultSchedule {
    private struct Entry {
        var count = 0
        var until: Nanoseconds = .min
    }

    private var entries: [VirtualFaultKind: Entry] = [:]

    mutating func add(_ kind: VirtualFaultKind, until: Nanoseconds?) {
        if let until {
            entries[kind, default: Entry()].until = until
        } else {
            entries[kind, default: Entry()].count += 1
        }
    }

    /// Whether `kind` strikes now; draws from `chance` only while a time window is open.
    mutating func strikes(_ kind: VirtualFaultKind, at now: Nanoseconds, _ chance: inout SplitMix64) -> Bool {
        guard !entries.isEmpty, let entry = entries[kind] else { return false }
        if entry.count > 0 {
            entries[kind]?.count -= 1
            return true
        }
        return now < entry.until && chance.below(4) == 0
    }

    /// Whether the window of `kind` is open.
    func isActive(_ kind: VirtualFaultKind, at now: Nanoseconds) -> Bool {
        entries[kind].map { now < $0.until } ?? false
    }
}

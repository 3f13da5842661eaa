/// What can be made to go wrong with a virtual printer, by the name that `machina fault` takes.
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

    /// How long it lasts when nobody says; nil where it happens once and a duration means nothing or something else.
    public var defaultDuration: Duration? {
        switch self {
        case .stall: .seconds(5)
        case .unplug: .seconds(2)
        case .stuckHeater: .seconds(120)
        case .stopNotObeyed: .seconds(30)
        case .loseOk, .corruptLine, .corruptReply, .garbage, .runout: nil
        case .reset, .silentReset, .thermalRunaway, .maximumTemperature, .halt: nil
        }
    }

    /// Whether `for` means something.
    public var takesDuration: Bool {
        switch self {
        case .reset, .silentReset, .thermalRunaway, .maximumTemperature, .halt: false
        case .loseOk, .corruptLine, .corruptReply, .garbage, .stall, .runout, .unplug, .stuckHeater, .stopNotObeyed:
            true
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

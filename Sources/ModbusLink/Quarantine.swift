internal import FloorModel
internal import RegisterMap

/// Who may still send a reply that nobody waits for, on a serial line, where a reply names only its unit and function.
///
/// A late reply of the same unit, function and length would be taken for the answer to the next request. So after a
/// timeout nothing of that kind is asked of the unit before the line was silent for the late bound. Requests whose
/// answer cannot be mistaken go out at once, a stop above all: other units, and writes whose echo repeats the value.
struct Quarantine {
    private var units: [Int: MonotonicTime] = [:]
    private var line: MonotonicTime?
    /// How long after it was given up a reply may still come.
    let lateBound: Duration

    init(lateBound: Duration) { self.lateBound = lateBound }

    mutating func timedOut(unit: Int, at now: MonotonicTime) { units[unit] = now + lateBound }

    /// Bytes came that cannot be told: any unit may have sent them.
    mutating func garbled(at now: MonotonicTime) { line = now + lateBound }

    /// When the line must have been silent until; nil: the request may go out.
    func end(for request: ModbusRequest) -> MonotonicTime? {
        switch request.action {
        case .writeCoil, .writeRegister: nil
        // The echo of function 16 does not repeat the values.
        case .readBits, .readRegisters, .writeRegisters: [line, units[request.unit]].compactMap(\.self).max()
        }
    }

    /// Whether a frame of `unit` that answers nothing may be an old one, to be passed over.
    func expectsLateReply(of unit: Int, at now: MonotonicTime) -> Bool {
        [line, units[unit]].contains { $0.map { now < $0 } ?? false }
    }

    /// The line was silent until `now`: whose time is over owes nothing any more.
    mutating func lapse(at now: MonotonicTime) {
        units = units.filter { $0.value > now }
        if let line, line <= now { self.line = nil }
    }
}

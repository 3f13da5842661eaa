internal import FloorModel

/// What the core makes of interlocks that open while something runs.
extension Turn {
    /// True when the machine was tripped.
    mutating func trip(_ id: MachineID, _ process: ProcessMachineDescription) -> Bool {
        let observation = floor.observation(of: id)
        guard var run = observation.run else { return false }
        var worst: (interlock: Interlock, why: String)?
        for (index, interlock) in process.interlocks.enumerated() {
            guard interlock.guards.contains(where: run.on.contains),
                let why = process.violation(of: interlock, seen: observation)
            else {
                run.violatedSince[index] = nil
                continue
            }
            let since = run.violatedSince[index] ?? moment.monotonic
            run.violatedSince[index] = since
            guard moment.monotonic - since >= interlock.after else { continue }
            if worst == nil || interlock.trip.severity > worst?.interlock.trip.severity ?? 0 {
                worst = (interlock, why)
            }
        }
        let violatedSince = run.violatedSince
        observe(id) { $0.run?.violatedSince = violatedSince }
        if worst?.interlock.trip.severity ?? 0 < TripAction.stop.severity,
            let unseen = process.unseen(run.on, observation)
        {
            worst = (unseen.interlock, unseen.why)
        }
        guard let (interlock, why) = worst else { return false }
        // A hold is kept; only what is worse changes it.
        if interlock.trip == .hold, machine(id).packML == .holding || machine(id).packML == .held { return false }
        // A stop is under way already; only an abort is more.
        if interlock.trip != .abort, machine(id).packML == .completing { return false }
        trip(id, interlock, why: why)
        return true
    }

    mutating func trip(_ id: MachineID, _ interlock: Interlock, why: String) {
        let remedy = unseenRemedy(of: interlock, on: id) ?? interlock.remedy
        let fault = Fault(.interlockOpen, machine: id, detail: "\(interlock.name): \(why); \(remedy)")
        setAlarm(.interlockOpen, machine: id, fault)
        switch interlock.trip {
        case .hold where floor.observation(of: id).run?.operation != nil && machine(id).packML == .execute:
            holdProcess(id, reason: "\(interlock.name): \(why)")
            prompt(
                .clearFault, id, operation: machine(id).operation,
                detail: "\(interlock.name): \(why); \(remedy)")
        case .hold, .stop: stop(id, reason: "\(interlock.name): \(why)", by: nil)
        case .abort:
            interruptOperation(of: id, line: nil, reason: "\(interlock.name): \(why)")
            observe(id) { $0.isReleasedByPerson = false }
            move(id, to: .aborting, reason: "\(interlock.name): \(why)")
            safe(.abort, id)
        }
    }

    /// What is not seen says nothing of the machine itself.
    private func unseenRemedy(of interlock: Interlock, on id: MachineID) -> String? {
        let observation = floor.observation(of: id)
        let unseen = interlock.conditions.first { observation.signal($0.point)?.quality != .good }
        return unseen.map { "check the sensor or device of \($0.point), its wiring and its line" }
    }

    /// The alarm goes when everything holds again.
    mutating func clearInterlockAlarm(_ id: MachineID) {
        let isActive = state.alarms.contains {
            $0.isActive && $0.fault.code == .interlockOpen && $0.fault.machine == id
        }
        let isHeldByIt = machine(id).packML == .holding || machine(id).packML == .held
        if isActive, !isHeldByIt, floor.blockingInterlocks(of: id).isEmpty {
            setAlarm(.interlockOpen, machine: id, nil)
        }
    }
}

extension ProcessMachineDescription {
    /// What is on and cannot be seen: nothing stays hot or turning on the word of a value that is not good.
    fileprivate func unseen(
        _ on: [String], _ observation: MachineObservation
    ) -> (interlock: Interlock, why: String)? {
        for element in on {
            guard let point = heater(element)?.temperature ?? drive(element)?.running.point else { continue }
            let quality = observation.signal(point)?.quality ?? .unknown
            guard quality != .good else { continue }
            let interlock = Interlock(
                name: "\(element) seen", conditions: [], guards: [element], trip: .stop,
                remedy: "check the sensor or device of \(point), its wiring and its line")
            return (interlock, "\(point) is \(quality.rawValue)")
        }
        return nil
    }
}

extension TripAction {
    fileprivate var severity: Int {
        switch self {
        case .hold: 1
        case .stop: 2
        case .abort: 3
        }
    }
}

internal import FloorModel

/// Unit modes, and work by hand under the same interlocks.
extension Turn {
    mutating func setMode(_ mode: PackMLMode, _ id: MachineID, by person: PersonID?) throws(Refusal) {
        let description = try known(id)
        guard mode != .manual || description.process != nil else {
            throw Refusal(
                .stateForbids, field: "mode", message: "\(id) is a printer, which is moved by hand at its own panel",
                remedy: "use maintenance: nothing is started on it then")
        }
        let machine = machine(id)
        guard machine.mode != mode else { return }
        switch machine.packML {
        case .stopped, .idle, .aborted: break
        default:
            throw Refusal(
                .stateForbids, message: "\(id) is \(machine.packML.rawValue): the mode changes only at rest",
                remedy: "stop it first, and answer its prompts")
        }
        emit(.machineModeChanged(.init(machine: id, mode: mode, by: person)))
        withdrawPrompts(of: id, .machineReady, .mountSpool, .loadHopper)
        observe(id) { $0.isReleasedByPerson = false }
        if machine.packML == .idle {
            move(id, to: .stopping, reason: "mode \(mode.rawValue)", by: person)
            move(id, to: .stopped, reason: "mode \(mode.rawValue)")
        }
        settle(id)
    }

    mutating func jog(_ id: MachineID, _ order: JogOrder, by person: PersonID?) throws(Refusal) {
        let process = try underHand(id)
        guard let drive = process.drive(order.drive) else {
            let known = process.drives.map(\.name).joined(separator: ", ")
            throw Refusal(
                .notFound, field: "drive", message: "\(id) has no drive '\(order.drive)'", remedy: "use one of \(known)"
            )
        }
        guard FloorLimits.jog.contains(order.time) else {
            throw Refusal(
                .fieldInvalid, field: "for_s", message: "\(order.time) is out of bounds",
                remedy: "give 0.1 s to \(FloorLimits.jog.upperBound.components.seconds) s, and ask again")
        }
        guard !order.reverse || drive.reverse != nil else {
            throw Refusal(.fieldInvalid, field: "reverse", message: "\(drive.name) does not turn backwards")
        }
        let speed = order.speed ?? drive.speedLimits?.minimum
        if let speed, let limits = drive.speedLimits, !limits.contains(speed) || !speed.isFinite {
            throw Refusal(
                .fieldInvalid, field: "speed", message: "the speed is \(speed)",
                remedy: "give \(limits.minimum.shortText) to \(limits.maximum.shortText)")
        }
        let unmet = floor.unmetInterlocks(of: id, guarding: [drive.name])
        try refuse(unmet.filter { !process.isLatchedFault($0.interlock) }, drive.name, of: id)
        beginManual(id, process, reason: "\(drive.name) by hand", by: person)
        let until = moment.monotonic + order.time
        observe(id) { $0.run?.jog = (drive.name, until) }
        write(process.resets + process.start(drive.name, speed: speed, reverse: order.reverse), to: id, process)
    }

    mutating func heat(_ id: MachineID, _ name: String, _ celsius: Double, by person: PersonID?) throws(Refusal) {
        let process = try underHand(id)
        guard let heater = process.heater(name) else {
            let known = process.heaters.map(\.name).joined(separator: ", ")
            throw Refusal(
                .notFound, field: "heater", message: "\(id) has no heater '\(name)'",
                remedy: known.isEmpty ? "this machine heats nothing" : "use one of \(known)")
        }
        guard celsius.isFinite, celsius >= 0, celsius <= heater.maximumCelsius else {
            throw Refusal(
                .fieldInvalid, field: "celsius", message: "\(celsius) °C is out of bounds",
                remedy: "give 0 to \(heater.maximumCelsius.shortText) °C")
        }
        if celsius > 0 {
            let unmet = floor.unmetInterlocks(of: id, guarding: [name])
            try refuse(
                unmet.filter {
                    !process.isContactor($0.interlock, of: heater) && !process.isLatchedFault($0.interlock)
                },
                name, of: id)
        }
        beginManual(id, process, reason: "\(name) by hand", by: person)
        write(
            celsius > 0 ? process.heat([HeaterTarget(name, celsius)]) : [PointWrite(heater.setpoint, 0)], to: id,
            process)
    }

    private func underHand(_ id: MachineID) throws(Refusal) -> ProcessMachineDescription {
        let description = try known(id)
        guard let process = description.process else {
            throw Refusal(.stateForbids, message: "\(id) is a printer, which is moved by hand at its own panel")
        }
        let machine = machine(id)
        guard machine.mode == .manual else {
            throw Refusal(
                .stateForbids, message: "\(id) is in \(machine.mode.rawValue) mode",
                remedy: "'machina machine mode \(id) manual' first")
        }
        guard floor.observation(of: id).link.isConnected else {
            throw Refusal(.stateForbids, message: "\(id) does not answer", remedy: FaultCode.linkLost.remedy)
        }
        let isByHand = machine.packML == .execute && floor.observation(of: id).run?.operation == nil
        guard isByHand || (machine.packML == .stopped && floor.observation(of: id).isAtRest) else {
            throw Refusal(
                .stateForbids, message: "\(id) is \(machine.packML.rawValue)",
                remedy: machine.packML == .aborted
                    ? "'machina machine clear \(id)' first" : "'machina machine stop \(id)' first, and wait for it")
        }
        if let run = floor.observation(of: id).run, run.heldSince != nil, !run.isHalted {
            throw Refusal(
                .stateForbids, message: "\(id) has not confirmed that its drives stand still", remedy: "wait for it",
                retry: true)
        }
        return process
    }

    private func refuse(
        _ unmet: [(interlock: Interlock, text: String)], _ element: String, of id: MachineID
    ) throws(Refusal) {
        guard unmet.isEmpty else {
            throw Refusal(
                .interlockOpen,
                message: "\(element) of \(id) must not run: \(unmet.map(\.text).joined(separator: "; "))",
                remedy: unmet.map(\.interlock.remedy).joined(separator: "; "))
        }
    }

    private mutating func beginManual(
        _ id: MachineID, _ process: ProcessMachineDescription, reason: String, by person: PersonID?
    ) {
        if machine(id).packML != .execute {
            move(id, to: .starting, reason: reason, by: person)
            move(id, to: .execute, reason: reason)
            observe(id) {
                $0.isAtRest = false
                $0.run = ProcessRun(operation: nil, recipe: nil, interlocks: process.interlocks.count)
            }
        }
        let now = moment.monotonic
        observe(id) { $0.run?.handledAt = now }
    }

    /// A jog ends by itself; a machine that nobody handles any more is switched off.
    mutating func attendManual(_ id: MachineID) {
        guard let process = floor.description.machine(id)?.process, let run = floor.observation(of: id).run else {
            return
        }
        if let jog = run.jog, moment.monotonic >= jog.until {
            let now = moment.monotonic
            observe(id) { $0.run?.jog = nil }
            halt(id, process)
            observe(id) { $0.run?.heldSince = now }
            // This machine's hold leaves the drive on.
            if floor.observation(of: id).run?.on.contains(jog.drive) == true {
                return stop(id, reason: "\(jog.drive) has turned for its time", by: nil)
            }
        }
        if let run = floor.observation(of: id).run, !run.isHalted, let since = run.heldSince,
            moment.monotonic - since > process.hold.within
        {
            return stop(id, reason: "the end of a jog was not confirmed in \(process.hold.within.shortText)", by: nil)
        }
        guard let run = floor.observation(of: id).run, run.jog == nil else { return }
        let isIdle = run.handledAt.map { moment.monotonic - $0 > FloorLimits.manualIdle } ?? true
        if run.on.isEmpty || isIdle { stop(id, reason: "nothing is done by hand any more", by: nil) }
    }
}

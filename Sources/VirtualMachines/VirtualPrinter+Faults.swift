public import FloorModel

extension VirtualPrinter {
    /// Makes `kind`, one that strikes printers, happen at `time`, for `duration` or as long as it lasts by default.
    public mutating func inject(_ kind: VirtualFaultKind, for duration: Duration? = nil, at time: MonotonicTime) {
        precondition(kind.strikesPrinters, "'\(kind.rawValue)' does not happen to printers")
        run(to: time.nanoseconds)
        counters.faultsInjected += 1
        log("!fault \(kind.rawValue)")
        let until = (duration ?? kind.defaultDuration).map { now + max(0, min($0.nanoseconds, 1 << 60)) }
        switch kind {
        case .loseOk, .corruptLine, .corruptReply, .garbage: faults.add(kind, until: until)
        case .stopNotObeyed: faults.add(kind, until: until)
        case .stall: stalledUntil = until
        case .unplug: unpluggedUntil = until
        case .runout: runoutUntil = until ?? .max
        case .stuckHeater:
            heatersStuckUntil = until
            nozzle.isStuck = true
            bed.isStuck = true
        case .reset: restart(silently: false)
        case .silentReset: restart(silently: true)
        case .thermalRunaway: if !isHalted { haltForHeat("Thermal Runaway", heater: "0") }
        case .maximumTemperature:
            nozzle.jump(to: configuration.nozzleMaximumCelsius + 5)
            if !isHalted { haltForHeat("MAXTEMP triggered", heater: "0") }
        case .halt: if !isHalted { kill() }
        default: preconditionFailure("a kind that strikes printers is not simulated")
        }
        runFirmware()
    }

    /// Until when the adapter hides the port; nil while it is plugged in.
    public func unplugged(at time: MonotonicTime) -> MonotonicTime? {
        guard let unpluggedUntil, time.nanoseconds < unpluggedUntil else { return nil }
        return MonotonicTime(nanoseconds: unpluggedUntil)
    }

    /// A reset: everything in memory is lost. The head stays where it is and the firmware takes that for zero.
    private mutating func restart(silently: Bool) {
        stopMachine()
        let place = motion.planned + motion.offset
        motion = MotionState()
        motion.offset = place
        motion.offset.w = 0
        planner.rest(at: .zero)
        isHalted = false
        stalledUntil = nil
        assembler.reset()
        numbering = LineNumbering()
        emergency = EmergencyParser()
        autoReportInterval = 0
        log(silently ? "!reset-silent" : "!reset")
        if !silently { sayBanner() }
    }
}

extension VirtualPrinter {
    /// The machine as it truly is at the time of the last call.
    public var state: VirtualPrinterState {
        let place = planner.place(at: now) + motion.offset
        return VirtualPrinterState(
            isHalted: isHalted, isStalled: stalledUntil != nil,
            isUnplugged: unplugged(at: MonotonicTime(nanoseconds: now)) != nil,
            areSteppersOn: motion.areSteppersOn, activity: activity, nozzleCelsius: nozzle.celsius,
            nozzleTargetCelsius: nozzle.target, bedCelsius: bed.celsius, bedTargetCelsius: bed.target, fan: fan,
            position: SIMD3(place.x, place.y, place.z), reportedPosition: motion.planned + motion.shift,
            extrudedMillimetres: planner.extrudedMillimetres, lastLineNumber: numbering.last,
            queuedCommands: queue.count, plannedMoves: configuration.plannerBlocks - 1 - planner.free,
            lastStop: wire.lastStop)
    }

    private var activity: String {
        if isHalted { return "halted" }
        if stalledUntil != nil { return "stalled" }
        switch steps.last {
        case .heat: return "heating"
        case .waitForUser: return "paused"
        case .finishHoming: return "homing"
        case .until, .dwell: return "dwelling"
        case .move, .synchronize, .steppersOff: return "executing"
        case nil: return planner.isEmpty && executing == nil ? "idle" : "executing"
        }
    }
}

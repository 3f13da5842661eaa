internal import FloorModel

/// A part of a command that may have to wait.
enum Step {
    /// A move that needs a free block of the planner.
    case move(to: Place, seconds: Double)
    /// Until all moves are done (`planner.synchronize()`).
    case synchronize
    case dwell(seconds: Double)
    case until(Nanoseconds)
    case finishHoming(axes: [Int])
    case steppersOff
    /// M109 and M190: until the heater has been within 1 °C for as long as TEMP_RESIDENCY_TIME.
    case heat(HeaterName, since: Nanoseconds?, waitsForCooling: Bool)
    /// M0, M1, M600, runout; a time where it ends by itself.
    case waitForUser(until: Nanoseconds?)
}

enum HeaterName { case nozzle, bed }

extension VirtualPrinter {
    /// Marlin's `loop()` and `idle()` as far as they get at `now`.
    mutating func runFirmware() {
        repeat {
            guard !isHalted, stalledUntil == nil else {
                if isHalted { receiveBuffer.flush() }
                return
            }
            obeyEmergencyCommands()
            guard !isHalted else { continue }
            readLines()
        } while proceed()
    }

    /// One step or one command further; false when there is nothing to do or something to wait for.
    private mutating func proceed() -> Bool {
        guard !isHalted else { return false }
        if let step = steps.first {
            guard perform(step) else {
                nextBusy = nextBusy ?? now + Self.busyInterval
                return false
            }
            if !steps.isEmpty { steps.removeFirst() }
            return true
        }
        nextBusy = nil
        nextHeatingReport = nil
        if let command = executing {
            acknowledge(command)
            executing = nil
            return true
        }
        if let until = runoutUntil {
            runoutUntil = nil
            pauseForUser(until: until == .max ? nil : until)
            return true
        }
        guard !queue.isEmpty else { return false }
        begin(queue.removeFirst())
        return true
    }

    private mutating func pauseForUser(until: Nanoseconds?) {
        say("//action:paused")
        steps = [.synchronize, .waitForUser(until: until)]
    }

    /// Whether `step` is done; a step may put another in its place and is then tried anew.
    private mutating func perform(_ step: Step) -> Bool {
        switch step {
        case .move(let place, let seconds):
            guard planner.free > 0 else { return false }
            plan(to: place, seconds: seconds)
        case .synchronize: return planner.isEmpty
        case .dwell(let seconds):
            steps[0] = .until(now + scaled(seconds))
            return perform(steps[0])
        case .until(let time): return now >= time
        case .finishHoming(let axes): finishHoming(axes)
        case .steppersOff: motion.areSteppersOn = false
        case .heat(let name, let since, let waitsForCooling):
            return isWarm(name, since: since, waitsForCooling: waitsForCooling)
        case .waitForUser(let until):
            guard emergencyCommands.continueAfterWait || until.map({ now >= $0 }) ?? false else { return false }
            emergencyCommands.continueAfterWait = false
            if executing == nil { say("//action:resumed") }
        }
        return true
    }

    private mutating func plan(to place: Place, seconds: Double) {
        if now < motion.droppingUntil {
            counters.movesDropped += 1
            return
        }
        if planner.isEmpty, motion.movesInRow > configuration.plannerBlocks, now > planner.lastEnd {
            counters.plannerStarvations += 1
        }
        planner.add(from: motion.planned, to: place, duration: scaled(seconds), at: now)
        motion.planned = place
        motion.areSteppersOn = true
        motion.movesInRow += 1
        counters.moves += 1
    }

    private mutating func finishHoming(_ axes: [Int]) {
        for axis in axes {
            motion.planned[axis] = 0
            motion.shift[axis] = 0
            motion.offset[axis] = 0
        }
        planner.rest(at: motion.planned)
        motion.areSteppersOn = true
    }

    /// TEMP_WINDOW 1 °C, TEMP_RESIDENCY_TIME 10 s (temperature.cpp, `wait_for_hotend`).
    private mutating func isWarm(_ name: HeaterName, since: Nanoseconds?, waitsForCooling: Bool) -> Bool {
        let heater = name == .nozzle ? nozzle : bed
        let isDone = heater.target == 0 || (heater.celsius > heater.target + 1 && !waitsForCooling)
        if isDone || emergencyCommands.continueAfterWait {
            emergencyCommands.continueAfterWait = false
            return true
        }
        nextHeatingReport = nextHeatingReport ?? now + Self.heatingReportInterval
        let isInWindow = (heater.celsius - heater.target).magnitude <= 1
        let entered = isInWindow ? since ?? now : nil
        steps[0] = .heat(name, since: entered, waitsForCooling: waitsForCooling)
        return entered.map { now - $0 >= scaled(10) } ?? false
    }

    /// What M108, M112 and M410 do ahead of the queue.
    mutating func obeyEmergencyCommands() {
        let isDeaf = faults.isActive(.stopNotObeyed, at: now)
        if emergencyCommands.kill {
            emergencyCommands.kill = false
            if !isDeaf { kill() }
        }
        if emergencyCommands.quickStop {
            emergencyCommands.quickStop = false
            if !isDeaf, !isHalted { quickStop() }
        }
        guard emergencyCommands.continueAfterWait else { return }
        switch steps.first {
        case .heat, .waitForUser: break
        default: emergencyCommands.continueAfterWait = false
        }
    }

    /// `quickstop_stepper()`: moves dropped, the firmware asks the steppers where they are, and moves that come
    /// within a second are thrown away.
    mutating func quickStop() {
        motion.planned = planner.quickStop(at: now)
        motion.droppingUntil = now + 1_000_000_000
        motion.movesInRow = 0
        if case .move = steps.first {
            steps.removeFirst()
            counters.movesDropped += 1
        }
        log("!quick-stop")
    }

    /// `kill()`: heaters and steppers off, then nothing until a reset.
    mutating func kill() {
        say("Error:Printer halted. kill() called!")
        stopMachine()
        isHalted = true
        log("!kill")
    }

    /// `Temperature::_temp_error`, then `kill()`.
    mutating func haltForHeat(_ reason: String, heater: String) {
        say("Error:\(reason), system stopped! Heater_ID: \(heater)")
        kill()
    }

    /// What a halt and a reset have in common: nothing moves, nothing heats, nothing waits.
    mutating func stopMachine() {
        motion.planned = planner.quickStop(at: now)
        motion.areSteppersOn = false
        motion.movesInRow = 0
        setTarget(0, of: .nozzle)
        setTarget(0, of: .bed)
        fan = 0
        queue.removeAll()
        steps.removeAll()
        executing = nil
        receiveBuffer.flush()
        emergencyCommands = EmergencyCommands()
        nextBusy = nil
        nextHeatingReport = nil
        nextAutoReport = nil
        nextGuard = nil
        runoutUntil = nil
    }

    mutating func setTarget(_ celsius: Double, of name: HeaterName) {
        switch name {
        case .nozzle:
            nozzle.target = min(max(0, celsius), configuration.nozzleMaximumCelsius - 15)
            nozzleGuard.targetChanged(nozzle, at: now)
        case .bed:
            bed.target = min(max(0, celsius), configuration.bedMaximumCelsius - 10)
            bedGuard.targetChanged(bed, at: now)
        }
        if nozzle.target > 0 || bed.target > 0 { nextGuard = nextGuard ?? now + Self.guardInterval }
    }
}

internal import FloorModel

/// What the core answers to people.
extension Turn {
    mutating func answer(_ request: FloorRequest) -> FloorReply {
        if let fault = floor.observations.journalFault, !request.command.isSafing {
            return .refused([Refusal(.journalUnavailable, message: fault.detail, retry: true)])
        }
        do throws(Refusal) {
            return try carryOut(request.command, by: request.by)
        } catch {
            return .refused([error])
        }
    }

    private mutating func carryOut(_ command: FloorCommand, by person: PersonID?) throws(Refusal) -> FloorReply {
        switch command {
        case .submit(let order, let details): return try submit(order, details)
        case .cancel(let job, let weighed): try cancel(try find(job), weighed: weighed, by: person)
        case .cancelSubmission(let submission):
            guard let job = state.submissions[submission].flatMap({ state.jobs[$0] }) else {
                throw Refusal(.notFound, field: "id", message: "no job was accepted under this id")
            }
            try cancel(job, weighed: nil, by: person)
        case .hold(let job): try hold(try find(job), by: person)
        case .release(let job): try release(try find(job), by: person)
        case .reprint(let job): try reprint(try find(job), by: person)
        case .answer(let prompt, let choice, let weights): try answer(prompt, choice: choice, weights, by: person)
        case .acknowledge(let alarm): try acknowledge(alarm, by: person)
        case .machine(let machine, let command): try self.command(command, machine, by: person)
        case .stopAll:
            for machine in floor.description.machines { stop(machine.id, reason: "stop of all machines", by: person) }
        case .receiveLot, .mount, .weighLot, .adjustLot, .moveLot, .disposeLot, .handOverLot:
            return try carryOutOnLot(command, by: person)
        case .setMode(let machine, let mode): try setMode(mode, machine, by: person)
        case .jog(let machine, let order): try jog(machine, order, by: person)
        case .heat(let machine, let heater, let celsius): try heat(machine, heater, celsius, by: person)
        }
        return .done
    }

    private mutating func carryOutOnLot(_ command: FloorCommand, by person: PersonID?) throws(Refusal) -> FloorReply {
        switch command {
        case .receiveLot(let facts, let mass): return .received(try receiveLot(facts, mass, by: person))
        case .mount(let lot, let machine): try mount(lot, machine, by: person)
        case .weighLot(let lot, let weighing): try weigh(lot, weighing, by: person)
        case .adjustLot(let lot, let change, let reason): try adjust(lot, by: change, reason, by: person)
        case .moveLot(let lot, let location): try moveLot(lot, to: location, by: person)
        case .disposeLot(let lot, let mass, let reason): try dispose(lot, mass, reason, by: person)
        case .handOverLot(let lot): try handOver(lot, by: person)
        default: preconditionFailure("not a command about a lot")
        }
        return .done
    }

    private func find(_ job: JobID) throws(Refusal) -> Job {
        guard let found = state.jobs[job] else {
            throw Refusal(.notFound, field: "job", message: "there is no \(job) on this floor")
        }
        return found
    }

    private mutating func cancel(_ job: Job, weighed: Milligrams?, by person: PersonID?) throws(Refusal) {
        guard !job.state.isOver else {
            throw Refusal(.stateForbids, message: "\(job.id) is \(job.state.rawValue) already")
        }
        if let weighed {
            let cutOff = state.operations(of: job).first { $0.state == .interrupted && $0.lot != nil }
            guard let cutOff else {
                throw Refusal(
                    .stateForbids, field: "weighed_g", message: "\(job.id) has no interrupted print to weigh",
                    remedy: "cancel it without a weight, and weigh when the floor asks for the plate to be cleared")
            }
            if let open = state.prompts.first(where: { $0.operation == cutOff.id && $0.kind == .interrupted }) {
                try answer(open.id, choice: nil, AnswerWeights(product: weighed), by: person)
            } else {
                throw Refusal(
                    .stateForbids, field: "weighed_g", message: "what came out of \(cutOff.id) is booked already")
            }
        }
        emit(.jobCancelled(.init(job: job.id, by: person)))
        for machine in floor.description.machines {
            guard let operation = self.machine(machine.id).operation.flatMap({ state.operations[$0] }),
                operation.job == job.id, operation.state == .running, operation.isPrint
            else { continue }
            stop(machine.id, reason: "\(job.id) was cancelled", by: person)
        }
        withdrawMounting(of: job.id)
        abandonRoute(of: job)
    }

    private mutating func withdrawMounting(of job: JobID) {
        for prompt in state.prompts
        where prompt.job == job && (prompt.kind == .mountSpool || prompt.kind == .loadHopper) {
            emit(.promptWithdrawn(.init(prompt: prompt.id)))
        }
    }

    /// Every machine that prints the job is held, and no further copy is begun.
    private mutating func hold(_ job: Job, by person: PersonID?) throws(Refusal) {
        guard !job.isHeld, job.state == .queued || job.state == .running else {
            throw Refusal(
                .stateForbids,
                message: "\(job.id) is \(job.isHeld ? "held" : job.state.rawValue) already; "
                    + "only a queued or running job can be held")
        }
        emit(.jobHeld(.init(job: job.id, by: person)))
        withdrawMounting(of: job.id)
        for machine in runningMachines(of: job) where self.machine(machine).packML == .execute {
            try command(.hold, machine, by: person)
        }
    }

    private mutating func release(_ job: Job, by person: PersonID?) throws(Refusal) {
        let held = runningMachines(of: job).filter { self.machine($0).packML == .held }
        guard job.isHeld || !held.isEmpty else {
            let remedy =
                job.state == .interrupted ? "use 'reprint' to print the interrupted copy anew" : "look at the job first"
            throw Refusal(
                .stateForbids, message: "\(job.id) is \(job.state.rawValue) and not held", remedy: remedy)
        }
        if job.isHeld { emit(.jobReleased(.init(job: job.id, by: person))) }
        for machine in held { try command(.unhold, machine, by: person) }
    }

    private func runningMachines(of job: Job) -> [MachineID] {
        state.machines.filter { machine in
            machine.operation.map { job.operations.contains($0) && state.operations[$0]?.state == .running } ?? false
        }.map(\.id)
    }

    private mutating func reprint(_ job: Job, by person: PersonID?) throws(Refusal) {
        let again = state.operations(of: job).filter { $0.state == .interrupted || $0.state == .failed }
        guard !again.isEmpty, job.state != .cancelled else {
            throw Refusal(
                .stateForbids, message: "\(job.id) is \(job.state.rawValue): no copy of it was interrupted or failed")
        }
        if let onPlate = again.first(where: { operation in state.machines.contains { $0.operation == operation.id } }),
            let machine = state.machines.first(where: { $0.operation == onPlate.id })
        {
            let prompt = state.prompts.first { $0.operation == onPlate.id }
            throw Refusal(
                .stateForbids, message: "the plate of \(machine.id) still holds the print that was cut off",
                remedy: prompt.map { "clear the plate, then 'confirm \($0.id)', then reprint" }
                    ?? "wait until \(machine.id) has confirmed that it stopped, then answer its prompt")
        }
        emit(.jobReprinted(.init(job: job.id, operations: again.map(\.id), by: person)))
    }

    private mutating func acknowledge(_ alarm: AlarmID, by person: PersonID?) throws(Refusal) {
        guard let found = state.alarm(alarm) else {
            throw Refusal(.notFound, field: "alarm", message: "there is no open \(alarm)")
        }
        guard found.acknowledgedBy == nil else { return }
        emit(.alarmAcknowledged(.init(alarm: alarm, by: person)))
    }

    func unknownMaterial(_ name: String) -> Refusal {
        let known = floor.description.materials.map(\.name).joined(separator: ", ")
        return Refusal(
            .unknownMaterial, field: "material", message: "the material '\(name)' is not known on this floor",
            remedy: "use one of \(known), or add it under materials: in the floor file")
    }

    mutating func mount(_ id: LotID, _ machine: MachineID, by person: PersonID?) throws(Refusal) {
        let lot = try known(id)
        guard try known(machine).printer != nil else {
            throw Refusal(.stateForbids, field: "machine", message: "\(machine) is no printer; it takes no spool")
        }
        guard lot.form == .filament else {
            throw Refusal(
                .stateForbids, field: "lot",
                message: "\(id) is \(lot.form.rawValue); only filament is mounted on a printer")
        }
        for involved in [machine, lot.mountedOn].compactMap({ $0 }) where self.machine(involved).packML.isProducing {
            throw Refusal(
                .stateForbids, field: "machine", message: "\(involved) is printing", remedy: "wait until it has ended")
        }
        guard lot.mountedOn != machine else { return }
        emit(.lotMounted(.init(lot: id, machine: machine, by: person)))
    }
}

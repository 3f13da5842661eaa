public import FloorAPITypes
internal import FloorControl
public import FloorModel

extension FloorViews {
    /// The machines of the floor file, sorted by id.
    public var machines: [MachineView] {
        floor.description.machines.map { view(of: $0) }
    }

    public func machine(_ id: MachineID) -> MachineView? {
        floor.description.machine(id).map { view(of: $0) }
    }

    private func view(of description: MachineDescription) -> MachineView {
        let machine =
            state.machine(description.id)
            ?? MachineState(id: description.id, type: description.type.name, since: moment.wallClock)
        let observation = floor.observation(of: description.id)
        let work = work(on: machine)
        let link = LinkFacts(observation.link)
        let isRunning = work?.operation.state == .running
        return MachineView(
            id: description.id, type: description.type.name, title: description.type.title,
            port: description.place, process: description.process?.process, state: machine.packML,
            confirmed: observation.link.isConnected,
            stopRequested: observation.pendingSafing != nil, notSafe: isNotSafe(description.id),
            mode: machine.mode, reason: machine.reason, since: UTCTime(machine.since), link: link.condition,
            firmware: link.firmware, linkFault: link.fault, operation: machine.operation, job: work?.job.id,
            progress: isRunning ? progress(of: machine.operation, in: observation) : nil,
            phase: work.flatMap { $0.operation.isPrint ? nil : phase(of: $0.operation) }, spool: machine.spool,
            plateOccupied: machine.isPlateOccupied, notTaking: obstacle(at: description.id),
            unmetInterlocks: floor.unmetInterlocks(of: description.id),
            switchedOn: observation.run?.on ?? [], unconfirmed: observation.unconfirmed,
            signals: observation.signals.map { view(of: $0, in: observation) })
    }

    private func isNotSafe(_ id: MachineID) -> Bool {
        state.alarms.contains { $0.isActive && $0.fault.code == .notSafe && $0.fault.machine == id }
    }

    private func progress(of operation: OperationID?, in observation: MachineObservation) -> ProgressView? {
        guard let progress = observation.progress, progress.operation == operation else { return nil }
        return progress.view
    }

    private func view(of reading: SignalReading, in observation: MachineObservation) -> SignalView {
        let age = observation.signalsAt.map { moment.seconds(since: $0) }
        return SignalView(
            reading, quality: observation.link.isConnected ? reading.quality : reading.quality.withoutLink,
            ageS: age)
    }

    /// Where a recipe stands; nil for an operation that is no recipe.
    func phase(of operation: Operation) -> PhaseView? {
        guard let name = operation.recipe else { return nil }
        let phases = floor.description.recipe(name)?.phases ?? []
        guard let index = operation.phase else {
            return PhaseView(recipe: name, of: phases.isEmpty ? nil : phases.count)
        }
        guard phases.indices.contains(index) else { return PhaseView(recipe: name, number: index + 1) }
        return PhaseView(recipe: name, name: phases[index].name, number: index + 1, of: phases.count)
    }
}

private struct LinkFacts {
    var condition: LinkView
    var firmware: String?
    var fault: String?

    init(_ link: LinkCondition) {
        switch link {
        case .unknown: condition = .unknown
        case .connected(let name):
            condition = .connected
            firmware = name
        case .disconnected(let reason):
            condition = .disconnected
            fault = reason.detail
        }
    }
}

extension Quality {
    /// A value of a machine that does not answer is no longer good, whatever it was when it came.
    fileprivate var withoutLink: Quality { self == .good ? .stale : self }
}

extension MachineDescription {
    /// Where it hangs: `/dev/machina/mk3-1`, or `bus1 (drive 3, safety 4)`.
    fileprivate var place: String {
        switch connection {
        case .serial(let port, _): port
        case .modbus(let modules):
            lines.map { line in
                let units = modules.filter { $0.line == line }.map { "\($0.module) \($0.unit)" }
                return "\(line) (\(units.joined(separator: ", ")))"
            }.joined(separator: ", ")
        }
    }
}

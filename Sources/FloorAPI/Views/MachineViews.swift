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
            id: description.id, type: description.type.name, title: description.type.title, port: description.port,
            state: machine.packML, confirmed: observation.link.isConnected,
            stopRequested: observation.pendingSafing != nil, notSafe: isNotSafe(description.id),
            mode: machine.mode, reason: machine.reason, since: UTCTime(machine.since), link: link.condition,
            firmware: link.firmware, linkFault: link.fault, operation: machine.operation, job: work?.job.id,
            progress: isRunning ? progress(of: machine.operation, in: observation) : nil, spool: machine.spool,
            plateOccupied: machine.isPlateOccupied, notTaking: obstacle(at: description.id),
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
        let age = observation.signalsAt.map { (moment.monotonic - $0).milliseconds }
        return SignalView(
            name: reading.name + reading.unit.suffix, value: reading.value.roundedToThousandths, unit: reading.unit,
            quality: observation.link.isConnected ? reading.quality : reading.quality.withoutLink,
            ageS: age.map { max(0, $0) / 1000 })
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

extension SignalUnit {
    /// How the unit ends a key: `nozzle_c`.
    fileprivate var suffix: String {
        switch self {
        case .celsius: "_c"
        case .percent: "_percent"
        case .gram: "_g"
        case .watt: "_w"
        case .millimetre: "_mm"
        case .none: ""
        }
    }
}

extension Double {
    fileprivate var roundedToThousandths: Double {
        magnitude < 1e12 ? (self * 1000).rounded() / 1000 : self
    }
}

extension Duration {
    /// Whole milliseconds, as a number for JSON.
    fileprivate var milliseconds: Double {
        Double(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}

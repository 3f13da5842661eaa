internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import Hummingbird

/// Requests that change something: each becomes one request at the floor's gate.
extension FloorResponder {
    func carryOut(_ endpoint: Endpoint, _ request: Request, _ context: FloorContext) async throws -> Response {
        let bytes = try await request.bytes(upTo: ServerLimits.requestBytes)
        let command = try command(endpoint, bytes)
        // Found before the request: afterwards the machines may have stopped already.
        let machines = machinesConcerned(by: command)
        let person = await person(behind: command, await context.peer())
        switch await backend.request(FloorRequest(by: person, command: command)) {
        case .refused(let refusals): throw ProblemDetails(refusals)
        case .received(let lot): return try .json(Receipt(.done, lot: lot), status: .created)
        case .accepted, .duplicate, .conflict, .done:
            if machines.isEmpty { return try .json(Receipt(.done)) }
            return try .json(Receipt(.requested, machines: machines), status: .accepted)
        }
    }

    /// A request that makes the floor safer leaves with the name that is known by now, or without one: it never
    /// waits for the store.
    private func person(behind command: FloorCommand, _ peer: Peer) async -> PersonID? {
        if command.isSafing { return people.person(of: peer) }
        let person = await backend.person(of: peer)
        people.learn(person, of: peer)
        return person
    }

    private func command(_ endpoint: Endpoint, _ bytes: [UInt8]) throws(ProblemDetails) -> FloorCommand {
        switch endpoint {
        case .act(.cancel, let job):
            let weighed = try CancelRequest.read(bytes).weighedG
            return .cancel(job, weighed: try Milligrams.read(weighed, field: "weighed_g"))
        case .act(.hold, let job): return .hold(job)
        case .act(.release, let job): return .release(job)
        case .act(.reprint, let job): return .reprint(job)
        case .answer(let prompt): return try AnswerRequest.read(bytes).command(prompt)
        case .acknowledge(let alarm): return .acknowledge(alarm)
        case .receiveLot: return try LotRequest.read(bytes).command()
        case .handle(let action, let lot): return try self.command(action, lot, bytes)
        case .byHand(let action, let machine): return try self.command(action, machine, bytes)
        case .command(let machine): return .machine(machine, try MachineCommandRequest.read(bytes).command)
        case .stopAll: return .stopAll
        default: preconditionFailure("\(endpoint) is not a command")
        }
    }

    private func command(_ action: LotAction, _ lot: LotID, _ bytes: [UInt8]) throws(ProblemDetails) -> FloorCommand {
        switch action {
        case .weigh: .weighLot(lot, try WeighRequest.read(bytes).weighing())
        case .adjust: try AdjustRequest.read(bytes).command(lot)
        case .move: .moveLot(lot, location: try MoveRequest.read(bytes).location)
        case .dispose: try DisposeRequest.read(bytes).command(lot)
        case .mount: .mount(lot, try MountRequest.read(bytes).machine)
        case .handOver: .handOverLot(lot)
        }
    }

    private func command(
        _ action: HandAction, _ machine: MachineID, _ bytes: [UInt8]
    ) throws(ProblemDetails) -> FloorCommand {
        switch action {
        case .mode: .setMode(machine, try ModeRequest.read(bytes).mode)
        case .jog: .jog(machine, try JogRequest.read(bytes).order())
        case .heat: try HeatRequest.read(bytes).command(machine)
        }
    }

    /// The machines that the command is on its way to; the answer is then `requested`, because only the machine
    /// can say that it is done.
    private func machinesConcerned(by command: FloorCommand) -> [MachineID] {
        switch command {
        case .stopAll: backend.floor.description.machines.map(\.id)
        case .machine(_, .reset): []
        case .machine(let machine, _), .jog(let machine, _), .heat(let machine, _, _): [machine]
        case .cancel(let job, _), .hold(let job), .release(let job): machinesRunning(job)
        default: []
        }
    }

    private func machinesRunning(_ id: JobID) -> [MachineID] {
        let state = backend.floor.state
        guard let job = state.jobs[id] else { return [] }
        return state.operations(of: job).filter { $0.state == .running }.compactMap(\.machine)
    }
}

extension Request {
    /// The whole body.
    ///
    /// - Throws: `bodyTooLarge`, before a byte is read where the length was announced.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        let tooLarge = ProblemDetails(
            .bodyTooLarge, status: 413, detail: "the body is larger than \(limit / 1024) KB")
        if let announced = announcedLength, announced > limit { throw tooLarge }
        var bytes: [UInt8] = []
        for try await piece in body {
            guard bytes.count + piece.readableBytes <= limit else { throw tooLarge }
            bytes.append(contentsOf: piece.readableBytesView)
        }
        return bytes
    }

    var announcedLength: Int? { headers[.contentLength].flatMap { Int($0) } }
}

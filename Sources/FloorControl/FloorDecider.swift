internal import FloorModel

/// The writer's loop: owns the floor, and nobody else does.
struct FloorDecider {
    private let writer: FloorWriter
    /// With everything that was decided.
    private var floor: Floor
    /// With everything that is committed.
    private var durable: Floor
    /// Decided, not yet handed to the journal.
    private var waiting = DecidedBatch()
    /// Handed to the journal, and the floor as it was then.
    private var underWay: (batch: DecidedBatch, floor: Floor)?
    private var journalIsDown = false
    private var isClosing = false

    init(writer: FloorWriter, floor: Floor) {
        self.writer = writer
        self.floor = floor
        durable = floor
    }

    mutating func run() async {
        while !isClosing || underWay != nil {
            for message in await writer.inbox.next() { take(message) }
        }
    }

    private mutating func take(_ message: FloorInbox.Message) {
        switch message {
        case .input(let input):
            if isOverflowing { return decideWithoutRecord(input) }
            decide(input)
            if journalIsDown { answerWithoutJournal() }
            // A journal that is down is tried again as time passes, not with every input.
            if !journalIsDown || input == .tick { handOver() }
        case .committed(.success(let sequence)): committed(upTo: sequence)
        case .committed(.failure(let fault)): failed(fault)
        case .closed:
            isClosing = true
            handOver()
        }
    }

    private mutating func decide(_ input: FloorInput) {
        let moment = writer.surroundings.now()
        let decision = floor.decide(input, at: moment)
        for effect in decision.safing {
            writer.port(of: effect.machine)?.safe(effect.command)
            // What was decided before it and has not left yet must not leave after it.
            waiting.dropOrders(of: effect.machine)
            underWay?.batch.dropOrders(of: effect.machine)
        }
        waiting.add(input, decision, at: moment.wallClock)
    }

    /// So much waits for the journal that no more is kept.
    private var isOverflowing: Bool {
        waiting.commit.events.count >= FloorLimits.unjournalledEvents
            || waiting.inputs.count >= FloorLimits.unjournalledEvents
    }

    /// Beyond the bound only what makes machines safer is done; requests are refused, and a machine's next report
    /// after the journal is back puts its state right.
    private mutating func decideWithoutRecord(_ input: FloorInput) {
        if case .request(_, let token?) = input {
            writer.replies.resolve(token, .refused([Refusal(.floorBusy, retry: true)]))
        }
        var scratch = floor
        let decision = scratch.decide(input, at: writer.surroundings.now())
        for effect in decision.safing { writer.port(of: effect.machine)?.safe(effect.command) }
        if input == .tick { handOver() }
    }

    /// Gives the journal its next batch when it is free. What needs no commit goes on at once, unless the journal
    /// is down: then an empty batch asks whether it is back.
    private mutating func handOver() {
        guard underWay == nil, !waiting.isEmpty || journalIsDown else { return }
        if waiting.commit.isEmpty && !journalIsDown {
            release(waiting.permissive)
            waiting = DecidedBatch()
            durable = floor
            return writer.publish(floor)
        }
        // Nothing else is under way, so what is durable is what these events follow.
        waiting.commit.before = durable.state
        underWay = (waiting, floor)
        writer.batches.put(waiting.commit)
        waiting = DecidedBatch()
    }

    private mutating func committed(upTo sequence: Int64) {
        guard let (batch, floorThen) = underWay else { preconditionFailure("a commit that was not under way ended") }
        underWay = nil
        durable = floorThen
        writer.publish(floorThen)
        let first = sequence - Int64(batch.commit.events.count) + 1
        let journalled = batch.commit.events.enumerated().map { offset, timed in
            JournalledEvent(sequence: first + Int64(offset), event: timed.event, at: timed.at)
        }
        writer.surroundings.committed(journalled, floorThen)
        release(batch.permissive)
        if journalIsDown {
            journalIsDown = false
            decide(.journal(nil))
        }
        handOver()
    }

    private mutating func failed(_ fault: JournalFault) {
        guard let (batch, _) = underWay else { preconditionFailure("a commit that was not under way ended") }
        underWay = nil
        var lost = batch
        lost.add(waiting)
        if journalIsDown {
            waiting = lost
        } else {
            journalIsDown = true
            floor = durable
            waiting = DecidedBatch()
            // From here on requests are refused; the alarm itself comes after what was lost, the first of which may
            // be the start of the daemon.
            let fault = Fault(.journalUnavailable, detail: fault.detail)
            floor.observations.journalFault = fault
            for input in lost.inputs where !input.isAboutJournal { decide(input) }
            decide(.journal(fault))
        }
        answerWithoutJournal()
        writer.publish(floor)
        if isClosing { waiting = DecidedBatch() }
    }

    /// Refusals and stops need no commit to be answered, and while the journal is down there are no others.
    private mutating func answerWithoutJournal() {
        precondition(floor.observations.journalFault != nil, "requests are taken while the journal is down")
        let replies = waiting.permissive.filter { if case .reply = $0 { true } else { false } }
        waiting.permissive.removeAll { if case .reply = $0 { true } else { false } }
        release(replies)
    }

    private func release(_ effects: [PermissiveEffect]) {
        for effect in effects {
            switch effect {
            case .reply(let token, let reply): writer.replies.resolve(token, reply)
            case .plan(let problem): writer.problems.put(problem)
            case .order(let machine, let order):
                // A stop may have been decided while the commit was under way.
                guard floor.wants(order, of: machine) else { continue }
                if writer.port(of: machine)?.perform(order) != true { writer.post(.orderRefused(machine)) }
            }
        }
    }
}

extension FloorInput {
    fileprivate var isAboutJournal: Bool {
        if case .journal = self { true } else { false }
    }
}

extension Floor {
    /// Whether an order that was decided earlier is still what the floor wants of the machine.
    fileprivate func wants(_ order: MachineOrder, of id: MachineID) -> Bool {
        guard let machine = state.machine(id) else { return false }
        return switch order {
        case .print(let print): machine.packML == .starting && machine.operation == print.operation
        case .resume: machine.packML == .unholding || machine.packML == .execute
        case .clear: machine.packML == .clearing
        case .write: machine.packML == .execute || machine.packML == .starting
        }
    }
}

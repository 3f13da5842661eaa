public import FloorModel
public import Scheduling
internal import Synchronization

/// The single writer: decides inputs one after the other, commits in groups, and lets effects out.
///
/// Deciding goes on while a commit is under way, so that a trip's safing effect never waits for the disk;
/// permissive effects and replies of a batch leave when that batch is durable. When a commit fails the floor
/// goes back to its last durable state, the journal counts as unavailable, and what was not committed is
/// decided again: requests are refused, facts about machines are kept until they can be written.
public final class FloorWriter: FloorGate {
    /// What the writer works with; everything that is not pure.
    public struct Surroundings: Sendable {
        public var journal: any Journal
        public var now: @Sendable () -> Moment
        public var plan: @Sendable (PlanningProblem) -> Plan
        /// Called after each commit, in order, with what was committed and the floor as it stands then.
        public var committed: @Sendable ([JournalledEvent], Floor) -> Void

        public init(
            journal: any Journal, now: @escaping @Sendable () -> Moment,
            plan: @escaping @Sendable (PlanningProblem) -> Plan,
            committed: @escaping @Sendable ([JournalledEvent], Floor) -> Void
        ) {
            self.journal = journal
            self.now = now
            self.plan = plan
            self.committed = committed
        }
    }

    let surroundings: Surroundings
    let inbox: FloorInbox
    let replies = PendingReplies()
    let problems = LatestValue<PlanningProblem>()
    let batches = LatestValue<CommitBatch>()
    private let published: Mutex<Floor>
    private let ports = Mutex<[MachineID: any MachinePort]>([:])

    /// - Parameter floor: the floor that the journal's events add up to.
    public init(floor: Floor, surroundings: Surroundings) {
        self.surroundings = surroundings
        published = Mutex(floor)
        inbox = FloorInbox(bound: FloorLimits.inbox)
    }

    public var floor: Floor { published.withLock { $0 } }

    func publish(_ floor: Floor) { published.withLock { $0 = floor } }

    /// Connects the driver of a machine; before that its orders are refused.
    public func connect(_ port: any MachinePort) { ports.withLock { $0[port.machine] = port } }

    func port(of machine: MachineID) -> (any MachinePort)? { ports.withLock { $0[machine] } }

    /// Tells the floor a fact. Never blocks and never refuses; see `FloorInbox` for what happens under load.
    public func post(_ input: FloorInput) { inbox.post(.input(input)) }

    public func request(_ request: FloorRequest) async -> FloorReply {
        await withCheckedContinuation { continuation in
            self.request(request) { continuation.resume(returning: $0) }
        }
    }

    /// The same for callers that are not async; `receiver` is called exactly once, on any thread.
    public func request(_ request: FloorRequest, receiver: @escaping @Sendable (FloorReply) -> Void) {
        if let reply = takeSafingLane(request) { return receiver(reply) }
        let token = replies.register(receiver)
        if !inbox.offer(.request(request, replyTo: token)) {
            replies.resolve(token, .refused([Refusal(.floorBusy, retry: true)]))
        }
    }

    /// Stop and abort go straight to the drivers; the writer is told after, for the record.
    private func takeSafingLane(_ request: FloorRequest) -> FloorReply? {
        let all = floor.description.machines.map(\.id)
        let (command, machines): (SafingCommand, [MachineID])
        switch request.command {
        case .stopAll: (command, machines) = (.stop, all)
        case .machine(let machine, .stop): (command, machines) = (.stop, [machine])
        case .machine(let machine, .abort): (command, machines) = (.abort, [machine])
        default: return nil
        }
        for machine in machines where !all.contains(machine) {
            let message = "there is no machine '\(machine)' on this floor"
            return .refused([Refusal(.notFound, field: "machine", message: message)])
        }
        for machine in machines { port(of: machine)?.safe(command) }
        post(.request(request, replyTo: nil))
        return .done
    }

    /// Runs until `close()`; what is decided by then is committed first.
    public func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.commitBatches() }
            group.addTask { await self.planOutside() }
            var decider = FloorDecider(writer: self, floor: self.floor)
            await decider.run()
            batches.close()
            problems.close()
            replies.resolveAll(.refused([Refusal(.floorStopping, retry: true)]))
        }
    }

    public func close() { inbox.close() }

    private func commitBatches() async {
        while let batch = await batches.next() {
            do throws(JournalFault) {
                inbox.post(.committed(.success(try await surroundings.journal.commit(batch))))
            } catch {
                inbox.post(.committed(.failure(error)))
            }
        }
    }

    private func planOutside() async {
        while let problem = await problems.next() {
            inbox.post(.input(.planProposed(surroundings.plan(problem))))
        }
    }
}

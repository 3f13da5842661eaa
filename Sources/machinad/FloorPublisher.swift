internal import FloorAPI
internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import Foundation
internal import MQTTLink

/// Keeps the retained topics of the floor as the floor is: at most once a second each, and only on change.
struct FloorPublisher: Sendable {
    static let period: Duration = .seconds(1)
    /// How far back a new life puts right what an earlier one may have left at the broker: prompts, alarms and ended
    /// jobs, of each. Beyond it a broker must have been away for months.
    static let lookBack = 500

    let site: String
    let speed: Double
    let news: News
    let floor: @Sendable () -> Floor
    let now: @Sendable () -> Moment
    let owners: @Sendable ([JobID]) async -> [JobID: PersonalDetails]
    let publish: @Sendable (MQTTPublication) -> Void
    /// The published checkpoint of the provenance log, a signed note; nil while there is none.
    let checkpoint: @Sendable () async -> [UInt8]?
    let forgotten: ForgottenTopics
    /// How the broker stands with what was published; nil where nobody can tell.
    let deliveries: @Sendable () -> Deliveries?
    /// The broker has emptied these topics of erased people.
    let emptied: @Sendable ([String]) async -> Void

    /// What was told, from one look to the next.
    struct Memory {
        var topics = RetainedTopics()
        /// Jobs whose end must still be told; nil before the first look.
        var followed: Set<JobID>?
        /// Jobs that were accepted by the last look.
        var accepted = 0
        /// Topics that the broker was told to empty, until it has said that it did.
        var emptying: [String] = []
        /// Publications that were refused before these.
        var refused = 0
    }

    func run() async {
        var memory = Memory()
        while !Task.isCancelled {
            await look(&memory)
            do { try await Task.sleep(for: Self.period) } catch { return }
        }
    }

    /// One look at the floor.
    func look(_ memory: inout Memory) async {
        await settle(&memory)
        // Before the floor is read: what is committed in between is news again at the next look.
        let hasNews = news.take()
        let floor = floor()
        let views = FloorViews(floor, at: now(), isPublic: true)
        if memory.followed == nil { recall(floor, &memory) }
        memory.topics.show(machineTopics(views), andNothingElseBelow: [branch("machines")]).forEach(publish)
        if let note = await checkpoint() { memory.topics.show([branch("chain") + "checkpoint": note]).forEach(publish) }
        defer { drop(forgotten.take(), &memory) }
        guard hasNews || floor.state.machines.contains(where: { $0.packML.isProducing }) else { return }
        let branches = ["prompts", "alarms", "inventory"].map(branch)
        memory.topics.show(peopleTopics(views), andNothingElseBelow: branches).forEach(publish)
        await showJobs(floor, views, &memory)
    }

    /// Of people who were erased: last in a look, so that nothing of them is told after it.
    private func drop(_ topics: [String], _ memory: inout Memory) {
        if memory.emptying.isEmpty { memory.refused = deliveries()?.refused ?? 0 }
        memory.emptying += topics
        for topic in topics { publish(MQTTPublication(topic: topic, payload: [], retain: true)) }
        memory.topics.forget(topics)
    }

    /// Once nothing waits for the broker it has all that it was told, what is to be emptied too. What it refused is tried
    /// again by the daemon's next life.
    private func settle(_ memory: inout Memory) async {
        guard !memory.emptying.isEmpty, let deliveries = deliveries(), deliveries.areDone else { return }
        if deliveries.refused == memory.refused { await emptied(memory.emptying) }
        memory.emptying = []
    }

    private func branch(_ name: String) -> String { "machina/\(site)/\(name)/" }

    /// A crash, or a broker that was away, may have kept the last changes of an earlier life from being told. All of
    /// that is in the journal: things are numbered, and what is not there any more is emptied once more.
    private func recall(_ floor: Floor, _ memory: inout Memory) {
        let state = floor.state
        let prompts = max(1, state.promptsRaised - Self.lookBack + 1)..<(state.promptsRaised + 1)
        let alarms = max(1, state.alarmsRaised - Self.lookBack + 1)..<(state.alarmsRaised + 1)
        memory.topics.suspect(prompts.map { branch("prompts") + "\(PromptID(number: $0))" })
        memory.topics.suspect(alarms.map { branch("alarms") + "\(AlarmID(number: $0))" })
        memory.topics.suspect(state.machines.map { branch("machines") + "\($0.id)/state" })
        let ended = state.jobs.filter { $0.state.isOver }.map { (id: $0.id, at: $0.endedAt ?? $0.acceptedAt) }
            .sorted { ($0.at, $0.id) > ($1.at, $1.id) }
        memory.followed = Set(ended.prefix(Self.lookBack).map { $0.id })
        memory.accepted = state.jobs.count
    }

    /// Open jobs, those that were accepted since the last look, and those whose end has not been told.
    private func showJobs(_ floor: Floor, _ views: FloorViews, _ memory: inout Memory) async {
        let new = (memory.accepted..<floor.state.jobs.count).map { JobID(number: $0 + 1) }
        let jobs = (memory.followed ?? []).union(floor.state.openJobs).union(new)
        memory.accepted = floor.state.jobs.count
        memory.followed = jobs
        guard !jobs.isEmpty else { return }
        let owners = await owners(jobs.sorted())
        // Nobody at all: the people cannot be read at the moment.
        guard !owners.isEmpty else { return }
        let topics = jobTopics(owners, views)
        let newest = topics.sorted { $0.key < $1.key }.map(\.value)
        // What is over and told is the broker's alone.
        let over = jobs.filter { floor.state.jobs[$0]?.state.isOver ?? true }
        let finished = Set(over.compactMap { topics[$0]?.topic })
        for var publication in memory.topics.show(Dictionary(newest, uniquingKeysWith: { $1 })) {
            publication.isLast = finished.contains(publication.topic)
            publish(publication)
        }
        memory.followed = jobs.subtracting(over)
        memory.topics.forget(finished)
    }

    private func machineTopics(_ views: FloorViews) -> [String: [UInt8]] {
        var topics: [String: [UInt8]] = [:]
        for machine in views.machines {
            topics[branch("machines") + "\(machine.id)/state"] = json(MachineStateMessage(machine))
        }
        return topics
    }

    private func peopleTopics(_ views: FloorViews) -> [String: [UInt8]] {
        var topics: [String: [UInt8]] = [:]
        for prompt in views.prompts { topics[branch("prompts") + "\(prompt.id)"] = json(prompt) }
        for alarm in views.alarms { topics[branch("alarms") + "\(alarm.id)"] = json(alarm) }
        for lot in views.lots { topics[branch("inventory") + "\(lot.id)"] = json(lot) }
        return topics
    }

    private func jobTopics(
        _ owners: [JobID: PersonalDetails], _ views: FloorViews
    ) -> [JobID: (topic: String, payload: [UInt8])] {
        var topics: [JobID: (topic: String, payload: [UInt8])] = [:]
        for (job, owner) in owners {
            guard let view = views.job(job, personal: nil) else { continue }
            let topic = SubmissionTopic.submit(site: site, user: owner.user)
            let message = SubmissionStateMessage(
                id: owner.details.submissionID, job: job, state: view.state, progress: view.progress,
                estimatedFinish: estimatedFinish(view), whyWaiting: view.waitingFor)
            topics[job] = (topic.state(id: owner.details.submissionID), message.encoded())
        }
        return topics
    }

    /// From the slicer's estimate and the share of lines that is left, when the last copy is under way.
    private func estimatedFinish(_ job: JobView) -> WallClock? {
        guard let seconds = job.copyS, job.operations.allSatisfy({ $0.state == .running || $0.state.isOver }),
            let running = job.operations.first(where: { $0.state == .running })
        else { return nil }
        let left = 1 - (running.progress?.percent ?? 0) / 100
        // To the minute: the estimate is no better, and a new message each second helps nobody.
        let finish = now().wallClock.milliseconds + Int64(seconds * left / speed * 1000)
        return WallClock(milliseconds: (finish + 59_999) / 60_000 * 60_000)
    }

    private func json(_ value: some Encodable) -> [UInt8] {
        do {
            return Array(try FloorJSON.encoder().encode(value))
        } catch {
            preconditionFailure("a view cannot be encoded: \(error)")
        }
    }
}

extension JobView {
    /// 0 to 1 over all copies, by lines; nil before the first has begun.
    fileprivate var progress: Double? {
        guard operations.contains(where: { $0.attempts > 0 }) else { return nil }
        let done = operations.map { operation -> Double in
            switch operation.state {
            case .completed, .awaitingVerdict: 1
            default: (operation.progress?.percent ?? 0) / 100
            }
        }
        return done.reduce(0, +) / Double(max(1, quantity))
    }
}

/// A machine as it is told to everybody: without temperatures that change all the time.
private struct MachineStateMessage: Encodable {
    var v = 1
    var id: MachineID
    var type: String
    var state: PackMLState
    var confirmed: Bool
    var notSafe: Bool
    var mode: PackMLMode
    var reason: String
    var link: LinkView
    var job: JobID?
    var process: ProcessKind?
    var phase: PhaseView?
    var unmetInterlocks: [String]
    var percent: Int?
    var spool: LotID?
    var plateOccupied: Bool
    var notTaking: String?

    init(_ machine: MachineView) {
        id = machine.id
        type = machine.type
        state = machine.state
        confirmed = machine.confirmed
        notSafe = machine.notSafe
        mode = machine.mode
        process = machine.process
        phase = machine.phase
        unmetInterlocks = machine.unmetInterlocks
        reason = machine.reason
        link = machine.link
        job = machine.job
        percent = machine.progress.map { Int($0.percent) }
        spool = machine.spool
        plateOccupied = machine.plateOccupied
        notTaking = machine.notTaking
    }
}

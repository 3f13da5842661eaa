internal import FloorAPI
internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import Foundation
internal import MQTTLink

/// Keeps the retained topics of the floor as the floor is: at most once a second each, and only on change.
struct FloorPublisher: Sendable {
    static let period: Duration = .seconds(1)

    let site: String
    let backend: DaemonBackend
    let news: News
    let speed: Double
    let publish: @Sendable (MQTTPublication) -> Void

    func run() async {
        var shown: [String: [UInt8]] = [:]
        /// Jobs that were open when last looked at: their end must still be told.
        var followed: Set<JobID> = []
        while !Task.isCancelled {
            let floor = backend.floor
            let views = FloorViews(floor, at: backend.now())
            show(machineTopics(views), in: &shown)
            let isProducing = floor.state.machines.contains { $0.packML.isProducing }
            if news.take() || isProducing {
                withdrawAndShow(peopleTopics(views), in: &shown)
                let open = Set(floor.state.openJobs)
                show(await jobTopics(open.union(followed), floor, views), in: &shown)
                followed = open
            }
            do { try await Task.sleep(for: Self.period) } catch { return }
        }
    }

    private func show(_ topics: [String: [UInt8]], in shown: inout [String: [UInt8]]) {
        for (topic, payload) in topics.sorted(by: { $0.key < $1.key }) where shown[topic] != payload {
            publish(MQTTPublication(topic: topic, payload: payload, retain: true))
            shown[topic] = payload
        }
    }

    /// Prompts and alarms that are over leave their topics: an empty retained payload (MQTT 5, 3.3.1.3).
    private func withdrawAndShow(_ topics: [String: [UInt8]], in shown: inout [String: [UInt8]]) {
        let ours = ["prompts", "alarms", "inventory"].map { "machina/\(site)/\($0)/" }
        for topic in shown.keys.sorted() where topics[topic] == nil && ours.contains(where: topic.hasPrefix) {
            publish(MQTTPublication(topic: topic, payload: [], retain: true))
            shown[topic] = nil
        }
        show(topics, in: &shown)
    }

    private func machineTopics(_ views: FloorViews) -> [String: [UInt8]] {
        var topics: [String: [UInt8]] = [:]
        for machine in views.machines {
            topics["machina/\(site)/machines/\(machine.id)/state"] = json(MachineStateMessage(machine))
        }
        return topics
    }

    private func peopleTopics(_ views: FloorViews) -> [String: [UInt8]] {
        var topics: [String: [UInt8]] = [:]
        for prompt in views.prompts { topics["machina/\(site)/prompts/\(prompt.id)"] = json(prompt) }
        for alarm in views.alarms { topics["machina/\(site)/alarms/\(alarm.id)"] = json(alarm) }
        for lot in views.lots { topics["machina/\(site)/inventory/\(lot.id)"] = json(lot) }
        return topics
    }

    private func jobTopics(_ jobs: Set<JobID>, _ floor: Floor, _ views: FloorViews) async -> [String: [UInt8]] {
        let owners = await backend.details(of: jobs.sorted())
        var topics: [String: [UInt8]] = [:]
        for job in jobs.sorted() {
            guard let owner = owners[job], let view = views.job(job, personal: nil) else { continue }
            let topic = SubmissionTopic.submit(site: site, user: owner.user)
            let message = SubmissionStateMessage(
                id: owner.details.submissionID, job: job, state: view.state, progress: view.progress,
                estimatedFinish: estimatedFinish(view), whyWaiting: view.waitingFor)
            topics[topic.state(id: owner.details.submissionID)] = message.encoded()
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
        let finish = backend.now().wallClock.milliseconds + Int64(seconds * left / speed * 1000)
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
    var reason: String
    var link: LinkView
    var job: JobID?
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
        reason = machine.reason
        link = machine.link
        job = machine.job
        percent = machine.progress.map { Int($0.percent) }
        spool = machine.spool
        plateOccupied = machine.plateOccupied
        notTaking = machine.notTaking
    }
}

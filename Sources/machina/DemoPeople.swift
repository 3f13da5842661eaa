internal import FloorAPITypes
internal import FloorClient
internal import FloorModel
internal import Foundation
internal import GCode
internal import MQTTLink
internal import Synchronization

/// The maker and the operator of the demo.
struct DemoPeople {
    /// More than one batch takes, so that some waste is left over.
    static let wasteG = 1000.0
    static let machines = 5
    static let submission = "demo-1"

    let part: DemoPart
    let stage: DemoStage
    let client: FloorClient
    let story: DemoStory

    func bringPartToLife() async throws -> (DemoResult, DemoProof) {
        let lot = try await prepareFloor()
        let mailbox = DemoMailbox()
        let maker = try connectMaker(mailbox)
        maker.start()
        let outcome: Result<JobID, any Error>
        do {
            outcome = .success(try await submit(by: maker, mailbox))
        } catch {
            outcome = .failure(error)
        }
        let job = try outcome.get()
        let machine = try await follow(job)
        await maker.shutDown(within: .seconds(2))
        return try await conclude(job, on: machine, lot)
    }

    /// The operator releases the machines and takes a bag of waste into stock, by what the scale shows.
    private func prepareFloor() async throws -> LotID {
        try await waitUntil("the machines to answer") { try await client.prompts().count == Self.machines }
        for prompt in try await client.prompts() { _ = try await client.answer(prompt.id, AnswerRequest()) }
        story.tell("Machina asks of each machine whether it is free and safe to use. The operator confirms.")
        var bag = LotRequest(form: .waste, material: part.material, colour: "white", massG: Self.wasteG)
        bag.source = .postConsumer
        bag.origin = "collected in the neighbourhood"
        let receipt = try await client.receive(bag)
        guard let lot = receipt.lot else { throw DemoFailure(what: "no lot was given", remedy: "report this as a bug") }
        story.tell("A bag of white \(part.material) waste, \(Int(Self.wasteG)) g on its label, comes in as \(lot).")
        try await hands.place(Self.wasteG - 3, on: DemoStage.scale)
        _ = try await client.weigh(lot, WeighRequest(scale: DemoStage.scale))
        let weighed = try await client.lot(lot).lot.massG
        story.tell("The scale on MQTT says \(weighed) g: the difference is booked, nothing is overwritten.")
        return lot
    }

    private var hands: DemoHands { DemoHands(stage: stage, client: client) }

    private func connectMaker(_ mailbox: DemoMailbox) throws -> MQTTLink {
        let access = try stage.makersAccess
        let tree = "machina/\(DemoStage.site)/makers/\(DemoStage.maker)"
        var configuration = MQTTLinkConfiguration(
            host: "127.0.0.1", port: access.port, user: DemoStage.maker, password: access.password,
            clientID: "demo-maker", subscriptions: [MQTTSubscription("\(tree)/jobs/+/reply")],
            presence: MQTTPresence(topic: "\(tree)/presence", online: Array("here".utf8), offline: Array("gone".utf8)))
        configuration.sessionExpiry = .zero
        configuration.outbox.payloadBytes = SubmissionBounds.bodyBytes
        return MQTTLink(configuration: configuration) { message, answer in
            if case .bytes(let body) = message.body { mailbox.put(body) }
            answer.give(.acknowledge)
        } sink: { event in
            if case .connected(.intake) = event { mailbox.connected() }
        }
    }

    private func submit(by maker: MQTTLink, _ mailbox: DemoMailbox) async throws -> JobID {
        try await waitUntil("the maker's connection") { mailbox.isConnected }
        let body: [String: Any] = [
            "v": 1, "id": Self.submission, "title": part.file.deletingPathExtension().lastPathComponent,
            "file": ["text": String(decoding: part.content, as: UTF8.self)], "material": part.material,
        ]
        let payload = Array(try JSONSerialization.data(withJSONObject: body))
        story.tell(
            "The maker \(DemoStage.maker) submits \(part.file.lastPathComponent) over MQTT (\(part.report.lines) lines)."
        )
        let outcome = maker.publish(
            topic: SubmissionTopic.submit(site: DemoStage.site, user: DemoStage.maker).text, payload: payload)
        if case .refused(let difficulty) = outcome {
            throw DemoFailure(what: difficulty.reason, remedy: "choose a smaller file", exitCode: .badData)
        }
        try await waitUntil("the daemon's reply") { mailbox.reply != nil }
        let reply = try JSONDecoder().decode(SubmissionReply.self, from: Data(mailbox.reply ?? []))
        guard reply.result == .accepted, let job = reply.job else {
            let reasons = reply.reasons.map { "\($0.message) (\($0.remedy))" }.joined(separator: "; ")
            throw DemoFailure(
                what: "the job was \(reply.result.rawValue): \(reasons)", remedy: "choose another file or --material")
        }
        story.tell("Reply: accepted as \(job), durable in the journal.")
        return job
    }

    /// Tells what happens and does what is asked, until the job is over.
    private func follow(_ job: JobID) async throws -> MachineID {
        var lastTold = ""
        var machine: MachineID?
        while true {
            let view = try await client.job(job)
            machine = view.operations.first?.machine ?? machine
            if view.state.isOver { break }
            for prompt in try await client.prompts() where prompt.job == job { try await answer(prompt) }
            let news = try await news(of: view, printedOn: machine)
            if news != lastTold { story.tell(news) }
            lastTold = news
            try await Task.sleep(for: .milliseconds(100))
        }
        guard let machine else { throw DemoFailure(what: "\(job) ended without a machine", remedy: "read the logs") }
        return machine
    }

    /// The operator's hands first, then the answer.
    private func answer(_ prompt: PromptView) async throws {
        story.tell("Machina asks: \(prompt.question)")
        switch prompt.kind {
        case .loadHopper:
            let grams = prompt.shares?.reduce(0) { $0 + $1.massG } ?? 0
            try hands.load(prompt.machine, grams)
            _ = try await client.answer(prompt.id, AnswerRequest())
            story.tell("  The operator does it.")
        case .collectOutput:
            let found = try hands.collect(prompt.machine)
            try await hands.place(found.productG, on: DemoStage.scale)
            let request = AnswerRequest(
                scrapG: found.byproductG > 0 ? found.byproductG : nil, leftG: found.leftG > 0 ? found.leftG : nil,
                scale: DemoStage.scale)
            _ = try await client.answer(prompt.id, request)
            story.tell("  The operator takes it out; the scale books it.")
        default:
            _ = try await client.answer(prompt.id, AnswerRequest())
            story.tell("  The operator does it.")
        }
    }

    private func news(of job: JobView, printedOn machine: MachineID?) async throws -> String {
        for processor in ["shred-1", "dryer-1", "extruder-1"].map({ MachineID($0) }) {
            let view = try await client.machine(processor)
            if view.state == .execute || view.state == .held || view.state == .completing {
                return "\(processor): \(view.reason)"
                    + (view.phase?.name.map { ", phase '\($0)'" } ?? "")
            }
        }
        guard let machine else { return job.waitingFor ?? job.state.rawValue }
        let view = try await client.machine(machine)
        guard let progress = view.progress, view.state == .execute else {
            return "\(machine) is \(view.state.rawValue)"
        }
        return "\(machine) prints: \(Int(progress.percent / 20) * 20) % of the lines done"
    }

    /// The judge's word: did the virtual printer execute exactly the file, and do the books balance?
    private func conclude(
        _ job: JobID, on machine: MachineID, _ waste: LotID
    ) async throws -> (DemoResult, DemoProof) {
        let view = try await client.job(job)
        let log = stage.executedLogs.appending(path: "\(machine).exec.log")
        let executed = DemoPart.moves(in: try String(contentsOf: log, encoding: .utf8))
        let isExact = executed == part.moves
        let balance = try await client.ledger()
        let result = DemoResult(
            job: "\(job)", state: view.state.rawValue, machine: "\(machine)", linesExpected: part.moves.count,
            linesExecuted: executed.count, exact: isExact, balance: balance, ancestry: try await ancestry(),
            seconds: story.roundedSeconds)
        guard view.state == .completed, isExact, balance.sumG == 0, result.ancestry.first == waste,
            let printed = result.ancestry.last
        else {
            throw DemoFailure(
                what: "\(job) is \(view.state.rawValue), \(machine) executed \(executed.count) of "
                    + "\(part.moves.count) G lines, the books add up to \(balance.sumG) g, the part comes from "
                    + "\(result.ancestry.map(\.description))",
                remedy: "this is a bug; please report it with the logs in \(stage.directory.path)")
        }
        story.tell("The part is printed: \(machine) executed each of the \(executed.count) G lines once, in order.")
        story.tell("It comes from: \(result.ancestry.map(\.description).joined(separator: " → "))")
        story.tell("The books, to the milligram:")
        DemoBalance(balance).lines.forEach(story.tell)
        let proof = try await DemoProof.take(printed, from: client, to: stage)
        story.tell("The passport of \(printed), with the signed events behind it, is written.")
        return (result, proof)
    }

    /// From the part back to what came onto the floor, oldest first.
    private func ancestry() async throws -> [LotID] {
        guard let part = try await client.lots().first(where: { $0.form == .part }) else { return [] }
        var chain = [part.id]
        var parents = try await client.lot(part.id).parents
        while let parent = parents.first {
            chain.append(parent.lot)
            parents = parent.parents
        }
        return chain.reversed()
    }

    private func waitUntil(_ what: String, _ isSo: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + DemoStage.patience
        while try await !isSo() {
            guard ContinuousClock.now < deadline else {
                throw DemoFailure(
                    what: "waited too long for \(what)", remedy: "read the logs in \(stage.directory.path)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}

/// What the maker's program has received.
private final class DemoMailbox: Sendable {
    private struct Received {
        var isConnected = false
        var reply: [UInt8]?
    }
    private let received = Mutex(Received())

    var isConnected: Bool { received.withLock { $0.isConnected } }
    var reply: [UInt8]? { received.withLock { $0.reply } }
    func connected() { received.withLock { $0.isConnected = true } }
    func put(_ reply: [UInt8]) { received.withLock { $0.reply = reply } }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await transform(self)
    }
}

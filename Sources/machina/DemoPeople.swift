internal import FloorAPITypes
internal import FloorClient
internal import FloorModel
internal import Foundation
internal import GCode
internal import MQTTLink
internal import Synchronization

/// The maker and the operator of the demo.
struct DemoPeople {
    /// A whole spool, so that any part of a reasonable size can be made from it.
    static let spoolG = 1000.0
    static let submission = "demo-1"

    let part: DemoPart
    let stage: DemoStage
    let client: FloorClient
    let story: DemoStory

    func bringPartToLife() async throws -> DemoResult {
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

    /// The operator releases the printers and takes a spool into stock.
    private func prepareFloor() async throws -> LotID {
        try await waitUntil("the printers to answer") { try await client.prompts().count == 2 }
        for prompt in try await client.prompts() {
            story.tell("Machina asks: \(prompt.question) The operator confirms.")
            _ = try await client.answer(prompt.id, AnswerRequest())
        }
        let receipt = try await client.receive(
            LotRequest(form: .filament, material: part.material, colour: "white", massG: Self.spoolG))
        guard let lot = receipt.lot else { throw DemoFailure(what: "no lot was given", remedy: "report this as a bug") }
        story.tell("The operator takes a spool of white \(part.material), \(Int(Self.spoolG)) g, into stock as \(lot).")
        return lot
    }

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

    /// Tells what happens and answers what is asked, until the job is over.
    private func follow(_ job: JobID) async throws -> MachineID {
        var lastTold = ""
        var machine: MachineID?
        while true {
            let view = try await client.job(job)
            machine = view.operations.first?.machine ?? machine
            if view.state.isOver { break }
            for prompt in try await client.prompts() where prompt.job == job {
                story.tell("Machina asks: \(prompt.question) The operator does it.")
                _ = try await client.answer(prompt.id, AnswerRequest())
            }
            let news = try await machine.asyncMap { try await describe($0) } ?? view.waitingFor ?? view.state.rawValue
            if news != lastTold { story.tell(news) }
            lastTold = news
            try await Task.sleep(for: .milliseconds(250))
        }
        guard let machine else { throw DemoFailure(what: "\(job) ended without a machine", remedy: "read the logs") }
        return machine
    }

    private func describe(_ id: MachineID) async throws -> String {
        let machine = try await client.machine(id)
        guard let progress = machine.progress, machine.state == .execute else {
            return "\(id) is \(machine.state.rawValue)"
        }
        let nozzle = machine.signals.first { $0.name == "nozzle_c" }.map { "nozzle \(Int($0.value)) °C, " } ?? ""
        return "\(id) prints: \(nozzle)\(Int(progress.percent / 10) * 10) % of the lines done"
    }

    /// The judge's word: did the virtual printer execute exactly the file?
    private func conclude(_ job: JobID, on machine: MachineID, _ lot: LotID) async throws -> DemoResult {
        let view = try await client.job(job)
        let left = try await client.lot(lot).massG
        let log = stage.executedLogs.appending(path: "\(machine).exec.log")
        let executed = DemoPart.moves(in: try String(contentsOf: log, encoding: .utf8))
        let isExact = executed == part.moves
        let result = DemoResult(
            job: "\(job)", state: view.state.rawValue, machine: "\(machine)", linesExpected: part.moves.count,
            linesExecuted: executed.count, exact: isExact,
            filamentG: ((Self.spoolG - left) * 1000).rounded() / 1000, spoolLeftG: left,
            seconds: (story.seconds * 10).rounded() / 10)
        guard view.state == .completed, isExact else {
            throw DemoFailure(
                what:
                    "\(job) is \(view.state.rawValue), and \(machine) executed \(executed.count) of \(part.moves.count) G lines",
                remedy: "this is a bug; please report it with the logs in \(stage.directory.path)")
        }
        story.tell("The part is printed: \(machine) executed each of the \(executed.count) G lines once, in order.")
        story.tell("Filament booked: \(result.filamentG) g; \(left) g are left on \(lot).")
        return result
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

internal import FloorAPI
internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import FloorStore
internal import GCode

/// Brings a submission, from wherever it comes, to the floor: read it, know it again, inspect its file, store that,
/// ask the writer.
///
/// What is known already is answered before anything is written, so that a full or slow disk never hides a job that
/// was accepted. The file is durable before the job is decided, and the job is committed before the reply exists.
struct JobIntake: Sendable {
    let writer: FloorWriter
    let store: FloorStore
    let files: FileStore
    private let work = BlockingWork(named: "intake", threads: 2, atOnce: 16)
    let underWay = SubmissionsUnderWay()

    init(writer: FloorWriter, store: FloorStore, files: FileStore) {
        self.writer = writer
        self.store = store
        self.files = files
    }

    /// The reply to a maker, with its class.
    struct Answer: Sendable {
        var reply: SubmissionReply

        var outcome: SubmissionOutcome { SubmissionOutcome(result, reply: reply.encoded()) }

        private var result: SubmissionOutcome.Result {
            switch reply.result {
            case .accepted: .accepted
            case .duplicate: .duplicate
            case .conflict: .conflict
            case .rejected: .rejected(retry: reply.reasons.allSatisfy(\.retry))
            }
        }
    }

    func submit(_ body: [UInt8], user: String, contentEncoding: String? = nil) async -> Answer {
        do {
            return try await work.run {
                await read(body, user: user, contentEncoding: contentEncoding)
            }
        } catch {
            let refusal = SubmissionRefusal(id: nil, reasons: [SubmissionReason(refusing: error)])
            return Answer(reply: SubmissionReply(refusal, bodySHA256: nil))
        }
    }

    private func read(_ body: [UInt8], user: String, contentEncoding: String?) async -> Answer {
        let bodySHA256 = FileDigest(ofContent: body).name
        let message: SubmissionMessage
        do throws(SubmissionRefusal) {
            message = try SubmissionMessage(parsing: body, contentEncoding: contentEncoding)
        } catch {
            return Answer(reply: SubmissionReply(error, bodySHA256: bodySHA256))
        }
        do {
            return Answer(
                reply: try await underWay.alone(.init(user: user, id: message.id)) {
                    try await take(message, bodySHA256: bodySHA256, user: user)
                })
        } catch let refusal as SubmissionRefusal {
            return Answer(reply: SubmissionReply(refusal, bodySHA256: bodySHA256))
        } catch {
            let refusal = SubmissionRefusal(id: message.id, reasons: [SubmissionReason(refusing: error)])
            return Answer(reply: SubmissionReply(refusal, bodySHA256: bodySHA256))
        }
    }

    /// A maker takes a job back by the id that the maker gave it.
    func cancel(_ id: String, user: String) async -> SubmissionReply {
        let person: KnownPerson
        do {
            // Who never submitted anything is not written down for asking.
            guard let known = try await store.knownPerson(user: user) else {
                throw Refusal(.notFound, field: "id", message: "\(user) has no job '\(id)'")
            }
            person = known
        } catch {
            return SubmissionReply(
                SubmissionRefusal(id: id, reasons: [SubmissionReason(refusing: error)]), bodySHA256: nil)
        }
        let submission = person.digest("submission", id.utf8)
        let answer = await writer.request(FloorRequest(by: person.id, command: .cancelSubmission(submission)))
        if case .refused(let refusals) = answer {
            return SubmissionReply(
                SubmissionRefusal(id: id, reasons: refusals.map(SubmissionReason.init)), bodySHA256: nil)
        }
        let state = writer.floor.state
        let job = state.submissions[submission]
        return SubmissionReply(
            id: id, result: .accepted, job: job, state: job.flatMap { state.jobs[$0]?.state }, bodySHA256: nil)
    }

    private func take(_ message: SubmissionMessage, bodySHA256: String, user: String) async throws -> SubmissionReply {
        let person = try await store.person(user: user)
        let submission = person.digest("submission", message.id.utf8)
        let file = SubmittedFile(message.file)
        let body = person.digest("body", message.canonical(file: file.digest))
        let answer: FloorReply
        if let known = known(submission, body) {
            answer = known
        } else {
            let facts = try inspect(file, id: message.id)
            let order = JobOrder(
                person: person.id, submission: submission, body: body, file: file.digest, facts: facts,
                material: try material(message, facts), colour: message.colour, quantity: message.quantity,
                due: message.due, priority: message.priority)
            let details = JobDetails(submissionID: message.id, title: message.title, fileName: nil)
            answer = try await ask(FloorRequest(by: person.id, command: .submit(order, details)), keeping: file)
        }
        return reply(answer, to: message.id, bodySHA256)
    }

    /// What became of this submission when it came before.
    private func known(_ submission: KeyedDigest, _ body: KeyedDigest) -> FloorReply? {
        let state = writer.floor.state
        guard let job = state.submissions[submission].flatMap({ state.jobs[$0] }) else { return nil }
        return job.order.body == body ? .duplicate(job.id, job.state) : .conflict(job.id)
    }

    /// The file is kept only for a job that the floor, as it stands, would take.
    private func ask(_ request: FloorRequest, keeping file: SubmittedFile) async throws -> FloorReply {
        if let refusals = foreseenRefusals(of: request) { return .refused(refusals) }
        try file.keep(in: files)
        return await writer.request(request)
    }

    /// The core is a value: a copy of it is asked.
    private func foreseenRefusals(of request: FloorRequest) -> [Refusal]? {
        var floor = writer.floor
        // Before the first commit of a process the machines of a new floor file are not there yet.
        guard floor.description.machines.allSatisfy({ floor.state.machine($0.id) != nil }) else { return nil }
        let decision = floor.decide(.request(request, replyTo: ReplyToken(number: 0)), at: SystemClock.now())
        for case .reply(_, .refused(let refusals)) in decision.permissive { return refusals }
        return nil
    }

    private func reply(_ answer: FloorReply, to id: String, _ bodySHA256: String) -> SubmissionReply {
        var reply = SubmissionReply(id: id, result: .rejected, bodySHA256: bodySHA256)
        switch answer {
        case .accepted(let job): (reply.result, reply.job, reply.state) = (.accepted, job, .queued)
        case .duplicate(let job, let state): (reply.result, reply.job, reply.state) = (.duplicate, job, state)
        case .conflict(let job):
            (reply.result, reply.job) = (.conflict, job)
            reply.reasons = [
                SubmissionReason(.submissionConflict, field: "id", message: "\(id) is \(job) already")
            ]
        case .refused(let refusals): reply.reasons = refusals.map(SubmissionReason.init)
        case .received, .done: preconditionFailure("a submission was answered with \(answer)")
        }
        return reply
    }

    /// Every error in the file is a reason.
    private func inspect(_ file: SubmittedFile, id: String) throws -> PrintFileFacts {
        let report = try file.inspect(in: files)
        let errors = report.problems.filter { $0.severity == .error }
        guard errors.isEmpty else {
            throw SubmissionRefusal(
                id: id,
                reasons: errors.prefix(SubmissionBounds.reasons).map {
                    // What concerns the file as a whole has no line.
                    let place = $0.line > 0 ? "line \($0.line): " : ""
                    return SubmissionReason(.gcodeRefused, field: "file", message: place + $0.message)
                })
        }
        return report.facts
    }

    /// What the maker says, else what the slicer wrote in the file.
    private func material(_ message: SubmissionMessage, _ facts: PrintFileFacts) throws(Refusal) -> String {
        if let material = message.material ?? facts.material?.uppercased() { return material }
        let known = writer.floor.description.materials.map(\.name).joined(separator: ", ")
        throw Refusal(
            .unknownMaterial, field: "material", message: "neither the message nor the file names a material",
            remedy: "give one of \(known)")
    }
}

extension SubmissionReason {
    init(_ refusal: Refusal) {
        self.init(
            refusal.code, field: refusal.field, message: refusal.message, remedy: refusal.remedy, retry: refusal.retry)
    }

    /// What stopped a submission on its way to the floor.
    init(refusing error: any Error) {
        switch error {
        case let refusal as Refusal: self.init(refusal)
        case let error as StoreError: self.init(.journalUnavailable, message: "\(error)", retry: true)
        case is CancellationError:
            self.init(.floorStopping, message: FaultCode.floorStopping.meaning, retry: true)
        default: preconditionFailure("intake throws refusals only, not \(error)")
        }
    }
}

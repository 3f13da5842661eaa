internal import Crypto
internal import FloorAPI
internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import FloorStore
internal import Foundation
internal import GCode

/// Brings a submission, from wherever it comes, to the floor: read, store the file, inspect it, ask the writer.
///
/// The file is durable before the job is decided, and the job is committed before the reply exists.
struct JobIntake: Sendable {
    let writer: FloorWriter
    let store: FloorStore
    let files: FileStore
    let description: FloorDescription

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
        let bodySHA256 = SHA256.hash(data: body).map { String(format: "%02x", $0) }.joined()
        do {
            let message = try SubmissionMessage(parsing: body, contentEncoding: contentEncoding)
            do {
                return Answer(reply: try await take(message, body: body, bodySHA256: bodySHA256, user: user))
            } catch let refusal as Refusal {
                throw SubmissionRefusal(id: message.id, reasons: [SubmissionReason(refusal)])
            } catch let error as StoreError {
                let reason = SubmissionReason(.journalUnavailable, message: "\(error)", retry: true)
                throw SubmissionRefusal(id: message.id, reasons: [reason])
            }
        } catch let refusal as SubmissionRefusal {
            return Answer(reply: SubmissionReply(refusal, bodySHA256: bodySHA256))
        } catch {
            preconditionFailure("intake throws refusals only, not \(error)")
        }
    }

    /// A maker takes a job back by the id that the maker gave it.
    func cancel(_ id: String, user: String) async -> SubmissionReply {
        let person: KnownPerson
        do throws(StoreError) {
            person = try await store.person(user: user)
        } catch {
            let reason = SubmissionReason(.journalUnavailable, message: "\(error)", retry: true)
            return SubmissionReply(SubmissionRefusal(id: id, reasons: [reason]), bodySHA256: nil)
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

    private func take(
        _ message: SubmissionMessage, body: [UInt8], bodySHA256: String, user: String
    ) async throws -> SubmissionReply {
        let person = try await store.person(user: user)
        let submission = person.digest("submission", message.id.utf8)
        let digest = try storedFile(message.file)
        let order = JobOrder(
            person: person.id, submission: submission, body: person.digest("body", body), file: digest,
            facts: try inspect(digest, id: message.id), material: message.material,
            colour: message.colour?.lowercased(), quantity: message.quantity, due: message.due,
            priority: message.priority)
        let details = JobDetails(submissionID: message.id, title: message.title, fileName: nil)
        let answer = await writer.request(FloorRequest(by: person.id, command: .submit(order, details)))
        switch answer {
        case .accepted(let job): return reply(message.id, .accepted, job, .queued, bodySHA256)
        case .duplicate(let job, let state): return reply(message.id, .duplicate, job, state, bodySHA256)
        case .conflict(let job):
            let reason = SubmissionReason(.submissionConflict, field: "id", message: "\(message.id) is \(job) already")
            return reply(message.id, .conflict, job, nil, bodySHA256, [reason])
        case .refused(let refusals):
            return reply(message.id, .rejected, nil, nil, bodySHA256, refusals.map(SubmissionReason.init))
        case .received, .done: preconditionFailure("a submission was answered with \(answer)")
        }
    }

    private func reply(
        _ id: String, _ result: SubmissionResult, _ job: JobID?, _ state: JobState?, _ bodySHA256: String,
        _ reasons: [SubmissionReason] = []
    ) -> SubmissionReply {
        SubmissionReply(id: id, result: result, job: job, state: state, bodySHA256: bodySHA256, reasons: reasons)
    }

    private func storedFile(_ file: SubmissionFile) throws -> FileDigest {
        switch file {
        case .stored(let digest):
            guard files.contains(digest) else {
                throw Refusal(.fileUnknown, field: "file.sha256", message: "no file \(digest) is stored here")
            }
            return digest
        case .inline(let content):
            do throws(FileStoreError) { return try files.store(content) } catch { throw error.refusal }
        }
    }

    /// Reads the file through; every error in it is a reason.
    private func inspect(_ digest: FileDigest, id: String) throws -> PrintFileFacts {
        var inspection = GCodeInspection()
        do throws(FileStoreError) {
            try files.read(digest) { inspection.consume($0) }
        } catch {
            throw error.refusal
        }
        let report = inspection.finish()
        let errors = report.problems.filter { $0.severity == .error }
        guard errors.isEmpty else {
            throw SubmissionRefusal(
                id: id,
                reasons: errors.prefix(SubmissionBounds.reasons).map {
                    SubmissionReason(.gcodeRefused, field: "file", message: "line \($0.line): \($0.message)")
                })
        }
        return report.facts
    }
}

extension SubmissionReason {
    init(_ refusal: Refusal) {
        self.init(
            refusal.code, field: refusal.field, message: refusal.message, remedy: refusal.remedy, retry: refusal.retry)
    }
}

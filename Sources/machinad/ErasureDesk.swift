internal import FloorAPI
internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import FloorStore
internal import Synchronization

/// Erases people: everything by which the state directory, the broker and this process know who they are.
///
/// Files go first and the person last, so that after a crash anywhere in between the name is still there to be erased
/// again.
struct ErasureDesk: Sendable {
    let writer: FloorWriter
    let store: FloorStore
    let files: FileStore
    let underWay: SubmissionsUnderWay
    let forgotten: ForgottenTopics
    let site: String
    /// How long an erasure waits for the broker; nil where the floor has none.
    let brokerPatience: Duration?

    func makers() async throws(Refusal) -> [MakerView] {
        let floor = writer.floor.state
        do throws(StoreError) {
            return try await store.listedPeople().map {
                MakerView(user: $0.user, jobs: $0.jobs.count, openJobs: Self.open(of: $0.person, floor))
            }
        } catch {
            throw Refusal(.journalUnavailable, message: "\(error)", retry: true)
        }
    }

    func erase(user: String) async throws(Refusal) -> Erasure {
        guard underWay.shut(user) else {
            throw Refusal(
                .floorBusy, field: "user", message: "a submission of \(user) is being taken in", retry: true)
        }
        defer { underWay.reopen(user) }
        do {
            return try await eraseAlone(user)
        } catch let refusal as Refusal {
            throw refusal
        } catch let error as FileStoreError {
            throw error.refusal
        } catch {
            throw Refusal(.journalUnavailable, message: "\(error)", retry: true)
        }
    }

    private func eraseAlone(_ user: String) async throws -> Erasure {
        guard let person = try await store.listedPerson(user: user) else { return try await completeErasure(user) }
        let floor = writer.floor.state
        let open = Self.open(of: person.person, floor)
        guard open.isEmpty else {
            throw Refusal(
                .stateForbids, field: "user",
                message: "\(user) has jobs that are not over: \(open.map { "\($0)" }.joined(separator: ", "))",
                remedy: "finish or cancel these first, then erase again")
        }
        let digests = Self.files(of: person.person, floor)
        try files.remove(digests)
        let owners = try await store.owners(of: person.jobs)
        let topic = SubmissionTopic.submit(site: site, user: user)
        let topics = brokerPatience == nil ? [] : owners.values.map { topic.state(id: $0.details.submissionID) }
        try await store.erase(person.person, forgetting: topics)
        return Erasure(
            person: person.person,
            view: try await cleaned(jobs: person.jobs.count, files: digests.count, topics: topics))
    }

    /// Nobody has the name; but an earlier erasure may have left bytes behind.
    private func completeErasure(_ user: String) async throws -> Erasure {
        let topics = try await store.forgottenTopics()
        guard try await store.needsCleaning() || !topics.isEmpty else {
            throw Refusal(.notFound, field: "user", message: "nobody here has the name '\(user)'")
        }
        return Erasure(person: nil, view: try await cleaned(jobs: 0, files: 0, topics: topics))
    }

    /// The topics hold the name too: they go from the database when the broker has emptied them, so the files are only
    /// clean after that.
    private func cleaned(jobs: Int, files: Int, topics: [String]) async throws -> ErasureView {
        forgotten.add(topics)
        let isTold = await forgotten.areGone(topics, within: brokerPatience ?? .zero)
        let isClean = try await store.cleanUp()
        var view = ErasureView(jobs: jobs, files: files, complete: isTold && isClean)
        if !isClean {
            view.remedy =
                "the name is gone, but copies of it are still in machina.sqlite-wal because some program reads the "
                + "database; end that program (a backup, sqlite3), then erase again, or restart the daemon"
        } else if !isTold {
            view.remedy =
                "the broker did not answer: it still retains states of jobs under the name, and machina.sqlite keeps "
                + "their topics until the broker is back; the daemon then empties both by itself"
        }
        return view
    }

    /// The broker has emptied these: nothing needs the names in them any more.
    func told(_ topics: [String]) async throws(StoreError) {
        try await store.dropForgottenTopics(topics)
        // An erasure that still waits cleans up by itself.
        if !forgotten.finish(topics) { _ = try await store.cleanUp() }
    }

    private static func open(of person: PersonID, _ floor: FloorState) -> [JobID] {
        floor.openJobs.filter { floor.jobs[$0]?.order.person == person }
    }

    /// Stored files that no job of anybody else needs.
    static func files(of person: PersonID, _ floor: FloorState) -> Set<FileDigest> {
        var own: Set<FileDigest> = []
        var others: Set<FileDigest> = []
        for job in floor.jobs {
            if job.order.person == person { own.insert(job.order.file) } else { others.insert(job.order.file) }
        }
        return own.subtracting(others)
    }
}

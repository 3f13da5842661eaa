import FloorAPI
import FloorAPITypes
import FloorControl
import FloorModel
import FloorStore
import Foundation
import Testing

@testable import machinad

@Suite(.timeLimit(.minutes(10))) struct ErasureDeskTests {
    private static let part = "M109 S200\nG28\nG1 X10 Y10 Z0.2 F3000\nG1 X20 E1\nM104 S0\n"
    private let bench: Bench
    init() throws { bench = try Bench() }

    private var desk: ErasureDesk { desk(brokerPatience: nil) }

    private func desk(brokerPatience: Duration?) -> ErasureDesk {
        ErasureDesk(
            writer: bench.writer, store: bench.store, files: bench.files, underWay: bench.intake.underWay,
            forgotten: bench.forgotten, site: "test", brokerPatience: brokerPatience)
    }

    private func submit(_ id: String, _ user: String, _ part: String = Self.part) async throws -> JobID {
        let message = try submission(["id": id, "file": ["text": part], "material": "PLA", "title": "a title of \(id)"])
        return try #require(await bench.intake.submit(message, user: user).reply.job)
    }

    @Test("Who has jobs that are not over is not erased, and told which; who has none is, with what only they needed")
    func erased() async throws {
        try await bench.run {
            let own = try await submit("vase", "anna", Self.part + "G4 P1\n")
            let shared = try await submit("cup", "anna")
            let other = try await submit("jar", "ben")
            let open = await #expect(throws: Refusal.self) { try await desk.erase(user: "anna") }
            #expect(open?.code == .stateForbids && open?.remedy.contains("cancel") == true)
            #expect(open?.message.contains("\(own), \(shared)") == true)
            #expect(try await desk.makers().map(\.openJobs) == [[own, shared], [other]])
            #expect(try bench.storedFiles.count == 2)
            for id in ["vase", "cup"] { #expect(await bench.intake.cancel(id, user: "anna").result == .accepted) }
            let erasure = try await desk.erase(user: "anna")
            #expect(erasure.view == ErasureView(jobs: 2, files: 1, complete: true))
            #expect(try bench.storedFiles.count == 1)
            #expect(try await desk.makers().map(\.user) == ["ben"])
            #expect(bench.forgotten.take().isEmpty, "this floor has no broker")
            let nobody = await #expect(throws: Refusal.self) { try await desk.erase(user: "anna") }
            #expect(nobody?.code == .notFound)
            // Whoever comes back is somebody new: the same id is another job.
            let again = try await submit("vase", "anna")
            #expect(again != own)
        }
        let database = try Data(contentsOf: URL(filePath: bench.directory.journalPath))
        #expect(database.range(of: Data("a title of cup".utf8)) == nil)
    }

    @Test("What the broker retains is remembered across lives until it is emptied, and not a moment longer")
    func broker() async throws {
        let topics = ["cup", "vase"].map { "machina/test/makers/anna-of-the-topic/jobs/\($0)/state" }
        func holdsName() throws -> Bool {
            try [bench.directory.journalPath, bench.directory.journalPath + "-wal"].contains { path in
                try Data(contentsOf: URL(filePath: path)).range(of: Data("anna-of-the-topic".utf8)) != nil
            }
        }
        try await bench.run {
            for id in ["vase", "cup"] {
                _ = try await submit(id, "anna-of-the-topic")
                #expect(await bench.intake.cancel(id, user: "anna-of-the-topic").result == .accepted)
            }
            // The broker is away.
            let erasure = try await desk(brokerPatience: .zero).erase(user: "anna-of-the-topic")
            #expect(!erasure.view.complete && erasure.view.remedy?.contains("broker") == true)
            #expect(bench.forgotten.take().sorted() == topics)
            // The next life finds them in the database.
            #expect(try await bench.store.forgottenTopics() == topics)
            #expect(try holdsName())
            try await desk(brokerPatience: .zero).told(topics)
            #expect(try await bench.store.forgottenTopics().isEmpty)
            #expect(try !holdsName())
            await #expect(throws: Refusal.self) { try await desk.erase(user: "anna-of-the-topic") }
        }
    }

    @Test("An erasure waits for the broker, and is complete with it")
    func brokerAnswers() async throws {
        try await bench.run {
            _ = try await submit("vase", "anna")
            #expect(await bench.intake.cancel("vase", user: "anna").result == .accepted)
            let desk = desk(brokerPatience: .seconds(300))
            async let erasure = desk.erase(user: "anna")
            var topics: [String] = []
            while topics.isEmpty {
                topics = bench.forgotten.take()
                await Task.yield()
            }
            try await desk.told(topics)
            #expect(try await erasure.view == ErasureView(jobs: 1, files: 1, complete: true))
            #expect(try await !bench.store.needsCleaning())
        }
    }

    @Test("While somebody is being erased nothing of theirs is taken in, and the other way round")
    func alone() async throws {
        let underWay = SubmissionsUnderWay()
        #expect(underWay.shut("anna"))
        #expect(!underWay.shut("anna"))
        await #expect(throws: Refusal.self) { try await underWay.alone(.init(user: "anna", id: "a")) {} }
        try await underWay.alone(.init(user: "ben", id: "a")) { #expect(!underWay.shut("ben")) }
        underWay.reopen("anna")
        try await underWay.alone(.init(user: "anna", id: "a")) {}
        #expect(underWay.shut("ben"))
    }
}

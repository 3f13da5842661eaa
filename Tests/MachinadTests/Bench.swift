import FloorControl
import FloorModel
import FloorStore
import Foundation
import Scheduling
import Synchronization
import Testing

@testable import machinad

/// A journal whose disk is full, or lets commits through only when it is told to.
final class FaultyJournal: Journal {
    private struct Condition {
        var isFull = false
        var isStuck = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let store: FloorStore
    private let condition = Mutex(Condition())

    init(_ store: FloorStore) { self.store = store }

    func fill() { condition.withLock { $0.isFull = true } }

    func stick() { condition.withLock { $0.isStuck = true } }

    func comeBack() {
        let waiting = condition.withLock { condition in
            condition.isStuck = false
            defer { condition.waiting = [] }
            return condition.waiting
        }
        for commit in waiting { commit.resume() }
    }

    func commit(_ batch: CommitBatch) async throws(JournalFault) -> Int64 {
        await withCheckedContinuation { commit in
            let goesOn = condition.withLock { condition in
                if condition.isStuck { condition.waiting.append(commit) }
                return !condition.isStuck
            }
            if goesOn { commit.resume() }
        }
        if condition.withLock({ $0.isFull }) { throw JournalFault(detail: "the disk is full") }
        return try await store.commit(batch)
    }
}

/// The daemon's intake on a floor with one printer, in a state directory of its own.
final class Bench: Sendable {
    static let printer = MachineID("mk3-1")

    static let description = FloorDescription(
        site: SiteDescription(id: "test", baseURL: nil, timezone: "UTC", isVirtual: true), broker: nil,
        machines: [
            MachineDescription(
                id: printer,
                type: MachineType(
                    name: "test-printer", title: "Test printer",
                    kind: .printer(
                        PrinterDescription(
                            dialect: "auto", baud: 115_200, xMillimetres: Limits(0, 200), yMillimetres: Limits(0, 200),
                            zMillimetres: Limits(0, 200), nozzleMillimetres: 0.4, filamentMillimetres: 1.75,
                            nozzleMaximumCelsius: 280, bedMaximumCelsius: 110, materials: ["PLA", "PETG"],
                            stopWithin: .seconds(10), staleAfter: .seconds(20)))), port: "/dev/null")
        ], materials: Material.common)

    let directory: StateDirectory
    let store: FloorStore
    let files: FileStore
    let forgotten = ForgottenTopics()
    let journal: FaultyJournal
    let writer: FloorWriter
    let intake: JobIntake

    init() throws {
        directory = try StateDirectory(NSTemporaryDirectory() + "machina-daemon-\(UUID().uuidString)")
        store = try FloorStore(directory, siteID: "test", isVirtual: true)
        _ = try store.openOutbox(for: Self.description.site, now: { SystemClock.now().wallClock })
        files = FileStore(directory)
        journal = FaultyJournal(store)
        writer = FloorWriter(
            floor: Floor(description: Self.description),
            surroundings: .init(
                journal: journal, now: SystemClock.now, plan: FirstComeFirstServed.plan, committed: { _, _ in }))
        writer.post(.started(version: "test", hints: []))
        intake = JobIntake(writer: writer, store: store, files: files)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: directory.path) } catch {
            Issue.record("\(directory.path) stays behind: \(error)")
        }
    }

    /// Runs `work` while the writer runs.
    func run(_ work: () async throws -> Void) async rethrows {
        async let writing: Void = writer.run()
        // Its answer comes after the commit of everything before it, the start included.
        _ = await writer.request(FloorRequest(by: nil, command: .release(JobID(number: 99))))
        defer {
            journal.comeBack()
            writer.close()
        }
        try await work()
        journal.comeBack()
        writer.close()
        await writing
    }

    var storedFiles: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: directory.filesPath).sorted() }
    }

    /// Waits for something that must come.
    static func until(_ isSo: () -> Bool) async {
        while !isSo() { await Task.yield() }
    }
}

/// A message of a maker.
func submission(_ fields: [String: Any]) throws -> [UInt8] {
    let message = ["v": 1, "id": "a"].merging(fields) { $1 }
    return Array(try JSONSerialization.data(withJSONObject: message))
}

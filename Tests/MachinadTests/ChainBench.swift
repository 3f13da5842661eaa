import FloorAPITypes
import FloorControl
import FloorModel
import FloorStore
import Foundation
import LogStore
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import TransparencyLog

@testable import machinad

/// A state directory with its outbox and its provenance log, and the sequencer between them.
final class ChainBench: Sendable {
    static let site = SiteDescription(id: "test", baseURL: nil, timezone: "UTC", isVirtual: true)

    let directory: StateDirectory
    let store: FloorStore
    let provenance: ProvenanceLog
    private let state = Mutex(FloorState())
    private let told = Mutex<[Fault?]>([])
    private let heard = Mutex<[String]>([])

    init() throws {
        directory = try StateDirectory(NSTemporaryDirectory() + "machina-chain-\(UUID().uuidString)")
        store = try FloorStore(directory, siteID: "test", isVirtual: true)
        let identity = try store.openOutbox(for: Self.site, now: { WallClock(milliseconds: 1_800_000_000_000) })
        provenance = ProvenanceLog(store: store, identity: identity, directory: directory)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: directory.path) } catch {
            Issue.record("\(directory.path) stays behind: \(error)")
        }
    }

    var floor: FloorState { state.withLock { $0 } }
    var faults: [Fault?] { told.withLock { $0 } }
    /// What the sequencer wrote into the daemon's log as a warning.
    var warnings: [String] { heard.withLock { $0 } }

    /// Commits the arrival of so many lots, one entry each.
    func receive(_ count: Int, mass: Milligrams = Milligrams(1000)) async throws {
        var batch = CommitBatch(before: floor)
        for _ in 0..<count {
            let facts = LotFacts(form: .waste, material: "PLA", source: .postConsumer)
            let event = state.withLock { state in
                let event = FloorEvent.lotReceived(
                    .init(lot: state.lots.nextID, facts: facts, mass: mass, by: nil))
                state.evolve(event, at: WallClock(milliseconds: 1_790_000_000_000))
                return event
            }
            batch.events.append(TimedEvent(event, at: WallClock(milliseconds: 1_790_000_000_000)))
        }
        _ = try await store.commit(batch)
    }

    func service(checkEvery period: Duration = .seconds(3600)) -> ChainService {
        let logger = Logger(label: "test") { _ in
            WarningLog { warning in self.heard.withLock { $0.append(warning) } }
        }
        return ChainService(provenance, checkEvery: period, logger: logger) { fault in
            self.told.withLock { $0.append(fault) }
        }
    }

    /// Runs a sequencer as the daemon does, and ends it in order.
    func run(
        checkEvery period: Duration = .seconds(3600), _ body: @escaping @Sendable (ChainService) async throws -> Void
    ) async throws {
        let service = service(checkEvery: period)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let group = ServiceGroup(configuration: .init(services: [service], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            service.begin()
            let outcome: Result<Void, any Error>
            do {
                try await body(service)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try outcome.get()
        }
    }

    /// What the log's own files say, read as a stranger reads them.
    func published() throws -> [[UInt8]] {
        let reader = try LogReader(LogDirectory(provenance.folder), name: provenance.folder)
        var entries: [[UInt8]] = []
        try reader.forEachEntry(in: 0..<reader.size) { entries.append(Array($0)) }
        return entries
    }

    func outbox() throws -> [[UInt8]] { try store.outbox(after: 0, limit: .max).map(\.bytes) }
}

/// Hears warnings, and nothing else.
private struct WarningLog: LogHandler {
    let hear: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.warning

    init(_ hear: @escaping @Sendable (String) -> Void) { self.hear = hear }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { if event.level == .warning { hear("\(event.message)") } }
}

internal import FloorControl
internal import FloorModel
internal import FloorStore
internal import LogStore
internal import Provenance

/// Hands out what the provenance log serves, from its published files: never waits for the sequencer, and shows nothing
/// that is not under a checkpoint.
struct PassportDesk: Sendable {
    /// Events of one item's lots that are looked through; beyond it its history is no passport any more.
    static let eventLimit = 50_000

    let store: FloorStore
    let identity: ChainIdentity
    let site: String
    let folder: String
    /// A passport takes a while to make; the log's files, which others copy and check, must not wait for one.
    private let passports = BlockingWork(named: "passports", threads: 1, atOnce: 4)
    private let files = BlockingWork(named: "files of the provenance log", threads: 1, atOnce: 32)

    init(_ provenance: ProvenanceLog, site: String) {
        store = provenance.store
        identity = provenance.identity
        folder = provenance.folder
        self.site = site
    }

    /// - Parameter path: one that the log's grammar gives.
    func file(_ path: String) async throws(Refusal) -> [UInt8]? {
        try await working(files) {
            do throws(LogStoreError) { return try LogDirectory(folder).file(path) } catch { throw Refusal(error) }
        }
    }

    /// - Parameter floor: as it is committed.
    func passport(of lot: LotID, on floor: FloorState) async throws(Refusal) -> [UInt8] {
        guard floor.lots[lot] != nil else {
            throw Refusal(.notFound, field: "item", message: "there is no \(lot) on this floor")
        }
        let lots = Self.ancestry(of: lot, floor)
        return try await working(passports) { try make(lot, lots) }
    }

    /// The lot and all that went into it.
    static func ancestry(of lot: LotID, _ floor: FloorState) -> Set<LotID> {
        var found: Set<LotID> = [lot]
        var open = [lot]
        while let next = open.popLast() {
            for parent in floor.lots[next]?.parents ?? [] where found.insert(parent.lot).inserted {
                open.append(parent.lot)
            }
        }
        return found
    }

    private func make(_ lot: LotID, _ lots: Set<LotID>) throws -> [UInt8] {
        let entries = try store.outbox(of: lots, limit: Self.eventLimit + 1)
        guard entries.count <= Self.eventLimit else {
            throw Refusal(
                .stateForbids, field: "item", message: "the history of \(lot) has over \(Self.eventLimit) events",
                remedy: "copy chain/ and check the log itself with machina chain audit")
        }
        guard !entries.isEmpty else {
            throw Refusal(
                .stateForbids, field: "item", message: "nothing is on record of how \(lot) came to be",
                remedy: "weigh it into the books as a lot; only what the floor saw can have a passport")
        }
        do {
            let item = identity.uri(of: lot, site: site)
            let all = entries.map { (index: UInt64($0.position - 1), bytes: $0.bytes) }
            // Of these lots' stories a passport has only what led to the item.
            let needed = Set(try Passport.indices(of: item, among: all))
            let reader = try reader()
            let waiting = needed.count { $0 >= reader?.size ?? 0 }
            guard let reader, waiting == 0 else { throw Self.pending(lot, waiting) }
            return try Passport.make(
                item: item, entries: all.filter { needed.contains($0.index) },
                proof: {
                    // Nobody waits for it any more.
                    try Task.checkCancellation()
                    return try reader.proof(of: $0, extra: nil)
                }
            ).bytes
        } catch let fault as PassportFault {
            switch fault.code {
            case .checkpointRefused, .otherCheckpoint, .otherIndex, .inclusionRefuted:
                throw Refusal(
                    .chainMismatch, message: "what is on record of \(lot) is not what the log holds: \(fault)")
            default: break
            }
            throw Refusal(
                .stateForbids, field: "item", message: "\(lot) has no passport: \(fault)",
                remedy: "run machina chain audit on the state's chain/, and look at the lot's history")
        }
    }

    /// nil before there is a checkpoint.
    private func reader() throws(LogStoreError) -> LogReader? {
        do throws(LogStoreError) {
            return try LogReader(LogDirectory(folder), name: folder)
        } catch {
            guard case .notALog = error else { throw error }
            return nil
        }
    }

    private static func pending(_ lot: LotID, _ count: Int) -> Refusal {
        Refusal(
            .stateForbids, field: "item",
            message: "\(count) events of the passport of \(lot) are not under a checkpoint yet",
            remedy: "ask again in a second; where it stays so, look at the alarms and at machina status", retry: true)
    }

    private func working<Value: Sendable>(
        _ work: BlockingWork, _ body: @concurrent @Sendable () async throws -> Value
    ) async throws(Refusal) -> Value {
        do {
            return try await work.run(body)
        } catch let refusal as Refusal {
            throw refusal
        } catch let error as LogStoreError {
            throw Refusal(error)
        } catch {
            throw Refusal(.chainUnavailable, message: "\(error)", retry: true)
        }
    }
}

extension Refusal {
    fileprivate init(_ error: LogStoreError) {
        switch ChainTrouble(error) {
        case .mismatch(let detail): self.init(.chainMismatch, message: detail, retry: true)
        case .unavailable(let detail): self.init(.chainUnavailable, message: detail, retry: true)
        }
    }
}

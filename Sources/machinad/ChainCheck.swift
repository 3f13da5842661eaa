internal import FloorStore
internal import Foundation
internal import LogStore
internal import TransparencyLog

/// What can be told of a log before it is opened, whatever is wrong with it.
struct ChainCondition: Hashable {
    /// nil before the log has a key.
    var vkey: String?
    /// Entries under the checkpoint on the disk; nil where there is none that this key signed.
    var signed: Int64?
    /// The files at the end of that tree are not there, or not as they were signed.
    var lacksFiles = false
    /// Entries that the key has signed, or was about to; nil where nothing says.
    var known: Int64?

    /// What was put right when the log was opened, for the daemon's log; nil where nothing was missing.
    var repair: String? {
        guard let known, known > 0 else { return nil }
        guard let signed else {
            return "chain/ was not there: it is written anew from the outbox, \(known) entries, the same byte for byte"
        }
        if signed < known {
            return
                "chain/ had \(signed) of the \(known) entries that were signed: \(known - signed) are added from the "
                + "outbox. After a crash that is so; without one, an older copy was put there"
        }
        return lacksFiles ? "files of chain/ were missing at its end; they are written again from chain/journal" : nil
    }
}

/// Looks at the log without changing anything.
extension ProvenanceLog {
    var condition: ChainCondition {
        var condition = ChainCondition(vkey: knownKey)
        do {
            condition.known = (try signed.read()?.size).map { Int64($0) }
            guard let vkey = condition.vkey, let note = try LogDirectory(folder).file(LogFile.checkpoint) else {
                return condition
            }
            let size = try TrustPolicy(logs: [VerifierKey(vkey)]).verify(note).size
            condition.signed = Int64(size)
            guard size > 0 else { return condition }
            do { _ = try LogReader(LogDirectory(folder), name: folder).entry(at: size - 1) } catch {
                condition.lacksFiles = true
            }
        } catch {
            // Why it cannot be read is said by whoever opens it.
            condition.signed = nil
        }
        return condition
    }

    /// The key that the log was begun with; where that is not on record, the one in the key file.
    private var knownKey: String? {
        do {
            if let claimed = try store.chainVerifierKey() { return claimed }
            guard FileManager.default.fileExists(atPath: keyFile) else { return nil }
            return "\(try LogKeyFile.read(keyFile, outside: folder).verifierKey)"
        } catch {
            // Likewise.
            return nil
        }
    }

    /// Holds the published log against what was signed and recorded: its checkpoint and key, every file, every entry.
    ///
    /// - Parameters:
    ///   - signed: entries that are known to be under a checkpoint.
    ///   - pause: before each file, so that a log of any length is read at little cost.
    ///   - isOver: asked before each file; true ends the check as `unavailable`.
    func check(
        signed: Int64, pause: Duration, until isOver: @escaping @Sendable () -> Bool
    ) throws(ChainTrouble) {
        let source = PacedLog(directory: LogDirectory(folder), pause: pause, isOver: isOver)
        do {
            guard let vkey = try store.chainVerifierKey() else { throw ChainTrouble.unavailable("there is no key yet") }
            let policy = try TrustPolicy(logs: [VerifierKey(vkey)])
            let report = try LogAuditRun.run(source: source, name: folder, policy: policy)
            guard report.isGood, let size = (report.checkpoint?.size).map({ Int64($0) }) else {
                throw LogStoreError.mismatch(report.findings)
            }
            guard size >= signed else {
                throw LogStoreError.mismatch([.rolledBack(size: UInt64(size), seenSize: UInt64(signed))])
            }
            try compare(source, size: size)
        } catch let trouble as ChainTrouble {
            throw trouble
        } catch LogStoreError.notALog {
            throw .mismatch("\(folder)/checkpoint is gone although \(signed) entries were signed")
        } catch let error as LogStoreError {
            throw ChainTrouble(error)
        } catch {
            throw .unavailable("\(error)")
        }
    }
}

/// The log's files, read slowly.
private struct PacedLog: LogSource {
    let directory: LogDirectory
    let pause: Duration
    let isOver: @Sendable () -> Bool

    func file(_ path: String) throws(LogStoreError) -> [UInt8]? {
        if isOver() { throw .closed }
        if pause > .zero { Thread.sleep(forTimeInterval: pause / .seconds(1)) }
        return try directory.file(path)
    }
}

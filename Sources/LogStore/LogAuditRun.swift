internal import Synchronization
public import TransparencyLog

/// Audits of whole logs, read and hashed on several threads.
public enum LogAuditRun {
    /// What is checked so far, in entries.
    public struct Progress: Sendable {
        public var entries: UInt64
        public var size: UInt64
    }

    /// Checks signatures, quorum, every entry, every tile, the root, and older checkpoints of the same log.
    /// - Parameters:
    ///   - old: signed notes seen before.
    ///   - names: of the notes in `old`, in their order, for findings; those that have none are not named.
    ///   - progress: called now and then, on any thread, never twice at once.
    /// - Throws: `.notALog` without checkpoint; `.io`, `.site` where a file cannot be read. What is wrong with the log is
    ///   in the report.
    public static func run(
        source: any LogSource, name: String, policy: TrustPolicy, old: [[UInt8]] = [], names: [String] = [],
        progress: (@Sendable (Progress) -> Void)? = nil
    ) throws(LogStoreError) -> AuditReport {
        guard let note = try source.file(LogFile.checkpoint) else { throw .notALog(path: name) }
        var audit = LogAudit(note: note, policy: policy)
        for (index, note) in old.enumerated() {
            audit.add(old: note, name: names.indices.contains(index) ? names[index] : nil)
        }
        return try finish(audit, source, progress)
    }

    /// Holds the files of a tree against its root.
    /// - Throws: `.mismatch` where they differ.
    static func verify(
        _ source: any LogSource, extent: SignedExtent, _ progress: (@Sendable (Progress) -> Void)?
    ) throws(LogStoreError) {
        let checkpoint = Checkpoint(origin: "log", size: extent.size, root: extent.root)
        let report = try finish(LogAudit(checkpoint: checkpoint), source, progress)
        guard report.isGood else { throw .mismatch(report.findings) }
    }

    private static func finish(
        _ audit: sending LogAudit, _ source: any LogSource, _ progress: (@Sendable (Progress) -> Void)?
    ) throws(LogStoreError) -> AuditReport {
        let size = audit.checkpoint?.size ?? 0
        let shared = Mutex(Shared(audit: audit, left: BundleQueue(size: size)))
        Threads.run(threads(of: source)) {
            while let addresses = shared.withLock({ $0.isOver ? nil : $0.left.next() }) {
                do throws(LogStoreError) {
                    for address in addresses {
                        let check = try BundleCheck(address, file: source.file)
                        shared.withLock { shared in
                            shared.audit.add(check)
                            shared.entries += UInt64(address.width)
                        }
                    }
                    shared.withLock { progress?(Progress(entries: $0.entries, size: size)) }
                } catch {
                    shared.withLock { $0.failure = error }
                }
            }
        }
        return try shared.withLock { (shared) throws(LogStoreError) in
            if let failure = shared.failure { throw failure }
            return try shared.audit.finish(file: source.file)
        }
    }

    /// Hashing wants a core a thread; what comes over the net waits most of the time.
    private static func threads(of source: any LogSource) -> Int { source is LogSite ? 8 : 2 }

    private struct Shared {
        var audit: LogAudit
        var left: BundleQueue
        var entries: UInt64 = 0
        var failure: LogStoreError?

        var isOver: Bool { failure != nil || audit.isHopeless }
    }

    /// Hands out some bundles at a time, so that threads seldom meet.
    private struct BundleQueue: Sendable {
        let size: UInt64
        private var index: UInt64 = 0

        init(size: UInt64) { self.size = size }

        mutating func next() -> [BundleAddress]? {
            var addresses: [BundleAddress] = []
            while addresses.count < 32, let address = BundleAddress(index: index, size: size) {
                addresses.append(address)
                index += 1
            }
            return addresses.isEmpty ? nil : addresses
        }
    }
}

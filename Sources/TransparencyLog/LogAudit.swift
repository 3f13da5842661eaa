/// Audits a whole log: signatures, every entry, every tile of every level, the root, and older checkpoints.
///
/// ```swift
/// let report = try LogAudit.run(note: note, policy: policy, old: []) { path in try read(path) }
/// ```
///
/// It does no I/O: it asks a closure for files. To use several threads, make the `BundleCheck`s yourself:
///
/// ```swift
/// var audit = LogAudit(note: note, policy: policy)
/// for address in audit.bundles { audit.add(try BundleCheck(address, file: read)) }
/// let report = try audit.finish(file: read)
/// ```
///
/// What is wrong is found from the root down. A tile that hashes to what its authenticated parent holds is authentic,
/// and so is a tile that only what lies below it can explain; so an edited entry, an edited tile and both together are
/// told apart and named.
public struct LogAudit {
    /// The most faults that a report lists.
    public static let findingLimit = 20

    /// The signed head that is audited; nil where the note holds none to trust, and then there is nothing to read.
    public let checkpoint: Checkpoint?
    private let cosignatures: [Cosignature]
    private let policy: TrustPolicy?
    private var findings = FindingList()
    private var checks: [UInt64: BundleCheck] = [:]
    private var entries: UInt64 = 0
    private var olds: [(checkpoint: Checkpoint, name: String?)] = []
    private var oldCount = 0

    /// Begins with a signed checkpoint. A note that no trusted key signed is a finding, and ends the audit: nothing can
    /// be held against it. An unmet quorum is a finding, and the audit goes on.
    public init(note: [UInt8], policy: TrustPolicy) {
        self.policy = policy
        var verified: VerifiedCheckpoint?
        do {
            verified = try policy.verify(note, requiringQuorum: false)
            _ = try policy.verify(note)
        } catch {
            findings.append(error)
        }
        checkpoint = verified?.checkpoint
        cosignatures = verified?.cosignatures ?? []
    }

    /// Begins with a checkpoint that is trusted already.
    public init(checkpoint: Checkpoint) {
        self.checkpoint = checkpoint
        cosignatures = []
        policy = nil
    }

    /// The bundles to check, in order.
    public var bundles: some Sequence<BundleAddress> { BundleAddress.all(size: checkpoint?.size ?? 0) }

    /// Whether there are so many faults that reading on adds nothing to the report. A size that is a lie ends here, not
    /// after 2^63 missing files.
    public var isHopeless: Bool { findings.count >= Self.findingLimit }

    /// Takes the check of one of `bundles`, in any order.
    public mutating func add(_ check: BundleCheck) {
        for fault in check.faults { findings.append(fault) }
        entries += UInt64(check.entryCount)
        checks[check.address.index] = check
    }

    /// Takes an older signed checkpoint of the same log, which must be the beginning of this one. Its signature is
    /// checked where the audit has a policy, its quorum is not. Whatever speaks against it is a finding.
    /// - Parameter name: of the note, a file say, for findings.
    public mutating func add(old note: [UInt8], name: String? = nil) {
        guard checkpoint != nil else { return }
        do {
            try add(old: try verified(old: note), name)
        } catch {
            findings.append(error.inOld(name))
        }
    }

    private func verified(old note: [UInt8]) throws(LogFault) -> Checkpoint {
        if let policy { return try policy.verify(note, requiringQuorum: false).checkpoint }
        return try Checkpoint(parsing: SignedNote(parsing: note).text)
    }

    private mutating func add(old: Checkpoint, _ name: String?) throws(LogFault) {
        guard let checkpoint else { return }
        guard old.origin.hasSameOctets(as: checkpoint.origin) else { throw .unknownOrigin(old.origin) }
        oldCount += 1
        guard old.size <= checkpoint.size else { throw .rolledBack(size: checkpoint.size, seenSize: old.size) }
        guard old.size < checkpoint.size || old.root == checkpoint.root else { throw .splitView(size: old.size) }
        olds.append((old, name))
    }

    /// Reads the tiles over level 0, judges, and reports.
    ///
    /// - Parameter file: as in `BundleCheck.init`.
    /// - Throws: what `file` throws.
    public consuming func finish<Failure: Error>(
        file: (_ path: String) throws(Failure) -> [UInt8]?
    ) throws(Failure) -> AuditReport {
        if let checkpoint {
            var judgement = TreeJudgement(checkpoint: checkpoint, checks: checks)
            try judgement.judge(file: file)
            for (old, name) in olds {
                // A root that cannot be known has its reason among the findings.
                guard let root = try judgement.root(ofSize: old.size, file: file), root != old.root else { continue }
                let fault = LogFault.historyRewritten(oldSize: old.size, newSize: checkpoint.size)
                judgement.findings.append(fault.inOld(name))
            }
            findings.append(contentsOf: judgement.findings)
        }
        return AuditReport(
            checkpoint: checkpoint, cosignatures: cosignatures, oldCheckpoints: oldCount, entries: entries,
            findings: findings.first, findingCount: findings.count)
    }

    /// The whole audit on this thread.
    ///
    /// - Parameters:
    ///   - note: the signed checkpoint.
    ///   - old: older signed checkpoints of the same log.
    ///   - file: as in `BundleCheck.init`.
    /// - Throws: what `file` throws; what is wrong with the log is in the report.
    public static func run<Failure: Error>(
        note: [UInt8], policy: TrustPolicy, old: [[UInt8]] = [],
        file: (_ path: String) throws(Failure) -> [UInt8]?
    ) throws(Failure) -> AuditReport {
        var audit = LogAudit(note: note, policy: policy)
        for note in old { audit.add(old: note) }
        for address in audit.bundles {
            if audit.isHopeless { break }
            audit.add(try BundleCheck(address, file: file))
        }
        return try audit.finish(file: file)
    }
}

extension LogFault {
    fileprivate func inOld(_ name: String?) -> LogFault { name.map { .inOld(name: $0, self) } ?? self }
}

/// The first faults, and the count of all.
struct FindingList: Sendable {
    private(set) var first: [LogFault] = []
    private(set) var count = 0

    mutating func append(_ fault: LogFault) {
        if first.count < LogAudit.findingLimit { first.append(fault) }
        count += 1
    }

    mutating func append(contentsOf other: FindingList) {
        first += other.first.prefix(LogAudit.findingLimit - first.count)
        count += other.count
    }
}

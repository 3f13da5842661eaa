import SeededRandom
import Testing
import TransparencyLog

@Suite struct LogAuditTests {
    @Test("Fifty good logs, grown in seeded steps: nothing is found, at no older checkpoint either", arguments: 1...50)
    func good(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let borders = [1, 2, 255, 256, 257, 511, 512, 513, 700, 1025]
        var sizes = Set((0..<3).map { _ in Int.random(in: 1...900, using: &random) })
        sizes.insert(borders[Int(seed) % borders.count])
        let log = try SampleLog(sizes: sizes.sorted(), seed: seed)
        let report = try log.audit(old: log.notes)
        #expect(report.isGood && report.findings.isEmpty && report.entries == UInt64(log.entries.count))
        #expect(report.checkpoint == log.checkpoint && report.cosignatures.count == 2)
    }

    @Test("A good log with a full tile on level 1, and an empty one")
    func largeAndEmpty() throws {
        for log in [SampleLog.large, try SampleLog(sizes: [0]), try SampleLog(sizes: [65_536])] {
            let report = try log.audit(old: log.notes)
            #expect(report.isGood && report.entries == UInt64(log.entries.count))
        }
    }

    @Test("Full files stand in for partial ones that were deleted")
    func fullForPartial() throws {
        let log = try SampleLog(sizes: [300, 600])
        let files = log.files.filter { !$0.key.contains(".p/44") }
        let policy = try SampleLog.policy(quorum: 0)
        let report = LogAudit.run(note: log.notes[0], policy: policy) { files[$0] }
        #expect(report.isGood && report.entries == 300)
    }

    @Test("Checks made in any order make the same report")
    func order() throws {
        var log = try SampleLog(sizes: [1000])
        try log.rewrite(bundle: 2) { $0[7].append(1) }
        var audit = LogAudit(note: log.cosigned, policy: try SampleLog.policy())
        var random = SplitMix64(seed: 3)
        for address in audit.bundles.shuffled(using: &random) {
            audit.add(BundleCheck(address) { log.files[$0] })
        }
        #expect(audit.finish { log.files[$0] } == (try log.audit()))
    }

    @Test("What the closure throws comes out")
    func failure() throws {
        struct Unreadable: Error {}
        let log = try SampleLog(sizes: [3])
        let policy = try SampleLog.policy()
        #expect(throws: Unreadable.self) {
            try LogAudit.run(note: log.cosigned, policy: policy) { _ throws(Unreadable) -> [UInt8]? in
                throw Unreadable()
            }
        }
    }

    @Test("A report lists twenty faults and counts all; a size that is a lie does not keep it busy")
    func bounded() throws {
        var log = try SampleLog(sizes: [300])
        try log.rewrite(bundle: 0) { bundle in for index in bundle.indices { bundle[index].append(0) } }
        let report = try log.audit()
        #expect(report.findings.count == 20 && report.findingCount == 256)
        let lie = Checkpoint(origin: SampleLog.origin, size: UInt64(Int64.max), root: MerkleTree.leaf([]))
        var asked = 0
        let policy = try SampleLog.policy(quorum: 0)
        let found = LogAudit.run(note: lie.signed(by: SampleLog.key), policy: policy) { _ in
            asked += 1
            return nil
        }
        #expect(!found.isGood && asked < 500)
    }
}

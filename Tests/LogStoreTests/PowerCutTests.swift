import SeededRandom
import Testing
import TransparencyLog

@testable import LogStore

/// The process is killed, or the power cut, at every step of the write path.
@Suite struct PowerCutTests {
    /// What happened up to the cut.
    private struct Past {
        var disk = MemoryDisk()
        /// All that was handed over, in order.
        var entries: [[UInt8]] = []
        var acknowledged = 0
        /// The end of the hand-over that was under way.
        var handedOver = 0
    }

    /// Opens and closes the log on the way; small write-ahead files, so that cutting them is part of it.
    private static func live(
        seed: UInt64, cutAt step: Int?, _ trouble: MemoryDisk.Trouble = .cut
    ) throws -> Past {
        var past = Past()
        if let step { past.disk.arm(trouble, atStep: step) }
        var die = SplitMix64(seed: seed)
        do {
            try Logs.create(past.disk)
            for counts in [[3, 1, 250, 2, 300], [1, 40]] {
                let store = try Logs.open(past.disk, journalLimit: 6000)
                for count in counts {
                    let entries = Logs.entries(count, &die)
                    past.entries += entries
                    past.handedOver = past.entries.count
                    let batch = try store.append(entries)
                    past.acknowledged = Int(batch.size)
                }
                try store.close()
            }
        } catch let error as LogStoreError {
            guard step != nil else { throw error }
        }
        return past
    }

    /// What must hold of a log that was opened again.
    private static func check(_ disk: MemoryDisk, _ past: Past, _ step: String) throws {
        let store = try Logs.open(disk)
        let size = Int(store.extent.size)
        #expect(size == past.acknowledged || size == past.handedOver, "\(step): \(size)")
        #expect(try Logs.entries(of: disk) == Array(past.entries.prefix(size)), "\(step)")
        // What comes now differs from what was lost; nobody may have seen the lost one signed.
        let next = try store.append([[1], [2], [3]])
        #expect(next.first == UInt64(size))
        try store.close()
        let report = try Logs.audit(disk, old: disk.notes)
        #expect(report.isGood, "\(step): \(report.findings)")
        #expect(try disk.journal().isEmpty)
    }

    @Test("Killed at any step: every acknowledged entry stands under the checkpoint before anybody repairs anything")
    func kill() throws {
        let steps = try Self.live(seed: 1, cutAt: nil).disk.steps
        #expect(steps > 90)
        for step in 1...steps {
            let past = try Self.live(seed: 1, cutAt: step)
            let disk = past.disk.afterKill()
            guard try disk.file(LogFile.checkpoint) != nil else {
                #expect(past.acknowledged == 0)
                continue
            }
            let report = try Logs.audit(disk)
            #expect(report.isGood, "step \(step): \(report.findings)")
            #expect(report.entries >= past.acknowledged, "step \(step)")
            try Self.check(disk, past, "step \(step)")
        }
    }

    @Test("Power cut at any step: whatever of the unsynced is left", arguments: [2, 3] as [UInt64])
    func powerCut(seed: UInt64) throws {
        let steps = try Self.live(seed: seed, cutAt: nil).disk.steps
        var die = SplitMix64(seed: seed)
        for step in 1...steps {
            let past = try Self.live(seed: seed, cutAt: step)
            let disk = past.disk.afterPowerCut(&die)
            guard try disk.file(LogFile.checkpoint) != nil else {
                #expect(past.acknowledged == 0)
                continue
            }
            try Self.check(disk, past, "seed \(seed), step \(step)")
        }
    }

    @Test("Power cut while a power cut is repaired")
    func powerCutTwice() throws {
        let steps = try Self.live(seed: 4, cutAt: nil).disk.steps
        var die = SplitMix64(seed: 4)
        for step in stride(from: 8, through: steps, by: 2) {
            let past = try Self.live(seed: 4, cutAt: step)
            let disk = past.disk.afterPowerCut(&die)
            disk.arm(.cut, atStep: Int.random(in: 1...60, using: &die))
            do { try Logs.open(disk).close() } catch let error as LogStoreError {
                #expect("\(error)".contains("\(MemoryDisk.cutOff)"))
            }
            try Self.check(disk.afterPowerCut(&die), past, "step \(step)")
        }
    }

    @Test("Killed, and the power cut while that is repaired: nothing was signed that was not on the disk")
    func killThenPowerCut() throws {
        let steps = try Self.live(seed: 7, cutAt: nil).disk.steps
        var die = SplitMix64(seed: 7)
        for step in 8...steps {
            let past = try Self.live(seed: 7, cutAt: step)
            let whole = past.disk.afterKill()
            do { try Logs.open(whole).close() } catch LogStoreError.notALog { continue }
            for _ in 0..<2 where whole.steps > 0 {
                let disk = past.disk.afterKill()
                disk.arm(.cut, atStep: Int.random(in: 1...whole.steps, using: &die))
                #expect(throws: LogStoreError.self) { try Logs.open(disk).close() }
                try Self.check(disk.afterPowerCut(&die), past, "step \(step)")
            }
        }
    }

    @Test("Whatever the disk forgets, opened again in the same boot, then the power cut: nothing acknowledged is lost")
    func forgets() throws {
        let steps = try Self.live(seed: 8, cutAt: nil).disk.steps
        var die = SplitMix64(seed: 8)
        for step in 8...steps {
            let past = try Self.live(seed: 8, cutAt: step, .forgets)
            let disk = past.disk.afterKill()
            do { try Logs.open(disk).close() } catch LogStoreError.notALog { continue }
            for _ in 0..<2 { try Self.check(disk.afterPowerCut(&die), past, "step \(step)") }
        }
    }

    @Test("A copied folder nothing of which is on the disk yet is, before anything is signed upon it")
    func copied() throws {
        let past = try Self.live(seed: 9, cutAt: nil)
        let disk = past.disk.unsynced()
        let store = try Logs.open(disk)
        _ = try store.append([[7]])
        var die = SplitMix64(seed: 9)
        for _ in 0..<8 {
            let left = disk.afterPowerCut(&die)
            #expect(try Logs.open(left).extent == store.extent)
        }
    }

    @Test("One commit costs two syncs")
    func syncs() throws {
        let disk = MemoryDisk()
        try Logs.create(disk)
        let store = try Logs.open(disk)
        var die = SplitMix64(seed: 5)
        for count in [1, 100, 300, 1000] {
            let before = disk.syncs
            _ = try store.append(Logs.entries(count, &die))
            #expect(disk.syncs - before == 2)
        }
    }

    @Test("A full disk at any step: nothing of that batch is in the log, and the next one is when there is room")
    func full() throws {
        for step in 1...40 {
            let disk = MemoryDisk()
            try Logs.create(disk)
            let store = try Logs.open(disk)
            var die = SplitMix64(seed: 6)
            var kept = Logs.entries(250, &die)
            _ = try store.append(kept)
            let before = disk.steps
            disk.arm(.fails(.full(operation: "write", path: "disk", errno: 28)), atStep: before + step)
            let lost = Logs.entries(10, &die)
            do {
                _ = try store.append(lost)
                kept += lost
            } catch {
                if case .openAgain = error {
                    let past = Past(disk: disk, entries: kept + lost, acknowledged: 250, handedOver: 260)
                    try Self.check(disk.afterKill(), past, "step \(step)")
                    continue
                }
            }
            // The trouble did not come while there was anything to lose: that was the last step.
            if disk.steps < before + step { return }
            let more = Logs.entries(300, &die)
            _ = try store.append(more)
            kept += more
            #expect(try Logs.entries(of: disk) == kept, "step \(step)")
            #expect(try Logs.audit(disk, old: disk.notes).isGood)
            var past = Past(disk: disk, entries: kept, acknowledged: kept.count)
            past.handedOver = kept.count
            try Self.check(disk.afterPowerCut(&die), past, "step \(step)")
        }
    }

    @Test("After a sync that failed nothing is appended until the log is opened again")
    func failedSync() throws {
        let disk = MemoryDisk()
        try Logs.create(disk)
        let store = try Logs.open(disk)
        _ = try store.append([[1]])
        disk.arm(.fails(.openAgain("sync")), atStep: disk.steps + 3)
        #expect(throws: LogStoreError.self) { try store.append([[2]]) }
        do {
            _ = try store.append([[3]])
            Issue.record("appended after a sync that failed")
        } catch {
            guard case .openAgain = error else { throw error }
        }
        #expect(store.extent.size == 1)
        let again = try Logs.open(disk.afterKill())
        #expect(again.extent.size <= 2)
    }
}

import FloorModel
import SeededRandom
import Testing

@testable import GCode

/// The property everything else serves: every G line is executed exactly once and in order, or the print ends by a
/// fault and what was executed is a beginning of the file.
@Suite struct ExactlyOnceTests {
    struct Case: CustomTestStringConvertible {
        var family: ModelFirmware.Family
        var faults: ModelFirmware.Faults
        var seed: UInt64
        var testDescription: String { "\(family) \(faults) seed \(seed)" }
    }

    static func dialect(of family: ModelFirmware.Family) -> Dialect {
        switch family {
        case .marlin, .adjustable: .marlin
        case .marlinOld: .marlinOld
        case .prusa: .prusa
        case .smoothie: .smoothie
        case .repetier: .repetier
        }
    }

    static let job = (1...400).map { "G1 X\($0 % 97).\($0 % 10) Y\($0 % 31) E\($0)" }

    static let cases: [Case] = ModelFirmware.Family.allCases.flatMap { family in
        (0..<12).map { index in
            var random = SplitMix64(seed: UInt64(index) &* 977 &+ 5)
            func chance(_ most: UInt64) -> Int { Int(random.next() % (most + 1)) }
            let faults = ModelFirmware.Faults(
                corruptToFirmware: chance(200), loseToFirmware: chance(100), corruptToHost: chance(200),
                loseAcknowledgement: chance(200), doubleAcknowledgement: chance(200), garbage: chance(200),
                staleResend: chance(100))
            return Case(family: family, faults: faults, seed: UInt64(index + 1))
        }
    }

    @Test(arguments: cases) func everyLineOnceInOrder(_ example: Case) {
        let firmware = ModelFirmware(example.family, faults: example.faults, seed: example.seed)
        var bench = Bench(firmware, dialect: Self.dialect(of: example.family), job: Self.job)
        bench.print()
        #expect(bench.notices.last == .completed)
        #expect(bench.firmware.executed == Self.job)
        #expect(bench.streamer.tally.acknowledged == Self.job.count)
    }

    @Test(arguments: ModelFirmware.Family.allCases) func cleanLineNeedsNoResend(_ family: ModelFirmware.Family) {
        var bench = Bench(ModelFirmware(family, seed: 1), dialect: Self.dialect(of: family), job: Self.job)
        bench.print()
        #expect(bench.firmware.executed == Self.job)
        #expect(bench.streamer.tally.resends == 0)
        #expect(bench.streamer.tally.timeouts == 0)
    }

    @Test(arguments: ModelFirmware.Family.allCases, [1, 2, 17, 399])
    func resetEndsThePrint(_ family: ModelFirmware.Family, line: Int) {
        var firmware = ModelFirmware(family, seed: 3)
        firmware.resetAfter = line
        var bench = Bench(firmware, dialect: Self.dialect(of: family), job: Self.job)
        bench.print()
        for _ in 0..<50 { bench.step() }
        #expect(bench.notices.last == .restarted(duringPrint: true))
        #expect(bench.firmware.executed == Array(Self.job.prefix(line)))
    }

    @Test(arguments: [1, 17, 399]) func haltIsLatchedWithItsFirstWords(line: Int) {
        var firmware = ModelFirmware(.marlin, seed: 3)
        firmware.haltAfter = line
        var bench = Bench(firmware, dialect: .marlin, job: Self.job)
        bench.print()
        for _ in 0..<50 { bench.step() }
        #expect(bench.notices.last == .halted("Error:Thermal Runaway, system stopped! Heater_ID: 0"))
        #expect(bench.firmware.executed == Array(Self.job.prefix(line)))
    }

    /// Whatever bytes come in, nothing is sent twice with different content and nothing traps.
    @Test(arguments: 1...40) func survivesNoise(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var streamer = GCodeStreamer(dialect: nil)
        var now = MonotonicTime(elapsed: .zero)
        var contents: [Substring: String] = [:]
        let words = [
            "ok\n", "Resend: 3\n", "Resend: 99999999999\n", "rs N2\nok\n", "ok N7\n", "T:1 /0 B:\n", "wait\n",
            "FIRMWARE_NAME:Repetier_1.0 X:\n", "echo:busy: processing\n", "skip 4\n", "Error:Last Line: x\n",
            "//action:\n",
        ]
        streamer.greet(at: now)
        for _ in 0..<600 {
            now = now + .milliseconds(Int(random.next() % 300))
            if streamer.isIdle {
                contents = [:]
                streamer.startPrint(at: now)
            }
            while streamer.wantsFile { streamer.supply(Array("G1 X\(random.next() % 50)\nG28\n".utf8), at: now) }
            for line in String(decoding: streamer.output, as: UTF8.self).split(separator: "\n") where line.first == "N"
            {
                let number = line.prefix { $0 != " " }
                #expect(contents[number, default: String(line)] == line || number == "N0")
                if streamer.isPrinting { contents[number] = String(line) }
            }
            streamer.wrote(streamer.output.count)
            if random.next() % 3 == 0 {
                streamer.receive((0..<20).map { _ in UInt8(truncatingIfNeeded: random.next()) }, at: now)
            } else {
                streamer.receive(Array(words[Int(random.next() % UInt64(words.count))].utf8), at: now)
            }
            if let deadline = streamer.deadline, deadline <= now { streamer.tick(at: now) }
            _ = streamer.takeNotices()
        }
    }
}

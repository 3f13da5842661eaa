import FloorControl
import FloorModel
import RegisterMap
import SeededRandom
import Testing

@testable import ModbusDriver

/// What must hold whatever the machine, the line and the people do: a minute of a random floor for each seed.
@Suite struct SessionPropertyTests {
    /// A bench to which everything happens.
    private final class Storm {
        let bench: Bench
        var random: SplitMix64
        let seed: UInt64
        /// When the latest safing command was taken, and whether an order to run came since.
        var safedAt: MonotonicTime?
        var isRunOrdered = false
        /// When the latest write of the present safing sequence was over.
        var lastSafeWrite: MonotonicTime?
        var isOpen = true
        private(set) var confirmations = 0
        private(set) var runs = 0
        private(set) var readings = 0
        private(set) var writesOnSilent = 0
        /// What was reported last of each value.
        private var believed: [ScriptedDevice.Truth: SignalReading] = [:]
        private var seen = 0
        private var checked = 0

        init(seed: UInt64) {
            self.seed = seed
            random = SplitMix64(seed: seed)
            bench = Bench(SmallMachine.description(gap: seed.isMultiple(of: 3) ? .milliseconds(10) : .zero))
            bench.open()
        }

        func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

        /// Something that the floor or the device does, now and then.
        func disturb() {
            let now = bench.now
            if chance(40) { bench.device.set(.lid, Double(Int.random(in: 0...1, using: &random)), at: now) }
            if chance(10) {
                bench.device.set(.pressure, Double(Int.random(in: -1...40, using: &random)), at: now)
                bench.device.set(.power, Double(Int.random(in: 0...2000, using: &random)) / 4, at: now)
            }
            if chance(150) { bench.device.set(.state, 3, at: now) }
            if chance(60) { bench.device.fault = .init() }
            if chance(150) { bench.device.fault.silent.insert(Int.random(in: 1...3, using: &random)) }
            if chance(150) { bench.device.fault.mute.insert(Int.random(in: 1...3, using: &random)) }
            if chance(150) {
                bench.device.fault.exceptions = [Int.random(in: 1...3, using: &random): chance(2) ? 4 : 2]
            }
            if chance(150) { bench.device.fault.losesWrites = true }
            if chance(150) { bench.device.fault.isStuck = true }
            bench.latency = .milliseconds(Int.random(in: 1...30, using: &random))
            if chance(400) {
                bench.session.close(.linkLost, "cut", at: now)
                isOpen = false
                lastSafeWrite = nil
            } else if !isOpen, chance(20) {
                bench.open()
                isOpen = true
            }
        }

        func command() {
            if chance(50) {
                bench.order(PointWrite("drive_speed", 20), PointWrite("drive_command", 18))
                isRunOrdered = true
            }
            if chance(80) { bench.order(PointWrite("heater_contactor", 1)) }
            if chance(120) { #expect(bench.mailbox.post(.clear, machine: 0)) }
            guard chance(60) else { return }
            bench.safe(SafingCommand(rawValue: Int.random(in: 1...3, using: &random)) ?? .stop)
            safedAt = bench.now
            isRunOrdered = false
        }

        func step() {
            disturb()
            command()
            bench.takeMail()
            let number = bench.session.safing?.number
            let isNew = bench.session.safing.map {
                !$0.isWritten && !$0.isRepeat && $0.waiting.count == $0.writes.count
            }
            let sent = bench.sent.count
            let hasRun = bench.step(until: bench.now + .milliseconds(20))
            if hasRun, let wanted = bench.sent.last, bench.sent.count > sent {
                check(wanted, isFirst: isNew == true, number: number)
            }
            checkArrivals()
            checkReports()
        }

        /// A safing command is the next transaction after the one that was under way when it came.
        private func check(_ wanted: Wanted, isFirst: Bool, number: Int?) {
            if case .safing = wanted.purpose {
                lastSafeWrite = bench.now
                if bench.device.fault.silent.contains(wanted.request.unit) { writesOnSilent += 1 }
            } else if isFirst, isOpen {
                Issue.record("seed \(seed): \(wanted) went before safing \(number ?? 0)")
            }
        }

        /// No run command reaches the device after a safing command was taken, unless a later order says so.
        private func checkArrivals() {
            let arrivals = bench.device.arrivals
            for arrival in arrivals[checked...]
            where arrival.request.action == .writeRegister(address: 0x2000, 0x12) {
                runs += 1
                if let safedAt, arrival.at > safedAt, !isRunOrdered {
                    Issue.record("seed \(seed): a run at \(arrival.at) after the safing at \(safedAt)")
                }
            }
            checked = arrivals.count
        }

        private func checkReports() {
            for report in bench.reports[seen...] {
                switch report {
                case .signals(let values): for value in values { check(value) }
                case .stopped, .aborted: checkRest(heaterToo: true)
                case .held: checkRest(heaterToo: false)
                default: break
                }
            }
            seen = bench.reports.count
            for (truth, reading) in believed where reading.quality == .good {
                // Late by what is gathered for one poll, and by the transaction that was under way.
                expectTrue(truth, reading, within: lifetime(truth) + .milliseconds(250), "believed")
            }
        }

        private func lifetime(_ truth: ScriptedDevice.Truth) -> Duration { truth == .power ? .seconds(6) : .seconds(1) }

        private func expectTrue(
            _ truth: ScriptedDevice.Truth, _ reading: SignalReading, within age: Duration, _ what: String
        ) {
            let from = MonotonicTime(elapsed: bench.now.elapsed - age)
            guard !bench.device.was(truth, in: from...bench.now, { $0 == reading.value }) else { return }
            Issue.record("seed \(seed) at \(bench.now): \(what) \(reading)")
        }

        /// Confirmed only when each condition was true of the device after the last safe write.
        private func checkRest(heaterToo: Bool) {
            confirmations += 1
            guard let from = lastSafeWrite else {
                Issue.record("seed \(seed): confirmed without a write")
                return
            }
            let wasStopped = bench.device.was(.state, in: from...bench.now) { $0 == 0 }
            let wasOpen = bench.device.was(.closed, in: from...bench.now) { $0 == 0 }
            #expect(wasStopped && (wasOpen || !heaterToo), "seed \(seed) at \(bench.now)")
        }

        /// A good value was true at some instant of the time after which it would be stale.
        private func check(_ reading: SignalReading) {
            readings += 1
            guard let truth = ScriptedDevice.Truth(rawValue: reading.name) else {
                Issue.record("seed \(seed): \(reading.name) cannot be read")
                return
            }
            believed[truth] = reading
            if reading.quality == .good { expectTrue(truth, reading, within: lifetime(truth), "reported") }
        }

        /// Nothing disturbs any more.
        func calm() {
            bench.device.fault = .init()
            if !isOpen { bench.open() }
            isOpen = true
        }
    }

    @Test func nothingIsSaidThatIsNotSo() {
        var (confirmations, runs, writesOnSilent) = (0, 0, 0)
        for seed in 0..<UInt64(20) {
            let storm = Storm(seed: seed)
            let end = storm.bench.now + .seconds(60)
            while storm.bench.now < end { storm.step() }
            #expect(storm.readings > 100)
            confirmations += storm.confirmations
            runs += storm.runs
            writesOnSilent += storm.writesOnSilent
            // Whatever came before: without faults it connects and every stop is confirmed.
            storm.calm()
            _ = storm.bench.takeReports()
            storm.bench.safe(.abort)
            let isAborted = storm.bench.pass(until: { $0 == .aborted(lastAcknowledgedLine: nil) })
            #expect(isAborted, "seed \(seed)")
            storm.bench.pass(.seconds(12))
            #expect(storm.bench.session.isReady, "seed \(seed)")
            #expect(storm.bench.session.isAtRest(at: storm.bench.now), "seed \(seed)")
        }
        // The storm was worth its name: every kind of thing happened in it.
        #expect(confirmations > 50 && runs > 20 && writesOnSilent > 20)
    }

    /// Three machines on one line, one of them with two dead modules and a stop that cannot be confirmed: the others
    /// are read in time all the same.
    @Test func aDeadMachineDoesNotStarveTheOthers() {
        let machines = (0..<3).map { machine in
            SmallMachine.description("mill-\(machine)", units: [1, 2, 3].map { 10 * machine + $0 })
        }
        var sessions = machines.map { MachineSession($0) }
        var devices = (0..<3).map { machine in
            var device = ScriptedDevice()
            device.units = [1, 2, 3].map { 10 * machine + $0 }
            return device
        }
        var now = MonotonicTime(elapsed: .zero)
        for index in sessions.indices { sessions[index].open(at: now) }
        var stale: [String] = []
        var asked = [0, 0, 0]
        while now < MonotonicTime(elapsed: .seconds(60)) {
            if now > MonotonicTime(elapsed: .seconds(5)) { devices[0].fault.silent = [1, 2] }
            if now > MonotonicTime(elapsed: .seconds(6)), sessions[0].safing == nil { sessions[0].safe(.stop, at: now) }
            for index in sessions.indices { sessions[index].tick(at: now) }
            let wishes = sessions.indices.compactMap { index in sessions[index].next(at: now).map { (index, $0) } }
            guard let (index, wanted) = wishes.min(by: { $0.1.precedes($1.1) }) else {
                now = now + .milliseconds(1)
                continue
            }
            let start = now
            asked[index] += 1
            let reply = devices[index].answer(wanted.request, at: start)
            now = now + (reply == nil ? .milliseconds(300) : .milliseconds(5))
            sessions[index].finish(wanted, reply.map { .success($0) } ?? .failure(.timeout), startedAt: start, at: now)
            for other in [1, 2] {
                for case .signals(let readings) in sessions[other].takeReports() {
                    stale += readings.filter { $0.quality != .good }.map(\.name)
                }
            }
        }
        #expect(stale == [])
        #expect(asked[1] > 500 && asked[2] > 500 && asked[0] > 50)
    }
}

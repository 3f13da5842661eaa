import FloorControl
import FloorModel
import RegisterMap
import Testing

@testable import ModbusDriver

/// What a session does with each command and each fault, one at a time.
@Suite struct SessionTests {
    private static let stopWrites = ["1:2000=1", "1:2001=0", "2:0=0"]
    private static let running = [PointWrite("drive_speed", 20), PointWrite("drive_command", 18)]

    private func failed(_ detail: String, _ code: FaultCode = .writeUnconfirmed) -> MachineReport {
        .failed(Fault(code, machine: MachineID("mill-1"), detail: detail), lastAcknowledgedLine: nil)
    }

    private func lost(_ detail: String) -> MachineReport {
        .disconnected(Fault(.linkLost, machine: MachineID("mill-1"), detail: detail), lastAcknowledgedLine: nil)
    }

    private func runningBench() -> Bench {
        let bench = Bench.connected()
        bench.order(Self.running[0], Self.running[1], PointWrite("heater_contactor", 1))
        bench.pass(.milliseconds(500))
        #expect(bench.takeNews() == [])
        #expect(bench.device.value(.state) == 3 && bench.device.value(.closed) == 1)
        _ = bench.takeSent()
        return bench
    }

    @Test func theHelloReadsEverythingAndTellsWhatItFinds() {
        let bench = Bench()
        bench.device.set(.state, 3, at: bench.now)
        bench.open()
        bench.pass(.milliseconds(500))
        let found = FoundCondition.active(detail: "drive_state is 3, wanted == 0")
        let reports = bench.takeReports()
        #expect(reports.filter { $0 == .connected(firmware: Bench.firmware, found: found) }.count == 1)
        guard case .signals(let readings)? = reports.first else {
            Issue.record("values come before the hello")
            return
        }
        let reported = reports.flatMap { if case .signals(let more) = $0 { more } else { [SignalReading]() } }
        #expect(Set(reported.map(\.name)) == Set(ScriptedDevice.Truth.allCases.map(\.rawValue)))
        #expect(!readings.isEmpty && reported.allSatisfy { $0.quality == .good })
    }

    @Test func aModuleThatIsMissingAtTheHelloIsNamedOnceAndAMachineAtWorkIsShown() {
        let bench = Bench()
        bench.device.fault.silent = [3]
        bench.device.set(.state, 3, at: bench.now)
        bench.open()
        bench.pass(.seconds(20))
        #expect(
            bench.takeNews() == [
                lost("meter (unit 3) does not answer"), .active(detail: "drive_state is 3, wanted == 0"),
            ])
        bench.safe(.stop)
        #expect(bench.pass(until: { $0 == .stopped(lastAcknowledgedLine: nil) }))
        bench.device.fault.silent = []
        #expect(bench.pass(until: { $0 == .connected(firmware: Bench.firmware, found: .atRest) }))
    }

    @Test func anOrderIsWrittenInOrderAndEachWriteIsSeenBeforeTheNext() {
        let bench = Bench.connected()
        _ = bench.takeSent()
        bench.order(Self.running[0], Self.running[1])
        bench.pass(.milliseconds(300))
        let sent = bench.takeSent()
        #expect(sent.compactMap(\.writeText) == ["1:2001=7d0", "1:2000=12"])
        let writes = sent.indices.filter { sent[$0].writeText != nil }
        #expect(sent[writes[0]..<writes[1]].contains { $0.request.unit == 1 && $0.request.isRead })
        #expect(bench.session.wantsOrder && bench.takeNews() == [])
    }

    @Test func aWriteThatDoesNotShowFailsTheOrderAndTheRestIsDropped() {
        let bench = Bench.connected()
        bench.device.fault.losesWrites = true
        _ = bench.takeSent()
        bench.order(Self.running[0], Self.running[1])
        bench.pass(.seconds(3))
        #expect(bench.takeNews() == [failed("drive_speed: wrote 20, read back 0")])
        #expect(bench.takeSent().compactMap(\.writeText) == ["1:2001=7d0"])
        bench.order(Self.running[1])
        bench.pass(.seconds(3))
        #expect(bench.takeNews() == [failed("drive_command: wrote 18, drive_state is 0, wanted == 3")])
    }

    @Test func refusedWritesFailAtOnceSilentOnesInTheirTime() {
        let bench = Bench.connected()
        bench.order(PointWrite("drive_speed", 51))
        bench.order(PointWrite("pressure", 1))
        bench.device.fault.exceptions = [2: 3]
        bench.order(PointWrite("heater_contactor", 1))
        bench.pass(.milliseconds(100))
        let news = bench.takeNews()
        #expect(news.count == 3)
        #expect(news.last == failed("heater_contactor: wrote 1, io (unit 2) answers exception 3 (illegal data value)"))
        bench.device.fault = ScriptedDevice.Fault(silent: [1])
        _ = bench.takeSent()
        bench.order(Self.running[0])
        bench.pass(.seconds(3))
        #expect(bench.takeNews() == [failed("drive_speed: wrote 20, drive (unit 1) does not answer")])
        #expect(bench.takeSent().filter { $0.writeText != nil }.count > 3)
    }

    @Test func aRegisterThatCannotBeReadBackIsConfirmedByItsEcho() {
        let bench = Bench.connected()
        bench.order(PointWrite("drive_reset", 2), Self.running[0])
        bench.pass(.milliseconds(300))
        #expect(bench.takeNews() == [] && bench.session.wantsOrder)
        #expect(bench.device.value(.reference) == 20)
    }

    @Test(arguments: [SafingCommand.hold, .stop, .abort])
    func aSafingCommandIsConfirmedByWhatIsSeenAfterIt(_ command: SafingCommand) {
        let bench = runningBench()
        bench.safe(command)
        bench.pass(.seconds(2))
        let confirmation: MachineReport =
            switch command {
            case .hold: .held
            case .stop: .stopped(lastAcknowledgedLine: nil)
            case .abort: .aborted(lastAcknowledgedLine: nil)
            }
        #expect(bench.takeNews() == [.unconfirmed(["drive_state is 1, wanted == 0"]), confirmation])
        let writes = bench.takeSent().compactMap(\.writeText)
        switch command {
        case .hold: #expect(writes == ["1:2000=1"])
        case .stop: #expect(writes == Self.stopWrites)
        case .abort: #expect(writes == Self.stopWrites.reversed())
        }
    }

    @Test func anUnconfirmedStopIsRepeatedAndToldInWordsOnEveryChange() {
        let bench = runningBench()
        bench.device.fault.isStuck = true
        bench.safe(.stop)
        bench.pass(.seconds(5))
        let passes = bench.takeSent().filter { $0.writeText == "1:2000=1" }.count
        #expect((8...11).contains(passes))
        #expect(
            bench.takeNews() == [.unconfirmed(["drive_state is 3, wanted == 0", "heater_closed is 1, wanted == 0"])])
        bench.device.fault = ScriptedDevice.Fault(silent: [2])
        bench.pass(.seconds(4))
        #expect(bench.takeNews().last == .unconfirmed(["heater_closed is stale"]))
        bench.device.fault = ScriptedDevice.Fault()
        #expect(bench.pass(until: { $0 == .stopped(lastAcknowledgedLine: nil) }))
    }

    @Test func aHigherCommandSupersedesALowerOneAndNeverTheOtherWayRound() {
        let bench = runningBench()
        bench.device.fault.isStuck = true
        bench.safe(.hold)
        bench.pass(.seconds(1))
        bench.safe(.abort)
        bench.pass(.seconds(1))
        bench.safe(.stop)
        bench.safe(.hold)
        bench.device.fault.isStuck = false
        bench.pass(.seconds(3))
        let news = bench.takeNews().filter { if case .unconfirmed = $0 { false } else { true } }
        #expect(news == [.aborted(lastAcknowledgedLine: nil)])
    }

    @Test func ordersThatWaitAreDroppedAndNewOnesRefusedUntilTheStopIsSeen() {
        let bench = runningBench()
        bench.order(PointWrite("drive_speed", 30))
        bench.order(Self.running[1])
        bench.safe(.stop)
        bench.order(Self.running[1])
        bench.pass(.seconds(2))
        let news = bench.takeNews()
        #expect(news.first == failed("an order was given before the machine was seen at rest"))
        #expect(news.last == .stopped(lastAcknowledgedLine: nil))
        #expect(bench.takeSent().compactMap(\.writeText) == Self.stopWrites)
        bench.order(Self.running[1])
        bench.pass(.seconds(1))
        #expect(bench.device.value(.state) == 3)
    }

    /// The dead module's time-out is paid last, and a safing write is tried on it in every pass all the same.
    @Test func aSilentModuleDoesNotDelayTheSafingOfTheOthers() {
        let bench = runningBench()
        bench.device.fault.silent = [1]
        bench.pass(.milliseconds(400))
        _ = bench.takeSent()
        bench.safe(.stop)
        bench.pass(.seconds(4))
        let writes = bench.takeSent().compactMap(\.writeText)
        #expect(Array(writes.prefix(3)) == ["2:0=0", "1:2000=1", "1:2001=0"])
        #expect(writes.filter { $0 == "1:2000=1" }.count >= 4)
        #expect(bench.device.value(.closed) == 0)
    }

    @Test func oneSilentModuleTurnsStaleIsProbedLessAndComesBack() {
        let bench = Bench.connected()
        bench.device.fault.silent = [2]
        _ = bench.takeReports()
        bench.pass(.seconds(2))
        var readings = bench.takeReadings()
        #expect(readings.contains { $0.name == "lid_closed" && $0.quality == .stale })
        #expect(!readings.contains { $0.name == "drive_state" && $0.quality != .good })
        _ = bench.takeSent()
        bench.pass(.seconds(60))
        readings = bench.takeReadings()
        #expect(!readings.contains { $0.name.hasPrefix("drive") && $0.quality != .good })
        #expect((10...20).contains(bench.takeSent().filter { $0.request.unit == 2 }.count))
        bench.device.fault.silent = []
        bench.pass(.seconds(6))
        #expect(bench.takeReadings().last { $0.name == "lid_closed" }?.quality == .good)
        #expect(bench.takeNews() == [])
    }

    @Test func aMachineWhoseModulesAreAllSilentIsGoneOnceAndIsGreetedAgain() {
        let bench = Bench.connected()
        bench.device.fault.silent = [1, 2, 3]
        bench.pass(.seconds(30))
        #expect(
            bench.takeNews() == [lost("none of its modules answers: drive (unit 1), io (unit 2), meter (unit 3)")])
        bench.device.fault.silent = []
        bench.pass(.seconds(10))
        #expect(bench.takeNews() == [.connected(firmware: Bench.firmware, found: .atRest)])
    }

    @Test func aStopOutlivesTheLineAndIsSentFirst() {
        let bench = runningBench()
        bench.session.close(.linkLost, "cut", at: bench.now)
        bench.safe(.stop)
        bench.takeMail()
        bench.pass(.seconds(1))
        bench.session.close(.linkLost, "cut", at: bench.now)
        #expect(bench.takeNews() == [lost("cut")])
        _ = bench.takeSent()
        bench.open()
        bench.pass(.seconds(3))
        let sent = bench.takeSent()
        #expect(sent.prefix(3).compactMap(\.writeText) == Self.stopWrites)
        let news = bench.takeNews()
        #expect(news.contains(.stopped(lastAcknowledgedLine: nil)))
        #expect(news.contains { if case .connected = $0 { true } else { false } })
    }

    @Test func aHoldAndAnOrderDoNotOutliveTheLine() {
        let bench = runningBench()
        bench.device.fault.isStuck = true
        bench.safe(.hold)
        bench.pass(.seconds(1))
        bench.session.close(.linkLost, "cut", at: bench.now)
        _ = (bench.takeSent(), bench.takeNews())
        bench.order(Self.running[0])
        bench.takeMail()
        bench.open()
        bench.pass(.seconds(1))
        #expect(bench.takeSent().compactMap(\.writeText) == [])
        #expect(bench.takeNews().first == failed("an order was given and the machine does not answer", .linkLost))
    }

    @Test func clearAnswersByWhatIsSeenThen() {
        let bench = runningBench()
        #expect(bench.mailbox.post(.clear, machine: 0))
        bench.pass(.milliseconds(200))
        #expect(
            bench.takeNews() == [.unconfirmed(["drive_state is 3, wanted == 0", "heater_closed is 1, wanted == 0"])])
        bench.safe(.abort)
        bench.pass(.seconds(2))
        _ = bench.takeNews()
        #expect(bench.mailbox.post(.clear, machine: 0))
        bench.pass(.milliseconds(200))
        #expect(bench.takeNews() == [.cleared, .connected(firmware: Bench.firmware, found: .atRest)])
    }

    @Test func aSentinelIsBadAndABadValueFulfilsNothing() {
        let bench = Bench.connected()
        _ = bench.takeReports()
        bench.device.set(.pressure, -1, at: bench.now)
        bench.pass(.milliseconds(300))
        #expect(bench.takeReadings().last { $0.name == "pressure" }?.quality == .bad)
        bench.device.set(.pressure, 12.3, at: bench.now)
        bench.pass(.milliseconds(300))
        let reading = bench.takeReadings().last { $0.name == "pressure" }
        #expect(reading == SignalReading(name: "pressure", value: 12.3, unit: .bar))
    }

    @Test func thePauseOfAModuleIsKept() {
        let gap = Duration.milliseconds(30)
        let bench = Bench.connected(SmallMachine.description(gap: gap))
        var last: MonotonicTime?
        for _ in 0..<200 {
            let count = bench.sent.count
            bench.safe(.stop)
            bench.step(until: bench.now + .milliseconds(10))
            guard bench.sent.count > count, bench.sent.last?.request.unit == 1 else { continue }
            let start = bench.device.arrivals.last.map { $0.at.elapsed - bench.latency / 2 } ?? .zero
            if let last { #expect(start - last.elapsed >= gap) }
            last = bench.now
        }
        #expect(last != nil)
    }

    @Test func aBlockThatIsRefusedForItsGapsIsReadInParts() {
        let bench = Bench()
        bench.device.fault.refusesGaps = true
        bench.open()
        bench.pass(.seconds(1))
        #expect(bench.takeNews() == [.connected(firmware: Bench.firmware, found: .atRest)])
        _ = bench.takeSent()
        bench.pass(.seconds(1))
        let reads = bench.takeSent().filter {
            if case .readBits(.discrete, _, _) = $0.request.action { true } else { false }
        }
        #expect(
            Set(reads.map(\.request.action)) == [
                .readBits(.discrete, address: 0, count: 1), .readBits(.discrete, address: 3, count: 1),
            ])
        bench.device.set(.closed, 1, at: bench.now)
        bench.pass(.milliseconds(200))
        #expect(bench.takeReadings().last { $0.name == "heater_closed" }?.value == 1)
    }

    /// On a serial line a unit that owes a reply is not read before that reply can be told from the next; it is
    /// written to all the same.
    @Test func aUnitThatOwesAReplyIsNotReadBeforeItsLateBound() {
        let bench = Bench(lateBound: .milliseconds(500))
        bench.open()
        bench.pass(.seconds(1))
        bench.device.fault.silent = [1]
        while bench.takeSent().last?.request.unit != 1 { bench.step(until: bench.now + .milliseconds(5)) }
        bench.device.fault.silent = []
        bench.safe(.stop)
        bench.pass(.milliseconds(450))
        let sent = bench.takeSent()
        #expect(sent.prefix(3).compactMap(\.writeText) == ["2:0=0", "1:2000=1", "1:2001=0"])
        #expect(!sent.contains { $0.request.unit == 1 && $0.request.isRead })
    }

    @Test func aMailboxIsBounded() {
        let mailbox = LineMailbox(machines: 2)
        for _ in 0..<64 { #expect(mailbox.post(.clear, machine: 1)) }
        #expect(!mailbox.post(.clear, machine: 1))
        #expect(mailbox.post(.clear, machine: 0))
        mailbox.post(.hold, machine: 1)
        mailbox.post(.abort, machine: 1)
        mailbox.post(.stop, machine: 1)
        #expect(mailbox.post(.clear, machine: 1))
        #expect(mailbox.takeOrder(machine: 1) == nil)
        #expect(mailbox.takeSafing(machine: 1) == .abort)
        #expect(mailbox.takeOrder(machine: 1) == .clear && mailbox.takeOrder(machine: 1) == nil)
    }
}

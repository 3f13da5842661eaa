import FloorModel
import Testing
import VirtualMachines

@Suite struct DeterminismTests {
    /// A day of chance: lines, faults and pauses from one seed; `grain` splits each pause into so many calls.
    private func transcript(seed: UInt64, grain: Int) -> (said: [UInt8], executed: [String]) {
        var configuration = VirtualPrinterConfiguration()
        configuration.seed = seed
        configuration.speed = 20
        var printer = VirtualPrinter(configuration, poweredOnAt: MonotonicTime(elapsed: .zero))
        var chance = SplitMix64(seed: seed)
        var now = Duration.zero
        var said: [UInt8] = []
        let commands = [
            "G1 X10 Y5 F3000", "G1 X0", "G28", "M105", "M109 S60", "M104 S0", "M400", "G4 P300", "M155 S1", "M108",
        ]
        for number in 1...300 {
            let command = commands[Int(chance.next() % UInt64(commands.count))]
            printer.receive(FirmwareBench.numbered(number, command).utf8, at: MonotonicTime(elapsed: now))
            if chance.next() % 10 == 0 {
                let kinds = VirtualFaultKind.allCases.filter(\.strikesPrinters)
                let kind = kinds[Int(chance.next() % UInt64(kinds.count))]
                printer.inject(kind, at: MonotonicTime(elapsed: now))
            }
            let pause = Duration.milliseconds(Int64(chance.next() % 2000))
            for part in 1...grain {
                said += printer.advance(to: MonotonicTime(elapsed: now + pause * part / grain))
            }
            now += pause
        }
        return (said, printer.takeExecuted())
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `one seed and one input give the same bytes, however often it is looked at`(seed: UInt64) {
        let once = transcript(seed: seed, grain: 1)
        let again = transcript(seed: seed, grain: 1)
        let finely = transcript(seed: seed, grain: 13)
        #expect(once.said == again.said && once.executed == again.executed)
        #expect(once.said == finely.said && once.executed == finely.executed)
        #expect(once.said.count > 200)
    }

    @Test func `what is wrong on the wire never breaks the firmware`() {
        var chance = SplitMix64(seed: 4)
        var bench = FirmwareBench()
        for _ in 1...20_000 {
            let noise = (0..<Int(chance.next() % 40)).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
            bench.printer.receive(noise, at: bench.time)
            _ = bench.wait(.milliseconds(10))
            #expect(bench.printer.state.queuedCommands <= 4)
        }
        bench.printer.inject(.reset, at: bench.time)
        _ = bench.wait(.zero)
        #expect(bench.say("M105\n").count == 1)
    }
}

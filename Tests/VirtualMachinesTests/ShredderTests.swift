import FloorModel
import Testing
import VirtualMachines

@Suite struct ShredderTests {
    @Test func `ten minutes at full speed give what the maker of the machine measured`() throws {
        var bench = ProcessBench(.shredder)
        try bench.process.load(Milligrams(2_000_000), moisturePPM: 3000, at: bench.time)
        bench.run(hertz: 50)
        bench.poll(.seconds(600))
        let masses = bench.state.masses
        // 9.8 kg/h, less half a per cent of dust.
        #expect((1_570_000...1_633_334).contains(masses.product))
        #expect((7_000...8_500).contains(masses.lost))
        #expect(bench.unaccounted == 0)
    }

    @Test func `the current tells whether there is something to cut`() throws {
        var bench = ProcessBench(.shredder)
        bench.run(hertz: 50)
        bench.poll(.seconds(2))
        let idle = bench.motor().amperes
        try bench.process.load(Milligrams(300_000), at: bench.time)
        bench.poll(.seconds(70))
        let loaded = bench.motor().amperes
        bench.poll(.seconds(120))
        #expect(idle > 1 && idle < 2.5)
        #expect(loaded > 3.4 && loaded < 5.2)
        #expect(bench.motor().amperes < 2.5)
        #expect(bench.state.masses.hopper == 0 && bench.state.masses.inProcess == 0)
    }

    @Test func `reverse and rest cut nothing`() throws {
        var bench = ProcessBench(.shredder)
        try bench.process.load(Milligrams(100_000), at: bench.time)
        bench.poll(.seconds(5))
        bench.run(hertz: 50, reverse: true)
        bench.poll(.seconds(5))
        #expect(bench.state.masses.hopper == 100_000)
    }

    @Test(arguments: 0..<8 as Range<UInt64>) func `a jam yields to one or two reversals of a second`(seed: UInt64)
        throws
    {
        var bench = ProcessBench(.shredder, seed: seed)
        try bench.process.load(Milligrams(1_000_000), at: bench.time)
        bench.run(hertz: 50)
        bench.poll(.seconds(30))
        try bench.process.inject(.jam, at: bench.time)
        bench.poll(.seconds(1))
        #expect(bench.motor().amperes > 2 * 5.2)
        #expect(bench.motor().shaftHertz < 1)
        #expect((bench.holding("drive", 0x2103) ?? 9999) < 1000)
        var reversals = 0
        while bench.state.isJammed, reversals < 5 {
            bench.run(hertz: 30, reverse: true)
            // Too short to help.
            bench.poll(.milliseconds(700))
            bench.run(hertz: 50)
            bench.poll(.milliseconds(900))
            #expect(bench.state.isJammed)
            bench.run(hertz: 30, reverse: true)
            bench.poll(.seconds(2))
            bench.run(hertz: 50)
            bench.poll(.seconds(2))
            reversals += 1
        }
        #expect((1...2).contains(reversals))
        #expect(bench.motor().shaftHertz == 50 && bench.motor().amperes < 5.2)
    }

    @Test func `a hard jam stays until a person clears it, who must not reach into turning shafts`() throws {
        var bench = ProcessBench(.shredder)
        bench.run(hertz: 50)
        bench.poll(.seconds(1))
        try bench.process.inject(.jamHard, at: bench.time)
        for _ in 0..<5 {
            bench.run(hertz: 30, reverse: true)
            bench.poll(.seconds(3))
            bench.run(hertz: 50)
            bench.poll(.seconds(1))
            #expect(bench.state.isJammed)
        }
        bench.run(hertz: 30, reverse: true)
        bench.poll(.seconds(1))
        let time = bench.time
        #expect(throws: VirtualProcessRefusal.self) { try bench.process.clearJam(at: time) }
        bench.write("drive", 0x2000, 1)
        bench.poll(.seconds(1))
        try bench.process.clearJam(at: bench.time)
        bench.run(hertz: 50)
        bench.poll(.seconds(1))
        #expect(!bench.state.isJammed && bench.motor().shaftHertz == 50)
    }

    @Test func `a motor left in a jam opens its thermal contact`() throws {
        var bench = ProcessBench(.shredder)
        bench.run(hertz: 50)
        bench.poll(.seconds(60))
        #expect(bench.discrete("safety", 3) == true)
        try bench.process.inject(.jamHard, at: bench.time)
        bench.poll(.seconds(30))
        #expect(bench.discrete("safety", 3) == false)
        bench.write("drive", 0x2000, 1)
        bench.poll(.seconds(90))
        #expect(bench.discrete("safety", 3) == true)
    }

    @Test(arguments: [VirtualFaultKind.lid, .emergencyStop]) func `lid and emergency stop cut the motor in hardware`(
        kind: VirtualFaultKind
    ) throws {
        var bench = ProcessBench(.shredder)
        bench.run(hertz: 50)
        bench.poll(.seconds(1))
        try bench.process.inject(.stuckOutput, at: bench.time)
        try bench.process.inject(kind, at: bench.time)
        bench.wait(.milliseconds(330))
        #expect(!bench.state.isMoving)
        let last = try #require(bench.state.lastMoving)
        #expect(last.elapsed > .milliseconds(1200) && last.elapsed <= .milliseconds(1330))
        #expect(bench.discrete("safety", kind == .lid ? 1 : 0) == false)
        #expect(bench.holding("drive", 0x2100) == 0x31)
        // The fault cannot be reset while the enable is cut, and nothing starts by itself afterwards.
        bench.write("drive", 0x2002, 2)
        bench.run(hertz: 50)
        bench.poll(.seconds(1))
        #expect(bench.holding("drive", 0x2100) == 0x31)
        bench.process.setLid(isOpen: false, at: bench.time)
        try bench.process.setEmergencyStop(isPressed: false, at: bench.time)
        bench.poll(.seconds(1))
        #expect(!bench.state.isMoving && bench.discrete("safety", kind == .lid ? 1 : 0) == true)
        bench.write("drive", 0x2002, 2)
        bench.run(hertz: 50)
        bench.poll(.seconds(1))
        #expect(bench.state.isMoving)
    }

    @Test func `a stop that is stuck is acknowledged and not obeyed until its time is over`() throws {
        var bench = ProcessBench(.shredder)
        bench.run(hertz: 50)
        bench.poll(.seconds(1))
        try bench.process.inject(.stuckOutput, for: .seconds(5), at: bench.time)
        bench.write("drive", 0x2000, 1)
        bench.poll(.seconds(4))
        #expect(bench.motor().shaftHertz == 50)
        bench.poll(.seconds(1))
        bench.write("drive", 0x2000, 1)
        bench.poll(.seconds(1))
        #expect(!bench.state.isMoving)
    }

    @Test func `silence makes every watchdog bark; a silent unit leaves the others answering`() throws {
        for kind in [VirtualFaultKind.silence, .unitSilence] {
            var bench = ProcessBench(.shredder)
            bench.run(hertz: 50)
            bench.poll(.seconds(1))
            try bench.process.inject(kind, for: .seconds(5), at: bench.time)
            bench.poll(.seconds(3))
            #expect(bench.holding("drive", 0x2101) == nil)
            #expect(bench.discrete("safety", 0) == (kind == .silence ? nil : true))
            #expect(!bench.state.isMoving && bench.state.watchdogTrips == 1)
            bench.poll(.seconds(2))
            #expect(bench.holding("drive", 0x2100) == 0x54)
        }
    }
}

import FloorModel
import Testing
import VirtualMachines

@Suite struct ExtrusionTests {
    /// Hot, loaded, with screw and puller turning for a while; a hundred times faster.
    private func running(screw: Double, puller: Double, moisturePPM: Int = 200) throws -> ProcessBench {
        var bench = ProcessBench(.extruder, speed: 100)
        try bench.process.load(Milligrams(2_000_000), moisturePPM: moisturePPM, at: bench.time)
        bench.heat()
        bench.poll(.seconds(15))
        bench.run("screw", hertz: screw)
        bench.run("puller", hertz: puller)
        bench.poll(.seconds(20))
        return bench
    }

    @Test func `a cold extruder gives nothing, and its pressure climbs`() throws {
        var bench = ProcessBench(.extruder)
        try bench.process.load(Milligrams(500_000), at: bench.time)
        bench.run("screw", hertz: 30)
        bench.run("puller", hertz: 20)
        bench.poll(.seconds(30))
        let masses = bench.state.masses
        #expect(masses.hopper == 500_000 && masses.product == 0 && masses.byproduct == 0)
        #expect(bench.input("io", 1) == 0)
        #expect((bench.input("io", 0) ?? 0) > 1000)
    }

    @Test(arguments: [(20.0, 22.4), (30, 33.0), (40, 30)]) func `the diameter follows throughput and puller`(
        screw: Double, puller: Double
    ) throws {
        var bench = try running(screw: screw, puller: puller)
        // 4 mg/s for each rpm, 1.24 mg/mm³, 0.6 mm/s for each hertz of the puller.
        let area = screw * 0.3 * 4 / 1.24 / (puller * 0.6)
        let expected = (area * 4 / 3.141_592_65).squareRoot()
        let measured = Double(bench.input("io", 1) ?? 0) / 1000
        #expect((measured - expected).magnitude < 0.02, "\(measured) \(expected)")
    }

    @Test func `length and mass on the spool belong together, and the length can be reset`() throws {
        var bench = try running(screw: 30, puller: 33)
        bench.coil(1, true)
        bench.wait(.milliseconds(20))
        bench.coil(1, false)
        let before = bench.state
        bench.poll(.seconds(20))
        let after = bench.state
        let metres = try #require(after.spoolMetres)
        let grams = Double(after.masses.product - before.masses.product) / 1000
        let millimetres = try #require(after.filamentDiameterMillimetres)
        let computed = metres * 3.141_592_65 / 4 * millimetres * millimetres * 1.24
        #expect((grams - computed).magnitude < 0.02 * grams, "\(grams) \(computed)")
        let registers = bench.ask("io", .read(.inputRegisters, address: 2, count: 2))
        let centimetres = Int(metres * 100)
        #expect(registers == .registers([UInt16(centimetres >> 16), UInt16(centimetres & 0xFFFF)]))
    }

    @Test func `pressure goes with the screw and against the temperature`() throws {
        var bench = try running(screw: 30, puller: 33)
        let normal = try #require(bench.state.meltPressureBar)
        #expect((25...50).contains(normal))
        bench.run("screw", hertz: 50)
        bench.poll(.seconds(10))
        let fast = try #require(bench.state.meltPressureBar)
        #expect(fast > normal * 1.5 && fast < 100)
        bench.heat(feed: 170, barrel: 175, nozzle: 175)
        bench.poll(.seconds(10))
        #expect(try #require(bench.state.meltPressureBar) > fast * 1.5)
    }

    @Test func `a blocked nozzle stops the flow and drives the pressure beyond the limit`() throws {
        var bench = try running(screw: 30, puller: 33)
        try bench.process.inject(.blockedNozzle, at: bench.time)
        let before = bench.state
        bench.poll(.seconds(20))
        #expect(bench.state.masses.product == before.masses.product)
        #expect((bench.input("io", 0) ?? 0) > 1000)
        #expect(bench.input("io", 1) == 0)
        #expect(bench.motor().amperes > before.motors[0].amperes)
        bench.poll(.seconds(60))
        #expect(try #require(bench.state.meltPressureBar) < 60)
        #expect(bench.state.masses.product > before.masses.product)
    }

    @Test func `what leaves the nozzle while the puller stands is a lump; steam and residue are lost`() throws {
        var bench = try running(screw: 30, puller: 0, moisturePPM: 1000)
        #expect(bench.state.masses.product == 0)
        #expect(bench.state.masses.byproduct > 10_000)
        bench.write("screw", 0x2000, 1)
        let time = bench.time
        #expect(throws: VirtualProcessRefusal.self) { try bench.process.collect(at: time) }
        bench.poll(.seconds(1))
        let before = bench.state.masses
        let taken = try bench.process.collect(at: bench.time)
        #expect(taken.byproduct == before.byproduct && taken.left == before.hopper && taken.product == 0)
        let after = bench.state.masses
        #expect(after.hopper == 0 && after.inProcess == 0 && after.byproduct == 0)
        #expect(after.lost == before.lost + before.inProcess)
        #expect(before.lost >= before.byproduct / 1001)
        #expect(bench.unaccounted == 0)
    }

    @Test func `an empty hopper is seen, and the barrel runs down to what the screw cannot push out`() throws {
        var bench = ProcessBench(.extruder, speed: 100)
        try bench.process.load(Milligrams(100_000), at: bench.time)
        #expect(bench.discrete("io", 2) == false)
        bench.wait(.milliseconds(10))
        #expect(bench.discrete("io", 2) == true)
        bench.heat()
        bench.poll(.seconds(15))
        bench.run("screw", hertz: 50)
        bench.run("puller", hertz: 40)
        bench.poll(.seconds(60))
        #expect(bench.discrete("io", 2) == false)
        #expect(bench.state.masses.product == 92_000 && bench.state.masses.inProcess == 8_000)
        #expect(bench.input("io", 1) == 0)
    }

    @Test func `a batch of 150 g, purged and run out, gives what stays in the barrel less`() throws {
        var bench = ProcessBench(.extruder, speed: 100)
        try bench.process.load(Milligrams(150_000), moisturePPM: 200, at: bench.time)
        bench.heat(feed: 170, barrel: 190, nozzle: 200)
        bench.poll(.seconds(16))
        bench.run("screw", hertz: 40)
        // 18 minutes of purge, until the hopper is empty, 10 minutes more.
        bench.poll(.milliseconds(10_800))
        bench.run("puller", hertz: 26)
        while bench.discrete("io", 2) == true, bench.now < .seconds(600) { bench.poll(.milliseconds(100)) }
        bench.poll(.seconds(6))
        bench.write("screw", 0x2000, 1)
        bench.write("puller", 0x2000, 1)
        bench.poll(.seconds(1))
        let taken = try bench.process.collect(at: bench.time)
        #expect((40_000...52_000).contains(taken.byproduct))
        #expect((90_000...102_000).contains(taken.product))
        #expect(taken.left == 0 && taken.productMoisturePPM == 0)
        #expect((8_000...8_100).contains(bench.state.masses.lost))
    }
}

import FloorModel
import Testing
import VirtualMachines

/// Dryer and extruder: heat, and what comes of it.
@Suite struct HeatTests {
    /// Seconds until `reached`, asking the machine twice a second; nil when it takes longer than `most`.
    private func seconds(_ bench: inout ProcessBench, most: Int, until reached: (ProcessBench) -> Bool) -> Int? {
        for second in 0..<most {
            if reached(bench) { return second }
            bench.poll(.seconds(1))
        }
        return nil
    }

    @Test func `the extruder takes about 15 minutes to 200 °C and stays there`() throws {
        var bench = ProcessBench(.extruder)
        bench.heat()
        let ready = seconds(&bench, most: 2000) { $0.celsius("nozzle") > 198 && $0.celsius("barrel") > 198 }
        #expect((780...1020).contains(try #require(ready)))
        var highest = 0.0
        for _ in 0..<900 {
            bench.poll(.seconds(1))
            highest = max(highest, bench.celsius("nozzle"))
        }
        #expect(highest < 204)
        #expect((198...202).contains(bench.celsius("nozzle")))
        #expect((199...201).contains(bench.holding("nozzle", 0x2000) ?? 0))
    }

    @Test func `the dryer takes about 6 minutes to 65 °C`() throws {
        var bench = ProcessBench(.dryer)
        bench.write("controller", 26, 650)
        bench.coil(0, true)
        bench.coil(1, true)
        let ready = seconds(&bench, most: 1000) { $0.celsius("controller") > 64 }
        #expect((300...420).contains(try #require(ready)))
        bench.poll(.seconds(600))
        #expect((640...660).contains(bench.holding("controller", 1) ?? 0))
        #expect((bench.input("io", 0).map { Int16(bitPattern: UInt16($0)) } ?? 0) < -380)
    }

    @Test func `speed shortens heat, not watchdogs`() {
        var bench = ProcessBench(.extruder, speed: 100)
        bench.heat()
        bench.poll(.seconds(12))
        #expect(bench.celsius("nozzle") > 195)
        bench.wait(.milliseconds(1900))
        #expect(bench.state.isContactorClosed == true)
        bench.wait(.milliseconds(200))
        #expect(bench.state.isContactorClosed == false)
        #expect(!bench.state.isHeating)
        bench.wait(.seconds(60))
        #expect(bench.celsius("nozzle") < 25)
    }

    @Test func `no heat without contactor, without blower, or when it is stuck`() throws {
        var dryer = ProcessBench(.dryer)
        dryer.write("controller", 26, 650)
        dryer.coil(1, true)
        dryer.poll(.seconds(60))
        #expect(!dryer.state.isHeating && dryer.celsius("controller") < 21.1)
        dryer.coil(0, true)
        dryer.poll(.seconds(1))
        #expect(dryer.state.isHeating)
        try dryer.process.inject(.heaterStuck, at: dryer.time)
        dryer.poll(.seconds(60))
        #expect(!dryer.state.isHeating && dryer.holding("controller", 4) == 1000)
        var extruder = ProcessBench(.extruder)
        extruder.heat()
        extruder.coil(0, false)
        extruder.poll(.seconds(60))
        #expect(!extruder.state.isHeating && extruder.holding("nozzle", 0x2004) == 1000)
    }

    @Test func `the safety thermostat opens at 110 °C and closes when it has cooled`() {
        var bench = ProcessBench(.dryer, speed: 50)
        bench.write("controller", 26, 1200)
        bench.coil(0, true)
        bench.coil(1, true)
        bench.poll(.seconds(60))
        var opened = 0.0
        for _ in 0..<200 {
            if bench.discrete("io", 1) == false { opened = max(opened, bench.celsius("controller")) }
            bench.poll(.milliseconds(500))
        }
        #expect((100...111).contains(opened))
        #expect(bench.celsius("controller") < 111)
    }

    @Test func `a broken sensor reads 32767, says so, and gets no heat`() throws {
        var dryer = ProcessBench(.dryer)
        dryer.write("controller", 26, 650)
        try dryer.process.inject(.sensorBreak, for: .seconds(10), at: dryer.time)
        dryer.wait(.seconds(1))
        #expect(dryer.holding("controller", 1) == 32_767 && dryer.holding("controller", 75) == 32)
        #expect(dryer.holding("controller", 4) == 0)
        dryer.wait(.seconds(9))
        #expect(dryer.holding("controller", 1) == 210 && dryer.holding("controller", 75) == 0)
        var extruder = ProcessBench(.extruder)
        extruder.heat(feed: 100, barrel: 200, nozzle: 150)
        extruder.poll(.seconds(900))
        try extruder.process.inject(.sensorBreak, at: extruder.time)
        extruder.poll(.seconds(1))
        #expect(extruder.holding("barrel", 0x2000) == 32_767 && extruder.holding("barrel", 0x2001) == 64)
        #expect(extruder.holding("nozzle", 0x2001) == 0)
    }

    @Test func `a frozen sensor stays while the zone goes on`() throws {
        var bench = ProcessBench(.extruder)
        bench.heat(feed: 150, barrel: 150, nozzle: 250)
        bench.poll(.seconds(700))
        try bench.process.inject(.frozenSensor, for: .seconds(300), at: bench.time)
        let frozen = bench.holding("nozzle", 0x2000)
        let before = bench.celsius("nozzle")
        bench.poll(.seconds(200))
        #expect(bench.holding("nozzle", 0x2000) == frozen)
        #expect((bench.celsius("nozzle") - before).magnitude > 10)
        bench.poll(.seconds(101))
        #expect(bench.holding("nozzle", 0x2000) != frozen)
    }

    @Test func `a welded contactor stays closed, the emergency stop opens it all the same`() throws {
        var bench = ProcessBench(.extruder)
        bench.heat()
        bench.poll(.seconds(1))
        try bench.process.inject(.stuckOutput, at: bench.time)
        bench.coil(0, false)
        bench.poll(.seconds(5))
        #expect(bench.discrete("io", 3) == true && bench.state.isHeating)
        try bench.process.setEmergencyStop(isPressed: true, at: bench.time)
        bench.poll(.seconds(1))
        #expect(bench.discrete("io", 3) == false && bench.discrete("io", 0) == false && !bench.state.isHeating)
    }

    @Test func `granulate dries from 4000 to 250 ppm in four hours, and not with the door open`() throws {
        for isOpen in [false, true] {
            var bench = ProcessBench(.dryer, speed: 200)
            try bench.process.load(Milligrams(2_000_000), moisturePPM: 4000, at: bench.time)
            bench.process.setLid(isOpen: isOpen, at: bench.time)
            bench.write("controller", 26, 650)
            bench.coil(0, true)
            bench.coil(1, true)
            bench.poll(.seconds(72 + 4))
            let ppm = bench.state.hopperMoisturePPM
            #expect(isOpen ? ppm == 4000 : (150...400).contains(ppm), "\(ppm)")
            #expect(bench.discrete("io", 2) == !isOpen)
            #expect(bench.input("io", 1) == (isOpen ? 400 : 398) || bench.input("io", 1) == 399)
            #expect(bench.unaccounted == 0)
        }
    }
}

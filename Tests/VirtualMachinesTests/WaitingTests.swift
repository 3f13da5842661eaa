import FloorModel
import Testing
import VirtualMachines

/// Marlin gcode.cpp (`host_keepalive`), planner.cpp, temperature.cpp.
@Suite struct WaitingTests {
    @Test func `a blocked handler says busy every two seconds, and only then`() {
        var bench = FirmwareBench()
        #expect(bench.wait(.seconds(60)) == [])
        #expect(bench.say("G4 S7\n") == [])
        #expect(bench.wait(.milliseconds(1999)) == [])
        #expect(bench.wait(.milliseconds(1)) == ["echo:busy: processing"])
        #expect(bench.wait(.seconds(5)) == ["echo:busy: processing", "echo:busy: processing", "ok"])
    }

    @Test func `speed shortens the dwell and leaves the busy interval alone`() {
        var configuration = VirtualPrinterConfiguration()
        configuration.speed = 10
        var bench = FirmwareBench(configuration)
        _ = bench.say("G4 S50\n")
        #expect(bench.wait(.seconds(5)) == ["echo:busy: processing", "echo:busy: processing", "ok"])
    }

    @Test func `the planner holds fifteen moves and the queue four commands`() {
        var bench = FirmwareBench()
        let moves = (1...24).map { "G1 X\($0) F60\n" }.joined()
        let said = bench.say(moves)
        #expect(said.count == 15)
        #expect(bench.printer.state.plannedMoves == 15)
        // Each second one move ends, one block gets free and one more line is acknowledged.
        let next = bench.wait(.seconds(1))
        #expect(next == ["ok"])
        #expect(bench.printer.state.plannedMoves == 15)
    }

    @Test func `M400 waits for the last move`() {
        var bench = FirmwareBench()
        _ = bench.say("G1 X1 F60\nG1 X2\nM400\n")
        #expect(bench.wait(.milliseconds(1999)) == [])
        let said = bench.wait(.milliseconds(1))
        #expect(said.last == "ok")
        #expect(bench.printer.state.position.x == 127)
    }

    @Test func `homing takes its time and finds the origin`() {
        var bench = FirmwareBench()
        _ = bench.say("G92 X50 Y50\n")
        #expect(bench.say("G28\n") == [])
        #expect(bench.printer.state.activity == "homing")
        #expect(bench.wait(.seconds(60)).last == "ok")
        #expect(bench.printer.state.position == SIMD3(0, 0, 0))
        #expect(bench.say("M114\n") == ["X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0", "ok"])
    }

    @Test func `M109 reaches its set-point without overshoot and stays ten seconds`() {
        var bench = FirmwareBench()
        _ = bench.say("M109 S210\n")
        var reached: Duration?
        var highest = 0.0
        for _ in 1...3000 {
            let said = bench.wait(.milliseconds(100))
            let celsius = bench.printer.state.nozzleCelsius
            highest = max(highest, celsius)
            if reached == nil, celsius >= 209 { reached = bench.now }
            if said.contains("ok") { break }
        }
        #expect(highest <= 210)
        #expect(
            reached.map { bench.now - $0 >= .milliseconds(9900) && bench.now - $0 <= .milliseconds(10_200) } == true)
    }

    @Test func `M109 S does not wait for cooling, M109 R does`() {
        var bench = FirmwareBench()
        _ = bench.say("M104 S200\n")
        _ = bench.wait(.seconds(200))
        #expect(bench.say("M109 S100\n") == ["ok"])
        #expect(bench.say("M109 R100\n") == [])
        #expect(bench.wait(.seconds(600)).last == "ok")
    }

    @Test func `M190 waits for the bed`() {
        var bench = FirmwareBench()
        #expect(bench.say("M190 S60\n") == [])
        #expect(bench.wait(.seconds(200)).last == "ok")
        #expect((bench.printer.state.bedCelsius - 60).magnitude < 1)
    }

    @Test func `temperatures are told on demand and by themselves`() {
        var bench = FirmwareBench()
        #expect(bench.say("M105\n") == ["ok T:21.00 /0.00 B:21.00 /0.00 @:0 B@:0"])
        #expect(bench.say("M155 S2\n") == ["ok"])
        let report = " T:21.00 /0.00 B:21.00 /0.00 @:0 B@:0"
        #expect(bench.wait(.seconds(5)) == [report, report])
        #expect(bench.say("M155 S0\n") == ["ok"])
        #expect(bench.wait(.seconds(5)) == [])
    }

    @Test func `heaters cool down to ambient and then need no wake`() {
        var bench = FirmwareBench()
        _ = bench.say("M104 S200\n")
        _ = bench.wait(.seconds(200))
        _ = bench.say("M104 S0\n")
        _ = bench.wait(.seconds(7200))
        #expect(bench.printer.state.nozzleCelsius == 21)
        #expect(bench.printer.nextWake == nil)
    }

    @Test func `an idle printer sleeps for ever`() {
        let bench = FirmwareBench()
        #expect(bench.printer.nextWake == nil)
    }

    @Test func `a planner that runs dry in a row of moves is counted`() {
        var bench = FirmwareBench()
        for number in 1...40 {
            _ = bench.say("G1 X\(number) F6000\n")
            _ = bench.wait(.milliseconds(20))
        }
        #expect(bench.printer.counters.plannerStarvations > 10)
        _ = bench.say("M400\nG1 X80\n")
        let before = bench.printer.counters.plannerStarvations
        _ = bench.say("G1 X81\n")
        #expect(bench.printer.counters.plannerStarvations == before)
    }
}

import FloorModel
import Testing
import VirtualMachines

/// Marlin e_parser.cpp, MarlinCore.cpp (`kill`), motion.cpp (`quickstop_stepper`).
@Suite struct EmergencyTests {
    private func full(emergencyParser: Bool = true) -> FirmwareBench {
        var configuration = VirtualPrinterConfiguration()
        configuration.hasEmergencyParser = emergencyParser
        var bench = FirmwareBench(configuration)
        _ = bench.say("M104 S200\nG4 S1000\n" + String(repeating: "M105\n", count: 60))
        return bench
    }

    @Test(arguments: ["M112\n", "N900 M112*7\n"]) func `M112 halts at once, the queue and the buffer full`(text: String)
    {
        var bench = full()
        #expect(bench.say("\n" + text) == ["Error:Printer halted. kill() called!"])
        let state = bench.printer.state
        #expect(state.isHalted && state.nozzleTargetCelsius == 0 && state.bedTargetCelsius == 0)
        #expect(!state.areSteppersOn)
        #expect(bench.say("M105\n") == [])
        #expect(bench.wait(.seconds(60)) == [])
    }

    @Test func `without the emergency parser M112 waits behind a full queue`() {
        var bench = full(emergencyParser: false)
        #expect(bench.say("\nM112\n") == [])
        #expect(!bench.printer.state.isHalted)
    }

    @Test func `without the emergency parser an unnumbered M112 overtakes the queue, a numbered one does not`() {
        var configuration = VirtualPrinterConfiguration()
        configuration.hasEmergencyParser = false
        var bench = FirmwareBench(configuration)
        _ = bench.say("G4 S1000\n")
        #expect(bench.send(1, "M112") == [])
        #expect(bench.say("M112\n") == ["Error:Printer halted. kill() called!"])
    }

    @Test func `M112 inside a line does not count`() {
        var bench = FirmwareBench()
        #expect(bench.say("M117 M112\n") == ["ok"])
        #expect(!bench.printer.state.isHalted)
    }

    @Test func `M108 ends a wait for heat and a wait for the user`() {
        var bench = FirmwareBench()
        #expect(bench.say("M109 S200\n") == [])
        #expect(bench.say("M108\n") == ["ok", "ok"])
        #expect(bench.say("M0\n") == [])
        #expect(bench.printer.state.activity == "paused")
        #expect(bench.say("M108\n") == ["ok", "ok"])
    }

    @Test func `M108 before the wait has no effect on it`() {
        var bench = FirmwareBench()
        #expect(bench.say("M108\n") == ["ok"])
        #expect(bench.say("M0\n") == [])
        #expect(bench.printer.state.activity == "paused")
    }

    @Test func `M410 stops in the middle of a move and the firmware knows where`() {
        var bench = FirmwareBench()
        _ = bench.say("G28\n")
        _ = bench.wait(.seconds(120))
        _ = bench.say("G1 X100 F600\nG1 X200\n")
        _ = bench.wait(.seconds(5))
        #expect(bench.say("M410\n") == ["ok"])
        let x = bench.printer.state.position.x
        #expect(x > 49.9 && x < 50.1)
        #expect(bench.say("M114\n").first?.hasPrefix("X:50.00 Y:0.00") == true)
        #expect(bench.printer.state.plannedMoves == 0)
        // Moves within the second after a quick stop are thrown away (planner.cpp, cleaning_buffer_counter).
        _ = bench.say("G1 X10\n")
        #expect(bench.printer.counters.movesDropped == 1)
        _ = bench.wait(.seconds(2))
        _ = bench.say("G1 X10\n")
        #expect(bench.printer.state.plannedMoves == 1)
    }

    @Test(arguments: ["M112", "M410", "M104 S0", "M140 S0", "N4 M104 S0*1"])
    func `the wire tap times a stop even when the firmware is stalled`(command: String) {
        var bench = FirmwareBench()
        bench.printer.inject(.stall, for: .seconds(100), at: bench.time)
        _ = bench.wait(.milliseconds(1500))
        _ = bench.say(command + "\n")
        #expect(bench.printer.state.lastStop?.at == MonotonicTime(elapsed: .milliseconds(1500)))
        #expect(bench.printer.counters.stopsReceived == 1)
        _ = bench.say("M104 S20\nM105\n")
        #expect(bench.printer.counters.stopsReceived == 1)
    }
}

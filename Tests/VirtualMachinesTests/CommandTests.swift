import FloorModel
import Testing
import VirtualMachines

/// Marlin gcode/motion, planner.cpp, M115.cpp, M118.cpp.
@Suite struct CommandTests {
    private func hot() -> FirmwareBench {
        var bench = FirmwareBench()
        _ = bench.say("M104 S200\nG28\n")
        _ = bench.wait(.seconds(200))
        return bench
    }

    @Test func `absolute and relative moves, for the axes and for the filament`() {
        var bench = hot()
        _ = bench.say("G1 X10 Y20 E1 F6000\nM83\nG1 X20 E1\nG91\nG1 X-5 Z1 E-0.5\nM82\nG90\nM400\n")
        _ = bench.wait(.seconds(60))
        #expect(bench.printer.state.position == SIMD3(15, 20, 1))
        #expect(bench.printer.state.extrudedMillimetres == 1.5)
        #expect(bench.say("M114\n").first == "X:15.00 Y:20.00 Z:1.00 E:1.50 Count X:1200 Y:1600 Z:400")
    }

    @Test func `G92 renames the place and moves nothing`() {
        var bench = hot()
        _ = bench.say("G1 X10 F6000\nM400\n")
        _ = bench.wait(.seconds(5))
        _ = bench.say("G92 X100 E5\n")
        #expect(bench.say("M114\n").first == "X:100.00 Y:0.00 Z:0.00 E:5.00 Count X:800 Y:0 Z:0")
        _ = bench.say("G1 X101\nM400\n")
        _ = bench.wait(.seconds(5))
        #expect(bench.printer.state.position.x == 11)
    }

    @Test func `cold filament stays where it is and the axes go`() {
        var bench = FirmwareBench()
        _ = bench.say("G28\n")
        _ = bench.wait(.seconds(120))
        #expect(bench.say("G1 X5 E2 F6000\n") == ["echo: cold extrusion prevented", "ok"])
        _ = bench.wait(.seconds(1))
        #expect(bench.printer.state.position.x == 5)
        #expect(bench.printer.state.extrudedMillimetres == 0)
        #expect(bench.say("M302 P1\nG1 E4\n") == ["ok", "ok"])
    }

    @Test func `arcs end where they should and take the time of their length`() {
        var bench = hot()
        // Half a circle of radius 10 at 10 mm/s takes pi seconds, by I and J and by R; a full one two pi.
        for (command, seconds) in [("G3 X20 Y0 I10 J0", 3.1416), ("G2 X0 Y0 R10", 3.1416), ("G2 X0 Y0 I10", 6.2832)] {
            _ = bench.say("G0 F600\n" + command + "\nM400\n")
            #expect(bench.wait(.seconds(seconds - 0.001)).filter { $0 == "ok" } == [])
            #expect(bench.wait(.milliseconds(2)).last == "ok")
        }
        #expect(bench.say("G2 X50 Y50\n").first == "Error:G2/G3 bad parameters")
        #expect(bench.printer.state.position.x == 0)
    }

    @Test func `M115 names the firmware and its capabilities`() {
        var bench = FirmwareBench(VirtualPrinterConfiguration(machineType: "Prusa i3 MK3S+"))
        let said = bench.say("M115\n")
        #expect(said.first?.hasPrefix("FIRMWARE_NAME:Marlin 2.1.2.5 ") == true)
        #expect(said.first?.contains(" MACHINE_TYPE:Prusa i3 MK3S+ EXTRUDER_COUNT:1") == true)
        #expect(said.contains("Cap:AUTOREPORT_TEMP:1") && said.contains("Cap:EMERGENCY_PARSER:1"))
        #expect(said.last == "ok")
    }

    @Test func `M118 speaks to the host`() {
        var bench = FirmwareBench()
        #expect(bench.say("M118 E1 hello\n") == ["echo:hello", "ok"])
        #expect(bench.say("M118 A1 action\n") == ["// action", "ok"])
        #expect(bench.say("M118 plain\n") == ["plain", "ok"])
    }

    @Test func `M84 waits for the moves and lets the steppers go`() {
        var bench = hot()
        _ = bench.say("G1 X10 F600\nM84\n")
        #expect(bench.printer.state.areSteppersOn)
        _ = bench.wait(.seconds(2))
        #expect(!bench.printer.state.areSteppersOn)
    }

    @Test(arguments: ["M0", "M1", "M600"]) func `waits for a person say so every two seconds`(command: String) {
        var bench = FirmwareBench()
        let busy = "echo:busy: paused for user"
        #expect(bench.say(command + "\n") == [])
        #expect(bench.printer.state.activity == "paused")
        #expect(bench.wait(.seconds(4)) == [busy, busy])
    }

    @Test func `the log of executed lines is bounded and counts what it forgets`() {
        var configuration = VirtualPrinterConfiguration()
        configuration.executedLogLines = 10
        var bench = FirmwareBench(configuration)
        for _ in 1...25 { _ = bench.say("M105\n") }
        let kept = bench.printer.takeExecuted().count
        #expect(kept <= 10)
        #expect(kept + bench.printer.counters.executedLinesForgotten == 25)
    }

    @Test func `targets end below the maximum temperature`() {
        var bench = FirmwareBench()
        _ = bench.say("M104 S999\nM140 S999\n")
        #expect(bench.printer.state.nozzleTargetCelsius == 285)
        #expect(bench.printer.state.bedTargetCelsius == 140)
    }
}

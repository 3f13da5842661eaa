import FloorModel
import Testing
import VirtualMachines

@Suite struct FaultTests {
    @Test func `a lost ok is lost once, and line N+1 resolves it`() {
        var bench = FirmwareBench()
        bench.printer.inject(.loseOk, at: bench.time)
        #expect(bench.send(1, "G90") == [])
        #expect(bench.send(1, "G90") == [])
        #expect(bench.send(2, "G90") == ["ok"])
        #expect(bench.printer.takeExecuted().filter { $0 == "G90" }.count == 2)
    }

    @Test(arguments: 0..<50 as Range<UInt64>) func `a corrupted line is never executed as another numbered one`(
        seed: UInt64
    ) {
        var configuration = VirtualPrinterConfiguration()
        configuration.seed = seed
        var bench = FirmwareBench(configuration)
        bench.printer.inject(.corruptLine, at: bench.time)
        let said = bench.send(1, "G92 X12.5")
        // Refused; or N1 became N0 and is taken for a repeated line; or the N was hit and the line has no number.
        let isSwallowed = said.isEmpty && bench.printer.counters.duplicates == 1
        #expect(said.contains("Resend: 1") || isSwallowed || said.last == "ok")
        #expect(bench.printer.state.lastLineNumber == 0)
    }

    @Test func `noise and flipped bits reach the host and nothing else changes`() {
        for kind in [VirtualFaultKind.garbage, .corruptReply] {
            var bench = FirmwareBench()
            bench.printer.inject(kind, at: bench.time)
            #expect(bench.send(1, "G90") != ["ok"])
            #expect(bench.send(2, "G91") == ["ok"])
        }
    }

    @Test func `a window strikes some lines and then ends`() {
        var bench = FirmwareBench()
        bench.printer.inject(.loseOk, for: .seconds(10), at: bench.time)
        var answered = 0
        for number in 1...200 { answered += bench.send(number, "G90").count }
        #expect(answered > 100 && answered < 190)
        _ = bench.wait(.seconds(10))
        for number in 201...300 { #expect(bench.send(number, "G90") == ["ok"]) }
    }

    @Test func `a stalled firmware is silent and then takes up what waits`() {
        var bench = FirmwareBench()
        bench.printer.inject(.stall, for: .seconds(3), at: bench.time)
        #expect(bench.send(1, "G90") == [])
        #expect(bench.wait(.milliseconds(2999)) == [])
        #expect(bench.wait(.milliseconds(1)) == ["ok"])
    }

    @Test(arguments: [VirtualFaultKind.reset, .silentReset]) func `a reset forgets numbers, targets and place`(
        kind: VirtualFaultKind
    ) {
        var bench = FirmwareBench()
        _ = bench.send(1, "M104 S200")
        _ = bench.send(2, "G1 X10 F6000")
        _ = bench.wait(.seconds(5))
        let before = bench.printer.state.position
        bench.printer.inject(kind, at: bench.time)
        let said = bench.wait(.zero)
        #expect(said.contains("start") == (kind == .reset))
        let state = bench.printer.state
        #expect(state.lastLineNumber == 0 && state.nozzleTargetCelsius == 0 && state.reportedPosition.x == 0)
        #expect(state.position == before)
        #expect(bench.send(3, "G90").contains("Resend: 1"))
    }

    @Test(arguments: [
        (VirtualFaultKind.thermalRunaway, "Error:Thermal Runaway, system stopped! Heater_ID: 0"),
        (.maximumTemperature, "Error:MAXTEMP triggered, system stopped! Heater_ID: 0"),
    ]) func `thermal faults name themselves, then halt`(kind: VirtualFaultKind, text: String) {
        var bench = FirmwareBench()
        _ = bench.say("M104 S200\n")
        bench.printer.inject(kind, at: bench.time)
        #expect(bench.wait(.zero) == [text, "Error:Printer halted. kill() called!"])
        #expect(bench.say("M105\n") == [])
        bench.printer.inject(.reset, at: bench.time)
        #expect(bench.wait(.zero).first == "start")
        #expect(bench.say("M105\n").count == 1)
    }

    @Test func `a stuck heater is found out while heating and while hot`() {
        var cold = FirmwareBench()
        cold.printer.inject(.stuckHeater, for: .seconds(500), at: cold.time)
        _ = cold.say("M104 S200\n")
        #expect(cold.wait(.seconds(39)) == [])
        #expect(cold.wait(.seconds(2)).first == "Error:Heating failed, system stopped! Heater_ID: 0")
        var hot = FirmwareBench()
        _ = hot.say("M104 S200\nM140 S60\n")
        _ = hot.wait(.seconds(300))
        hot.printer.inject(.stuckHeater, for: .seconds(500), at: hot.time)
        let said = hot.wait(.seconds(100))
        #expect(said.first?.hasPrefix("Error:Thermal Runaway, system stopped! Heater_ID: ") == true)
        #expect(said.last == "Error:Printer halted. kill() called!")
    }

    @Test func `runout pauses for the user until M108 or its time`() {
        for duration in [nil, Duration.seconds(10)] {
            var bench = FirmwareBench()
            bench.printer.inject(.runout, for: duration, at: bench.time)
            #expect(bench.wait(.zero) == ["//action:paused"])
            #expect(bench.wait(.seconds(2)) == ["echo:busy: paused for user"])
            #expect(bench.send(1, "G90") == [])
            if duration == nil {
                #expect(bench.wait(.seconds(600)).allSatisfy { $0 == "echo:busy: paused for user" })
                #expect(bench.say("M108\n").first == "//action:resumed")
            } else {
                #expect(bench.wait(.seconds(8)).suffix(2) == ["//action:resumed", "ok"])
            }
        }
    }

    @Test func `stops that are not obeyed are answered all the same`() {
        var bench = FirmwareBench()
        _ = bench.say("M104 S200\nG1 X10 F60\n")
        bench.printer.inject(.stopNotObeyed, for: .seconds(30), at: bench.time)
        #expect(bench.say("M112\nM410\nM104 S0\n") == ["ok", "ok", "ok"])
        let state = bench.printer.state
        #expect(!state.isHalted && state.nozzleTargetCelsius == 200 && state.plannedMoves == 1)
        _ = bench.wait(.seconds(30))
        _ = bench.say("M112\n")
        #expect(bench.printer.state.isHalted)
    }

    @Test func `an unplugged printer stays hot and says until when`() {
        var bench = FirmwareBench()
        _ = bench.say("M104 S200\n")
        bench.printer.inject(.unplug, for: .seconds(2), at: bench.time)
        #expect(bench.printer.unplugged(at: bench.time) == MonotonicTime(elapsed: .seconds(2)))
        _ = bench.wait(.seconds(2))
        #expect(bench.printer.unplugged(at: bench.time) == nil)
        #expect(bench.printer.state.nozzleTargetCelsius == 200)
    }

    @Test func `every kind has a name for the command line and a line of help`() {
        for kind in VirtualFaultKind.allCases {
            #expect(!kind.meaning.isEmpty)
            #expect(kind.rawValue.allSatisfy { $0.isLowercase || $0 == "-" })
            #expect(kind.takesDuration || kind.defaultDuration == nil)
        }
    }
}

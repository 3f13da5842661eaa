import FloorModel
import Testing

@testable import GCode

/// Single situations on the wire, line by line.
@Suite struct StreamerTests {
    /// A streamer with its clock, and a hand for the firmware's side.
    struct Wire {
        var streamer: GCodeStreamer
        var now = MonotonicTime(elapsed: .seconds(1))

        init(dialect: Dialect? = .marlin) { streamer = GCodeStreamer(dialect: dialect) }

        mutating func say(_ text: String) { streamer.receive(Array((text + "\n").utf8), at: now) }

        /// What the streamer has written since.
        mutating func sent() -> String {
            defer { streamer.wrote(streamer.output.count) }
            return String(decoding: streamer.output, as: UTF8.self)
        }

        mutating func pass(_ duration: Duration) {
            let end = now + duration
            while let deadline = streamer.deadline, deadline <= end {
                now = max(now, deadline)
                streamer.tick(at: now)
            }
            now = end
        }

        mutating func hello(_ firmware: String = "FIRMWARE_NAME:Marlin 2.1") {
            streamer.greet(at: now)
            say(firmware + "\nok")
            say("ok T:20.0 /0.0 B:20.0 /0.0")
            _ = sent()
            _ = streamer.takeNotices()
        }

        mutating func begin(_ job: String) {
            streamer.startPrint(at: now)
            say("ok")
            _ = sent()
            say("Error:Line Number is not Last Line Number+1, Last Line: 0\nResend: 1\nok")
            streamer.supply(Array(job.utf8), at: now)
            if streamer.wantsFile { streamer.supply([], at: now) }
        }
    }

    /// Marlin in M109 says `busy` every 2 s, or temperatures every second, and answers nothing before it is done.
    @Test(arguments: ["echo:busy: processing", " T:41.2 /210.0 B:58.0 /60.0 @:127 B@:0 W:?"])
    func aBlockedFirmwareIsFoundActiveOnceBeforeItAnswers(words: String) {
        var wire = Wire()
        wire.streamer.greet(at: wire.now)
        wire.say(words)
        wire.say(words)
        let told = wire.streamer.takeNotices().filter { if case .active = $0 { true } else { false } }
        #expect(told.count == 1)
        _ = wire.sent()
        wire.streamer.stop(at: wire.now)
        #expect(wire.sent().hasPrefix("M108\nM410\nM104 S0\nM140 S0\n"))
    }

    @Test func helloOnlyAsks() {
        var wire = Wire(dialect: nil)
        wire.streamer.greet(at: wire.now)
        #expect(wire.sent() == "\nM115\n")
        wire.say("FIRMWARE_NAME:Repetier_1.0.4 PROTOCOL_VERSION:1.0\nCap:AUTOREPORT_TEMP:1\nok")
        #expect(wire.sent() == "M105\n")
        wire.say("ok T:20.0 /185.0 B:20.0 /0.0")
        #expect(wire.sent() == "M155 S2\n")
        wire.say("ok")
        #expect(wire.streamer.dialect == .repetier)
        guard case .ready(let identity, let readings, false)? = wire.streamer.takeNotices().last else {
            Issue.record("not ready")
            return
        }
        #expect(identity.name == "Repetier_1.0.4")
        #expect(readings.first { $0.name == "nozzle_target" }?.value == 185)
    }

    /// Older firmwares put the temperatures on a line before the `ok`.
    @Test func temperaturesMayComeBeforeTheOk() {
        var wire = Wire()
        wire.streamer.greet(at: wire.now)
        wire.say("FIRMWARE_NAME:Sprinter\nok")
        wire.say("ok")
        #expect(!wire.streamer.isIdle)
        wire.say("T:20.0 /0.0 B:20.0 /0.0\nok")
        #expect(wire.streamer.isIdle)
    }

    @Test func helloOutlivesABoot() {
        var wire = Wire()
        wire.streamer.greet(at: wire.now)
        wire.pass(.milliseconds(3500))
        #expect(wire.sent() == "\nM115\nM115\nM115\nM115\n")
        wire.streamer.receive([0xFF, 0x80, 0x00, 0xFE, 0x0A], at: wire.now)
        wire.say("start\r")
        #expect(wire.sent() == "M115\n")
    }

    @Test func numberingIsProvenBeforeTheFirstLine() {
        var wire = Wire()
        wire.hello()
        wire.streamer.startPrint(at: wire.now)
        #expect(wire.sent() == "N0 M110 N0*125\n")
        wire.say("ok")
        #expect(wire.sent().hasPrefix("N30000 M105*"))
        wire.say("Error:Line Number is not Last Line Number+1, Last Line: 500\nResend: 501\nok")
        #expect(wire.sent() == "N0 M110 N0*125\n")
    }

    @Test func silenceAsksAndNeverRepeats() {
        var wire = Wire()
        wire.hello()
        wire.begin("G1 X1\nG1 X2\n")
        #expect(wire.sent() == "N1 G1 X1*96\n")
        wire.pass(.seconds(1))
        let asked = wire.sent()
        #expect(asked.hasPrefix("N30001 M105*"))
        wire.say("Error:Line Number is not Last Line Number+1, Last Line: 1\nResend: 2\nok")
        #expect(wire.sent() == "N2 G1 X2*96\n")
        #expect(wire.streamer.tally.timeouts >= 1)
        #expect(wire.streamer.tally.resends == 0)
    }

    @Test(arguments: ["G28", "M109 S200", "G29", "M190 S60", "M600", "T1"]) func slowCommandsAreWaitedFor(
        command: String
    ) {
        var wire = Wire()
        wire.hello()
        wire.begin(command + "\n")
        _ = wire.sent()
        wire.pass(.milliseconds(9900))
        #expect(wire.sent() == "")
        #expect(wire.streamer.tally.timeouts == 0)
    }

    @Test func busyIsNeverALoss() {
        var wire = Wire()
        wire.hello()
        wire.begin("G1 X1\n")
        _ = wire.sent()
        for _ in 0..<200 {
            wire.say("echo:busy: processing")
            wire.pass(.seconds(2))
        }
        #expect(wire.sent() == "")
        #expect(wire.streamer.tally.timeouts == 0)
    }

    /// `Resend: 034497` for 134497 sent other hosts' heads off the bed.
    @Test(arguments: ["Resend: 34497", "Resend: 0", "Resend: 2x", "Resend: 99999999999999999999"])
    func implausibleResendIsNotFollowed(text: String) {
        var wire = Wire()
        wire.hello()
        wire.begin("G1 X1\nG1 X2\nG1 X3\n")
        wire.say("ok")
        _ = wire.sent()
        wire.say("Error:checksum mismatch, Last Line: 1\n\(text)\nok")
        #expect(wire.sent().hasPrefix("N30002 M105*"))
        wire.say("Resend: 2\nok")
        #expect(wire.sent().hasPrefix("N2 G1 X2*"))
    }

    @Test func lostNumberingEndsThePrint() {
        var wire = Wire()
        wire.hello()
        wire.begin("G1 X1\nG1 X2\nG1 X3\n")
        wire.say("ok")
        wire.say("ok")
        _ = wire.sent()
        for _ in 0..<3 { wire.say("Error:Line Number is not Last Line Number+1, Last Line: 0\nResend: 1\nok") }
        #expect(!wire.streamer.isPrinting)
        #expect(
            wire.streamer.takeNotices().contains { if case .failed(.firmwareReset, _) = $0 { true } else { false } })
    }

    @Test func pauseByTheFirmwareHoldsAfterTheLineInFlight() {
        var wire = Wire()
        wire.hello()
        wire.begin("G1 X1\nG1 X2\n")
        _ = wire.sent()
        _ = wire.streamer.takeNotices()
        wire.say("//action:paused filament_runout T0")
        #expect(wire.streamer.takeNotices() == [.needsPerson("//action:paused filament_runout T0")])
        wire.say("ok")
        #expect(wire.streamer.takeNotices() == [.held])
        #expect(wire.sent() == "")
        wire.say("//action:resumed")
        #expect(wire.streamer.takeNotices() == [.personDone])
        #expect(wire.sent() == "")
        wire.streamer.resume(at: wire.now)
        #expect(wire.sent() == "N2 G1 X2*96\n")
    }

    /// Half a line is with the kernel when the stop comes.
    @Test func stopOvertakesAndIsConfirmedByColdTargets() {
        var wire = Wire()
        wire.hello()
        wire.begin("M109 S200\nG1 X2\n")
        wire.streamer.wrote(wire.streamer.output.count - 3)
        wire.streamer.stop(at: wire.now)
        let round = "M108\nM410\nM104 S0\nM140 S0\nM107\nM105\n"
        #expect(wire.sent() == "\n" + round)
        _ = wire.streamer.takeNotices()
        wire.say("ok\nok T:150.0 /200.0 B:20.0 /0.0")
        wire.pass(.milliseconds(300))
        #expect(wire.sent() == round)
        wire.say("ok\nok\nok T:150.0 /0.0 B:20.0 /0.0")
        #expect(wire.sent() == round)
        #expect(!wire.streamer.takeNotices().contains(.stopped))
        wire.say("ok\nok\nok T:150.0 /0.0 B:20.0 /0.0")
        #expect(wire.streamer.takeNotices().contains(.stopped))
    }

    @Test func abortIsM112First() {
        var wire = Wire()
        wire.hello()
        wire.begin("G28\nG1 X2\n")
        _ = wire.sent()
        wire.streamer.abort(at: wire.now)
        #expect(wire.sent() == "M112\nM104 S0\nM140 S0\n")
        _ = wire.streamer.takeNotices()
        wire.say("Error:Printer halted. kill() called!")
        #expect(wire.streamer.takeNotices() == [.halted("Error:Printer halted. kill() called!")])
    }

    @Test func anUnansweredPrintEnds() {
        var wire = Wire()
        wire.hello()
        wire.begin("G1 X1\nG1 X2\n")
        #expect(wire.sent() == "N1 G1 X1*96\n")
        wire.pass(.seconds(300))
        #expect(!wire.streamer.isPrinting)
        #expect(!wire.sent().contains("N1 "))
    }

    /// Klipper checks no numbers: an answered M105 proves what came before it.
    @Test func klipperTrustsOrder() {
        var wire = Wire(dialect: .klipper)
        wire.hello()
        wire.streamer.startPrint(at: wire.now)
        wire.say("ok")
        wire.streamer.supply(Array("G1 X1\nG1 X2\n".utf8), at: wire.now)
        _ = wire.sent()
        wire.pass(.seconds(1))
        #expect(wire.sent() == "M105\n")
        wire.say("ok T:20.0 /0.0")
        #expect(wire.sent() == "N2 G1 X2*96\n")
    }
}

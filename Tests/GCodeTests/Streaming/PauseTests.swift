import FloorModel
import Testing

@testable import GCode

/// Holds, and pauses that the firmware asks for by itself.
@Suite struct PauseTests {
    typealias Wire = StreamerTests.Wire

    private func printing(_ job: String = "G1 X1\nG1 X2\n") -> Wire {
        var wire = Wire()
        wire.hello()
        wire.begin(job)
        _ = wire.sent()
        _ = wire.streamer.takeNotices()
        return wire
    }

    @Test func everyHoldIsConfirmed() {
        var wire = printing()
        wire.streamer.hold(at: wire.now)
        #expect(wire.streamer.takeNotices() == [])
        wire.say("ok")
        #expect(wire.streamer.takeNotices() == [.held])
        wire.streamer.hold(at: wire.now)
        #expect(wire.streamer.takeNotices() == [.held])
        #expect(wire.sent() == "")
    }

    @Test func aHoldWithNothingToHoldIsConfirmed() {
        var wire = Wire()
        wire.streamer.hold(at: wire.now)
        #expect(wire.streamer.takeNotices() == [])
        wire.streamer.greet(at: wire.now)
        wire.streamer.hold(at: wire.now)
        #expect(wire.streamer.takeNotices() == [.held])
        wire.hello()
        wire.streamer.hold(at: wire.now)
        #expect(wire.streamer.takeNotices() == [.held])
    }

    /// A hold's confirmation must not be taken for that of the stop before it.
    @Test func aHoldSaysNothingUnderAStopThatIsNotConfirmed() {
        var wire = printing()
        wire.streamer.stop(at: wire.now)
        wire.streamer.hold(at: wire.now)
        #expect(wire.streamer.takeNotices() == [])
    }

    /// Before the first line: while M110 is on its way, and while its proof is.
    @Test(arguments: [false, true]) func aHoldWhileTheNumberIsSetIsConfirmed(isSet: Bool) {
        var wire = Wire()
        wire.hello()
        wire.streamer.startPrint(at: wire.now)
        if isSet { wire.say("ok") }
        wire.streamer.hold(at: wire.now)
        if isSet {
            wire.say("Error:Line Number is not Last Line Number+1, Last Line: 0\nResend: 1\nok")
        } else {
            wire.say("ok")
        }
        #expect(wire.streamer.takeNotices() == [.held])
        _ = wire.sent()
        wire.streamer.resume(at: wire.now)
        if !isSet { wire.say("Error:Line Number is not Last Line Number+1, Last Line: 0\nResend: 1\nok") }
        wire.streamer.supply(Array("G1 X1\n".utf8), at: wire.now)
        #expect(wire.streamer.takeNotices() == [.resumed, .started])
        #expect(wire.sent().hasSuffix("N1 G1 X1*96\n"))
    }

    @Test func aPrintThatBeginsHeldSendsNothingBeforeItIsResumed() {
        var wire = Wire()
        wire.hello()
        wire.streamer.startPrint(isHeld: true, at: wire.now)
        wire.pass(.seconds(60))
        #expect(wire.sent() == "")
        wire.streamer.resume(at: wire.now)
        #expect(wire.streamer.takeNotices() == [.resumed])
        #expect(wire.sent() == "N0 M110 N0*125\n")
    }

    /// The firmware only announces its pause, and takes lines all the time.
    @Test func resumeAfterAnAnnouncedPause() {
        var wire = printing()
        wire.say("//action:pause")
        wire.say("ok")
        #expect(wire.streamer.takeNotices() == [.needsPerson("//action:pause"), .held])
        wire.streamer.resume(at: wire.now)
        #expect(wire.sent() == "N2 G1 X2*96\n")
        #expect(wire.streamer.takeNotices() == [])
        wire.say("ok")
        #expect(wire.streamer.takeNotices() == [.personDone, .resumed])
    }

    /// The firmware blocks in a line until it is told to go on (M600, M0).
    @Test func resumeEndsAWaitForAPerson() {
        var wire = printing("M600\nG1 X2\n")
        let words = "echo:busy: paused for user"
        for _ in 0..<30 {
            wire.say(words)
            wire.pass(.seconds(2))
        }
        #expect(wire.streamer.takeNotices() == [.needsPerson(words)])
        wire.streamer.resume(at: wire.now)
        #expect(wire.sent() == "M108\n")
        #expect(wire.streamer.takeNotices() == [])
        wire.say("ok")
        #expect(wire.streamer.takeNotices() == [.personDone, .resumed])
        #expect(wire.sent() == "")
        // M108 is acknowledged in its turn: the next line must not be taken for acknowledged by it.
        wire.say("ok")
        #expect(wire.sent() == "M105\n")
        wire.say("ok T:20.0 /0.0")
        #expect(wire.sent() == "N2 G1 X2*96\n")
        #expect(wire.streamer.tally.acknowledged == 1)
    }

    /// A firmware that has to be told more than once, and one that never acknowledges M108.
    @Test func aWaitThatGoesOnTakesFurtherResumesWithinBounds() {
        var wire = printing("M600\nG1 X2\n")
        wire.say("echo:busy: paused for user")
        for _ in 0..<1000 { wire.streamer.resume(at: wire.now) }
        #expect(wire.sent().utf8.count <= Dialect.marlin.receiveBytes)
        wire.say("ok")
        #expect(wire.streamer.takeNotices() == [.needsPerson("echo:busy: paused for user"), .personDone, .resumed])
        wire.pass(.seconds(1))
        wire.say("Error:Line Number is not Last Line Number+1, Last Line: 1\nResend: 2\nok")
        #expect(wire.sent().hasSuffix("N2 G1 X2*96\n"))
    }

    /// It waits for a person: nothing moves, and nothing will be acknowledged. Afterwards the print stays held.
    @Test func aHoldIsConfirmedWhileTheFirmwareWaits() {
        var wire = printing("M600\nG1 X2\n")
        wire.say("echo:busy: paused for user")
        _ = wire.streamer.takeNotices()
        wire.streamer.hold(at: wire.now)
        #expect(wire.streamer.takeNotices() == [.held])
        wire.say("ok")
        #expect(wire.streamer.takeNotices() == [.personDone])
        #expect(wire.sent() == "")
        wire.streamer.resume(at: wire.now)
        #expect(wire.streamer.takeNotices() == [.resumed])
        #expect(wire.sent() == "N2 G1 X2*96\n")
    }
}

import FloorModel
import Testing

@testable import GCode

/// A firmware that stands halted, and how it is found again.
@Suite struct HaltTests {
    typealias Wire = StreamerTests.Wire
    private static let words = "Error:Printer halted. kill() called!"

    private func halted() -> Wire {
        var wire = Wire()
        wire.hello()
        wire.begin("G28\nG1 X2\n")
        wire.say(Self.words)
        #expect(wire.streamer.takeNotices().last == .halted(Self.words))
        _ = wire.sent()
        return wire
    }

    /// It will not say anything any more: nothing is waited for.
    @Test(arguments: [false, true]) func stopAndAbortAreConfirmedAtOnce(isAskedMeanwhile: Bool) {
        var wire = halted()
        if isAskedMeanwhile {
            wire.streamer.greet(at: wire.now)
            wire.pass(.seconds(100))
            _ = wire.sent()
        }
        wire.streamer.stop(at: wire.now)
        #expect(wire.streamer.takeNotices() == [.stopped])
        wire.streamer.hold(at: wire.now)
        #expect(wire.streamer.takeNotices() == [.held])
        for _ in 0..<2 {
            wire.streamer.abort(at: wire.now)
            #expect(wire.streamer.takeNotices() == [.halted(Self.words)])
            #expect(wire.sent() == "M112\nM104 S0\nM140 S0\n")
        }
    }

    /// It stands with an error, and is alive: nothing is claimed of it that it has not shown.
    @Test(arguments: ["!! Must home axis first", "Error:Probing failed"])
    func anErrorThatIsNoShutdownConfirmsNothing(error: String) {
        var wire = Wire()
        wire.hello()
        wire.begin("G28\nG1 X2\n")
        wire.say(error)
        #expect(wire.streamer.takeNotices().last == .halted(error))
        wire.streamer.stop(at: wire.now)
        wire.say("ok T:150.0 /0.0 B:20.0 /0.0")
        #expect(!wire.streamer.takeNotices().contains(.stopped))
        wire.say("ok T:150.0 /0.0 B:20.0 /0.0")
        #expect(wire.streamer.takeNotices().last == .stopped)
        wire.say(error)
        _ = wire.streamer.takeNotices()
        wire.streamer.abort(at: wire.now)
        #expect(wire.streamer.takeNotices() == [])
        wire.say(Self.words)
        #expect(wire.streamer.takeNotices() == [.halted(Self.words)])
    }

    /// The second of two lines makes it certain.
    @Test func aShutdownMayBeSaidLater() {
        var wire = Wire()
        wire.hello()
        wire.say("Error:0: Extruder switched off. MINTEMP triggered !\n" + Self.words)
        _ = wire.streamer.takeNotices()
        wire.streamer.abort(at: wire.now)
        #expect(wire.streamer.takeNotices() == [.halted("Error:0: Extruder switched off. MINTEMP triggered !")])
    }

    /// The hello is asked for ever, at longer intervals, says nothing meanwhile and fills no buffer.
    @Test(arguments: [false, true]) func theHelloIsPatientWithAHaltedFirmware(isDeaf: Bool) {
        var wire = halted()
        wire.streamer.greet(at: wire.now)
        var hellos = 0
        for _ in 0..<3600 {
            wire.pass(.seconds(1))
            if !isDeaf { hellos += wire.sent().split(separator: "\n").count }
        }
        wire.say(Self.words)
        #expect(wire.streamer.takeNotices() == [])
        #expect(isDeaf ? wire.streamer.output.count < 100 : (700..<760).contains(hellos))
        _ = wire.sent()
        wire.pass(.seconds(5))
        wire.say("FIRMWARE_NAME:Marlin 2.1\nok")
        #expect(!wire.streamer.isHalted)
        wire.say("ok T:20.0 /0.0 B:20.0 /0.0")
        #expect(wire.streamer.isIdle)
    }

    @Test(arguments: [false, true]) func switchedOffAndOnItIsFoundByItsStart(isAsked: Bool) {
        var wire = halted()
        if isAsked { wire.streamer.greet(at: wire.now) }
        wire.pass(.seconds(100))
        wire.say("start")
        #expect(wire.streamer.takeNotices() == (isAsked ? [] : [.restarted(duringPrint: false)]))
        #expect(!wire.streamer.isHalted)
        wire.hello()
        #expect(wire.streamer.isIdle)
        // It works again, so that an abort is confirmed by its own words only.
        wire.streamer.abort(at: wire.now)
        #expect(wire.streamer.takeNotices() == [])
    }

    /// Some firmwares answer M112 by starting anew; they are not halted then.
    @Test func anAbortThatIsAnsweredByAStart() {
        var wire = Wire()
        wire.hello()
        wire.streamer.abort(at: wire.now)
        wire.say("start")
        #expect(wire.streamer.takeNotices() == [.halted("start"), .restarted(duringPrint: false)])
        #expect(!wire.streamer.isHalted)
    }

    @Test func anAbortThatIsNeverAnsweredIsRepeatedAndThenGivenUp() {
        var wire = Wire()
        wire.hello()
        wire.streamer.abort(at: wire.now)
        wire.pass(.seconds(60))
        #expect(wire.streamer.takeNotices() == [.unanswered])
        #expect(wire.streamer.isClosed)
    }
}

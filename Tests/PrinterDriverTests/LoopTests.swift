import FloorControl
import FloorModel
import Foundation
import GCode
import Synchronization
import Testing

@testable import PrinterDriver

/// Which report follows which command, with a hand for the firmware and no port at all.
@Suite struct LoopTests {
    /// A loop that is run by hand, and its file of two lines.
    final class Desk {
        var loop: PrinterLoop
        let mailbox = Mailbox()
        var now = MonotonicTime(elapsed: .seconds(1))
        private let said = Reports()
        private let file: URL

        final class Reports: Sendable {
            let all = Mutex<[MachineReport]>([])
        }

        init() throws {
            file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + ".gcode")
            try "G1 X1\nG1 X2\n".write(to: file, atomically: true, encoding: .utf8)
            let (path, said) = (file.path, said)
            let configuration = PrinterConfiguration(
                machine: MachineID("mk3-1"), port: "", baud: 115_200, dialect: .marlin, staleAfter: .seconds(1000),
                files: { _ in path }, report: { report in said.all.withLock { $0.append(report) } })
            loop = PrinterLoop(configuration, mailbox: mailbox, board: TallyBoard())
        }

        deinit { unlink(file.path) }

        /// What was reported since, telemetry left out.
        func reports() -> [MachineReport] {
            let all = said.all.withLock { all in
                defer { all = [] }
                return all
            }
            return all.filter { if case .signals = $0 { false } else if case .progress = $0 { false } else { true } }
        }

        /// Runs until nothing is left to be done; gives what was written.
        @discardableResult
        func settle() -> String {
            var written: [UInt8] = []
            var hasNews = true
            while hasNews || loop.print?.survey != nil || !loop.streamer.output.isEmpty {
                loop.stepFile(at: now)
                written += loop.streamer.output
                loop.streamer.wrote(loop.streamer.output.count)
                hasNews = loop.deliver(at: now)
            }
            return String(decoding: written, as: UTF8.self)
        }

        @discardableResult
        func say(_ text: String) -> String {
            loop.streamer.receive(Array((text + "\n").utf8), at: now)
            return settle()
        }

        func safe(_ command: SafingCommand) {
            mailbox.post(command)
            loop.takeMail(at: now)
        }

        func order(_ order: MachineOrder) {
            #expect(mailbox.post(order))
            loop.takeMail(at: now)
        }

        func pass(_ duration: Duration) {
            let end = now + duration
            while let deadline = loop.streamer.deadline, deadline <= end {
                now = max(now, deadline)
                loop.streamer.tick(at: now)
                settle()
            }
            now = end
        }

        /// What a firmware answers to the hello.
        func answerHello(nozzleTarget: Double = 0) {
            settle()
            say("FIRMWARE_NAME:Marlin 2.1\nok")
            say("ok T:20.0 /\(nozzleTarget) B:20.0 /0.0")
        }

        func connect() {
            loop.streamer.greet(at: now)
            answerHello()
            _ = reports()
        }

        /// Prints the first of its two lines.
        func begin() {
            order(LoopTests.job)
            settle()
            say("ok")
            say(LoopTests.firstLineWanted)
            #expect(reports() == [.started(OperationID(number: 7))])
        }
    }

    private static let job = MachineOrder.print(
        PrintOrder(operation: OperationID(number: 7), file: FileDigest("job"), lines: 2))
    private static let firstLineWanted = "Error:Line Number is not Last Line Number+1, Last Line: 0\nResend: 1\nok"
    private static let words = "Error:Printer halted. kill() called!"
    private static let rest = MachineReport.connected(firmware: "Marlin 2.1", found: .atRest)

    private func failure(_ code: FaultCode, _ reports: [MachineReport]) -> Bool {
        if case .failed(let fault, nil)? = reports.first { fault.code == code } else { false }
    }

    /// halt → abort → clear → power cycle, in both orders of the last two.
    @Test(arguments: [false, true]) func aHaltIsNeverADeadEnd(clearsFirst: Bool) throws {
        let desk = try Desk()
        desk.connect()
        desk.begin()
        desk.say(Self.words)
        let fault = Fault(.firmwareHalted, machine: MachineID("mk3-1"), detail: Self.words)
        #expect(desk.reports() == [.failed(fault, lastAcknowledgedLine: 0)])
        desk.safe(.abort)
        #expect(desk.settle().hasPrefix("M112\n"))
        #expect(desk.reports() == [.aborted(lastAcknowledgedLine: nil)])
        if clearsFirst {
            desk.order(.clear)
            desk.settle()
            desk.pass(.seconds(3600))
            #expect(desk.reports() == [])
            desk.say("start")
            desk.answerHello()
            #expect(desk.reports() == [.cleared, Self.rest])
        } else {
            desk.say("start")
            desk.answerHello()
            #expect(desk.reports() == [Self.rest])
            desk.order(.clear)
            desk.answerHello(nozzleTarget: 200)
            let hot = FoundCondition.active(detail: "nozzle_target 200.0 °C")
            #expect(desk.reports() == [.cleared, .connected(firmware: "Marlin 2.1", found: hot)])
        }
        desk.order(Self.job)
        #expect(desk.settle() == "N0 M110 N0*125\n")
    }

    /// A stop is confirmed and the `clear` under way goes on; an abort ends it, and another `clear` begins anew.
    @Test func safingWhileAClearWaits() throws {
        let desk = try Desk()
        desk.connect()
        desk.say(Self.words)
        desk.order(.clear)
        desk.settle()
        _ = desk.reports()
        desk.safe(.stop)
        desk.settle()
        #expect(desk.reports() == [.stopped(lastAcknowledgedLine: nil)])
        desk.safe(.abort)
        desk.settle()
        #expect(desk.reports() == [.aborted(lastAcknowledgedLine: nil)])
        desk.order(.clear)
        desk.answerHello()
        #expect(desk.reports() == [.cleared, Self.rest])
    }

    /// Nobody may order a `clear` of a printer that was never found: it is looked for without.
    @Test func aHaltBeforeTheFirstHelloIsAnswered() throws {
        let desk = try Desk()
        desk.loop.streamer.greet(at: desk.now)
        desk.say("Error:MINTEMP triggered, system stopped! Heater_ID: bed")
        #expect(failure(.thermalFault, desk.reports()))
        desk.pass(.seconds(3600))
        #expect(desk.reports() == [])
        desk.answerHello()
        #expect(desk.reports() == [Self.rest])
    }

    @Test func aClearWaitsForAStop() throws {
        let desk = try Desk()
        desk.connect()
        desk.safe(.stop)
        desk.order(.clear)
        desk.settle()
        #expect(desk.reports() == [])
        desk.say("ok T:20.0 /0.0 B:20.0 /0.0")
        desk.say("ok T:20.0 /0.0 B:20.0 /0.0")
        desk.answerHello()
        #expect(desk.reports() == [.stopped(lastAcknowledgedLine: nil), .cleared, Self.rest])
    }

    @Test func aHoldDuringTheSurveyIsConfirmedAndKept() throws {
        let desk = try Desk()
        desk.connect()
        desk.order(Self.job)
        #expect(desk.loop.print?.survey != nil)
        desk.safe(.hold)
        #expect(desk.settle() == "")
        #expect(desk.reports() == [.held])
        desk.order(.resume)
        #expect(desk.settle() == "N0 M110 N0*125\n")
        #expect(desk.reports() == [.resumed])
    }

    @Test func aHoldAndAResumeBothDuringTheSurvey() throws {
        let desk = try Desk()
        desk.connect()
        desk.order(Self.job)
        desk.safe(.hold)
        desk.order(.resume)
        #expect(desk.settle() == "N0 M110 N0*125\n")
        #expect(desk.reports() == [.held, .resumed])
    }

    /// In the same batch of mail the stop wins, whichever came first.
    @Test(arguments: [false, true]) func noPrintStartsAfterAStop(stopIsFirst: Bool) throws {
        let desk = try Desk()
        desk.connect()
        if stopIsFirst { desk.mailbox.post(.stop) }
        #expect(desk.mailbox.post(Self.job))
        if !stopIsFirst { desk.mailbox.post(.stop) }
        desk.loop.takeMail(at: desk.now)
        desk.settle()
        if stopIsFirst { #expect(failure(.driverOverloaded, desk.reports())) }
        desk.say("ok T:20.0 /0.0 B:20.0 /0.0")
        desk.say("ok T:20.0 /0.0 B:20.0 /0.0")
        #expect(desk.reports() == [.stopped(lastAcknowledgedLine: nil)])
        desk.pass(.seconds(60))
        #expect(desk.loop.print == nil && !desk.loop.streamer.isPrinting)
    }

    @Test func aPrintIsRefusedWhereItCannotBegin() throws {
        let desk = try Desk()
        desk.order(Self.job)
        #expect(failure(.linkLost, desk.reports()))
        desk.loop.streamer.greet(at: desk.now)
        desk.order(Self.job)
        #expect(failure(.driverOverloaded, desk.reports()))
        desk.connect()
        desk.say(Self.words)
        _ = desk.reports()
        desk.order(Self.job)
        #expect(failure(.firmwareHalted, desk.reports()))
        desk.order(.clear)
        desk.answerHello()
        desk.pass(.seconds(60))
        #expect(desk.loop.print == nil)
    }

    /// Core and driver disagree about what the machine does: nothing runs on.
    @Test func aPrintThatIsOrderedDuringAnotherEndsBoth() throws {
        let desk = try Desk()
        desk.connect()
        desk.begin()
        desk.order(Self.job)
        #expect(failure(.driverOverloaded, desk.reports()))
        desk.settle()
        desk.say("ok T:20.0 /0.0 B:20.0 /0.0")
        desk.say("ok T:20.0 /0.0 B:20.0 /0.0")
        #expect(desk.reports() == [.stopped(lastAcknowledgedLine: 0)])
    }

    /// A hold counts for a print that was ordered before it and waited with it.
    @Test func aHoldInTheSameBatchHoldsThePrint() throws {
        let desk = try Desk()
        desk.connect()
        #expect(desk.mailbox.post(Self.job))
        desk.safe(.hold)
        #expect(desk.settle() == "")
        #expect(desk.reports() == [.held])
    }
}

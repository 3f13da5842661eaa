import FloorControl
import FloorModel
import Foundation
import GCode
import Synchronization
import Testing

@testable import PrinterDriver
@testable import SerialLink

/// The driver against a scripted firmware on a pty.
@Suite struct DriverTests {
    /// A driver, its printer and a job of `lines` moves.
    final class Stand {
        let printer: ScriptedPrinter
        let driver: PrinterDriver
        var reports: AsyncStream<MachineReport>.Iterator
        /// All that was taken from `reports`.
        private(set) var seen: [MachineReport] = []
        let lines: Int
        private let server: LineThread
        private let file: URL

        init(
            lines: Int = 50, start: String = "G28\n", script: [Int: ScriptedPrinter.Event] = [:],
            nozzleTarget: Double = 0
        )
            throws
        {
            let printer = ScriptedPrinter(script: script, nozzleTarget: nozzleTarget)
            self.printer = printer
            self.lines = lines
            server = LineThread(name: "printer") { printer.serve() }
            file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + ".gcode")
            let moves = (2...max(lines, 2)).map { "G1 X\($0)\n" }.joined()
            try (start + moves).write(to: file, atomically: true, encoding: .utf8)
            let (stream, sink) = AsyncStream.makeStream(of: MachineReport.self)
            reports = stream.makeAsyncIterator()
            let path = file.path
            driver = PrinterDriver(
                PrinterConfiguration(
                    machine: MachineID("mk3-1"), port: printer.path, baud: 250_000, dialect: nil,
                    staleAfter: .seconds(10), files: { $0.name == "job" ? path : nil }, report: { sink.yield($0) }))
            driver.start()
        }

        func order(_ file: String = "job") -> MachineOrder {
            .print(PrintOrder(operation: OperationID(number: 7), file: FileDigest(file), lines: lines))
        }

        /// Waits for the first report that `matches`.
        func wait(_ matches: (MachineReport) -> Bool) async -> MachineReport? {
            while let report = await reports.next(isolation: #isolation) {
                seen.append(report)
                if matches(report) { return report }
            }
            return nil
        }

        func waitForConnection() async -> MachineReport? {
            await wait { if case .connected = $0 { true } else { false } }
        }

        /// Ends both threads. The printer last, so that the driver sees no unplug of our making.
        func end() {
            driver.shutDown()
            printer.end()
            server.join()
            unlink(file.path)
        }

        var moves: [String] { printer.lines.filter { $0.hasPrefix("G") } }
        var job: [String] { ["G28"] + (2...lines).map { "G1 X\($0)" } }
    }

    private static let rest = MachineReport.connected(firmware: "Marlin 2.1 (scripted)", found: .atRest)

    @Test func printsEveryLineOnceAndThenWaitsForTheMoves() async throws {
        let stand = try Stand(lines: 2000)
        #expect(await stand.waitForConnection() == Self.rest)
        #expect(stand.printer.lines.allSatisfy { ["M115", "M105"].contains($0) })
        #expect(stand.driver.perform(stand.order()))
        let end = await stand.wait { $0 == .completed(OperationID(number: 7)) }
        #expect(end != nil)
        #expect(stand.seen.contains(.started(OperationID(number: 7))))
        #expect(stand.moves == stand.job)
        // A temperature poll may come after it, a move may not.
        let waiting = try #require(stand.printer.lines.lastIndex(of: "M400"))
        #expect(stand.printer.lines[waiting...].allSatisfy { ["M400", "M105"].contains($0) })
        #expect(stand.driver.tally.acknowledged == 2000)
        stand.end()
    }

    @Test func aHotMachineIsFoundActive() async throws {
        let stand = try Stand(nozzleTarget: 200)
        let found = await stand.waitForConnection()
        #expect(
            found == .connected(firmware: "Marlin 2.1 (scripted)", found: .active(detail: "nozzle_target 200.0 °C")))
        stand.driver.safe(.stop)
        #expect(await stand.wait { $0 == .stopped(lastAcknowledgedLine: nil) } != nil)
        #expect(stand.printer.nozzleTarget == 0)
        stand.end()
    }

    @Test func holdStopsFeedingAndResumeGoesOn() async throws {
        let stand = try Stand(lines: 300, script: [100: .pause])
        _ = await stand.waitForConnection()
        _ = stand.driver.perform(stand.order())
        #expect(await stand.wait { $0 == .needsPerson("//action:paused filament_runout T0") } != nil)
        #expect(await stand.wait { $0 == .held } != nil)
        #expect(stand.moves.count == 100)
        stand.printer.say("//action:resumed")
        #expect(await stand.wait { $0 == .personDone } != nil)
        #expect(stand.moves.count == 100)
        _ = stand.driver.perform(.resume)
        #expect(await stand.wait { $0 == .completed(OperationID(number: 7)) } != nil)
        #expect(stand.moves == stand.job)
        stand.end()
    }

    /// The firmware blocks in a heat-up and takes nothing but emergency commands.
    @Test func stopReachesABlockedFirmware() async throws {
        let stand = try Stand(lines: 300, start: "M104 S215\nG28\n", script: [5: .blockUntilM108])
        _ = await stand.waitForConnection()
        _ = stand.driver.perform(stand.order())
        _ = await stand.wait { if case .progress = $0 { true } else { false } }
        stand.driver.safe(.hold)
        stand.driver.safe(.stop)
        let end = await stand.wait { if case .stopped = $0 { true } else { false } }
        #expect(end != nil)
        #expect(stand.printer.nozzleTarget == 0)
        #expect(stand.moves.count <= 5)
        stand.end()
    }

    @Test func abortHaltsAndClearSaysHelloAgain() async throws {
        let stand = try Stand(lines: 300, script: [50: .pause])
        _ = await stand.waitForConnection()
        _ = stand.driver.perform(stand.order())
        _ = await stand.wait { $0 == .held }
        stand.driver.safe(.abort)
        #expect(await stand.wait { $0 == .aborted(lastAcknowledgedLine: 50) } != nil)
        #expect(stand.moves.count == 50)
        // The clear comes first and stays patient until somebody switches the printer off and on.
        _ = stand.driver.perform(.clear)
        stand.printer.revive()
        #expect(await stand.wait { $0 == .cleared } != nil)
        #expect(await stand.waitForConnection() == Self.rest)
        stand.end()
    }

    @Test func aResetEndsThePrint() async throws {
        let stand = try Stand(lines: 300, script: [120: .reset])
        _ = await stand.waitForConnection()
        _ = stand.driver.perform(stand.order())
        let end = await stand.wait { if case .failed = $0 { true } else { false } }
        guard case .failed(let fault, let line)? = end else { return }
        #expect(fault.code == .firmwareReset && fault.machine == MachineID("mk3-1"))
        #expect(line == 119 || line == 120)
        #expect(await stand.waitForConnection() == Self.rest)
        #expect(stand.moves.count == 120)
        stand.end()
    }

    @Test func aThermalFaultIsToldVerbatim() async throws {
        let stand = try Stand(lines: 300, script: [120: .halt])
        _ = await stand.waitForConnection()
        _ = stand.driver.perform(stand.order())
        let words = "Error:Thermal Runaway, system stopped! Heater_ID: 0"
        let fault = Fault(.thermalFault, machine: MachineID("mk3-1"), detail: words)
        #expect(await stand.wait { $0 == .failed(fault, lastAcknowledgedLine: 119) } != nil)
        #expect(stand.moves.count == 120)
        stand.driver.safe(.abort)
        #expect(await stand.wait { $0 == .aborted(lastAcknowledgedLine: nil) } != nil)
        stand.end()
    }

    @Test func unpluggingNamesTheLastLine() async throws {
        let stand = try Stand(lines: 300, script: [120: .unplug])
        _ = await stand.waitForConnection()
        _ = stand.driver.perform(stand.order())
        let end = await stand.wait { if case .disconnected = $0 { true } else { false } }
        guard case .disconnected(let fault, let line)? = end else { return }
        #expect(fault.code == .linkLost)
        #expect(line == 119)
        stand.end()
    }

    @Test func aFileThatCannotBeSentIsRefusedBeforeItsFirstLine() async throws {
        let stand = try Stand(start: "G28\nM117 " + String(repeating: "x", count: 100) + "\n")
        _ = await stand.waitForConnection()
        _ = stand.driver.perform(stand.order())
        let end = await stand.wait { if case .failed = $0 { true } else { false } }
        guard case .failed(let fault, nil)? = end else { return }
        #expect(fault.code == .gcodeRefused)
        #expect(fault.detail.hasPrefix("line 2: "))
        _ = stand.driver.perform(stand.order("other"))
        let missing = await stand.wait { if case .failed = $0 { true } else { false } }
        if case .failed(let fault, _)? = missing { #expect(fault.code == .fileUnavailable) }
        #expect(stand.moves.isEmpty)
        stand.end()
    }

    @Test func aMissingPortIsToldOnce() async throws {
        let (stream, sink) = AsyncStream.makeStream(of: MachineReport.self)
        let driver = PrinterDriver(
            PrinterConfiguration(
                machine: MachineID("mk3-1"), port: "/dev/no-such-port", baud: 115_200, dialect: nil,
                staleAfter: .seconds(10), files: { _ in nil }, report: { sink.yield($0) }))
        driver.start()
        var reports = stream.makeAsyncIterator()
        guard case .disconnected(let fault, nil)? = await reports.next(isolation: #isolation) else {
            Issue.record("no report")
            return
        }
        #expect(fault.code == .portUnavailable)
        driver.safe(.stop)
        driver.shutDown()
        #expect(!driver.perform(.clear))
    }

    @Test func stopWithdrawsWaitingOrdersAndOrdersAreBounded() {
        let mailbox = Mailbox()
        for _ in 0..<Mailbox.capacity { #expect(mailbox.post(.resume)) }
        #expect(!mailbox.post(.resume))
        mailbox.post(.hold)
        mailbox.post(.abort)
        mailbox.post(.stop)
        let mail = mailbox.take()
        #expect(mail.safing == .abort)
        #expect(mail.letters.isEmpty)
        #expect(mailbox.take().safing == nil)
    }

    @Test func holdWithdrawsAResumeThatWaitsAndHoldsAPrintThatWaits() {
        let mailbox = Mailbox()
        let order = MachineOrder.print(
            PrintOrder(operation: OperationID(number: 1), file: FileDigest("job"), lines: 1))
        for order in [order, .resume] { #expect(mailbox.post(order)) }
        mailbox.post(.hold)
        #expect(mailbox.post(.resume))
        let letters = mailbox.take().letters
        #expect(letters == [Mailbox.Letter(order: order, isHeld: true), Mailbox.Letter(order: .resume)])
    }
}

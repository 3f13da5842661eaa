import FloorControl
import FloorModel
import Synchronization
import Testing

@testable import machinad

@Suite struct MachineActivityTests {
    private final class Port: MachinePort {
        let machine = Bench.printer
        let orders = Mutex<[MachineOrder]>([])
        let stops = Mutex(0)
        func perform(_ order: MachineOrder) -> Bool {
            orders.withLock { $0.append(order) }
            return true
        }
        func safe(_ command: SafingCommand) { stops.withLock { $0 += 1 } }
    }

    private static let print = MachineOrder.print(
        PrintOrder(operation: OperationID(number: 1), file: FileDigest("00"), lines: 9))

    @Test("An order counts as running before the driver says so, and after the close none gets through")
    func closing() {
        let port = Port()
        let activity = MachineActivity()
        let watched = WatchedPort(port: port, activity: activity)
        #expect(watched.perform(.clear) && activity.running.isEmpty)
        #expect(watched.perform(Self.print))
        #expect(activity.close() == [Bench.printer])
        #expect(![Self.print, .resume, .clear].contains { watched.perform($0) })
        #expect(port.orders.withLock { $0 } == [.clear, Self.print])
        watched.safe(.stop)
        #expect(port.stops.withLock { $0 } == 1)
    }

    @Test(
        "Only the machine's own word ends the wait",
        arguments: [
            (MachineReport.completed(OperationID(number: 1)), false), (.stopped(lastAcknowledgedLine: 1), false),
            (.aborted(lastAcknowledgedLine: nil), false), (.connected(firmware: "Marlin", found: .atRest), false),
            (.disconnected(Fault(.linkLost, detail: "gone"), lastAcknowledgedLine: 1), false),
            (.failed(Fault(.thermalFault, detail: "hot"), lastAcknowledgedLine: 1), true), (.held, true),
            (.signals([]), true), (.needsPerson("look"), true),
        ])
    func confirmation(report: MachineReport, isRunning: Bool) {
        let activity = MachineActivity()
        _ = activity.admit(Self.print, Bench.printer)
        activity.note(report, Bench.printer)
        #expect(activity.running == (isRunning ? [Bench.printer] : []))
    }

    @Test("A machine that is found hot counts, although nobody here asked for it")
    func foundActive() {
        let activity = MachineActivity()
        activity.note(.connected(firmware: "Marlin", found: .active(detail: "hot")), Bench.printer)
        #expect(activity.close() == [Bench.printer])
    }
}

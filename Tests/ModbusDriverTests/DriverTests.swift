import FloorControl
import FloorModel
import ModbusLink
import RegisterMap
import Testing

@testable import ModbusDriver

/// The driver with its thread against a Modbus TCP server. Everything waits for a report, nothing for a time.
@Suite struct DriverTests {
    /// A driver for some small machines on one line, and the peer that plays them.
    final class Stand {
        let peer: TCPPeer
        let driver: ModbusDriver
        private var reports: AsyncStream<(MachineID, MachineReport)>.Iterator
        private(set) var seen: [(machine: MachineID, report: MachineReport)] = []
        /// What came while another machine was waited for.
        private var backlog: [MachineID: [MachineReport]] = [:]
        private let server: LineThread

        init(machines: Int = 1, isCut: Bool = false, timeout: Duration = .seconds(2)) {
            let descriptions = (0..<machines).map { machine in
                SmallMachine.description(
                    "mill-\(machine + 1)", units: [1, 2, 3].map { 10 * machine + $0 }, timeout: timeout,
                    slowPoll: .milliseconds(300))
            }
            let peer = TCPPeer(
                (0..<machines).map { machine in
                    var device = ScriptedDevice()
                    device.units = [1, 2, 3].map { 10 * machine + $0 }
                    return device
                })
            peer.with { $0.isCut = isCut }
            self.peer = peer
            server = LineThread { peer.serve() }
            let (stream, sink) = AsyncStream.makeStream(of: (MachineID, MachineReport).self)
            reports = stream.makeAsyncIterator()
            driver = ModbusDriver(
                line: LineDescription(id: SmallMachine.line, endpoint: .tcp(host: "127.0.0.1", port: peer.port)),
                machines: descriptions, report: { sink.yield(($0, $1)) })
            driver.start()
        }

        /// Waits for the first report of a machine that `matches`.
        func wait(_ machine: Int = 1, _ matches: (MachineReport) -> Bool) async -> MachineReport? {
            let machine = MachineID("mill-\(machine)")
            while backlog[machine]?.isEmpty == false {
                if let report = backlog[machine]?.removeFirst(), matches(report) { return report }
            }
            while let (id, report) = await reports.next(isolation: #isolation) {
                seen.append((id, report))
                if id != machine {
                    backlog[id, default: []].append(report)
                } else if matches(report) {
                    return report
                }
            }
            return nil
        }

        func waitForConnection(_ machine: Int = 1) async -> MachineReport? {
            await wait(machine) { if case .connected = $0 { true } else { false } }
        }

        func waitForReading(_ name: String, _ value: Double, machine: Int = 1) async {
            _ = await wait(machine) { report in
                guard case .signals(let readings) = report else { return false }
                return readings.contains { $0.name == name && $0.value == value && $0.quality == .good }
            }
        }

        func run(_ machine: Int = 1) -> Bool {
            driver.ports[machine - 1].perform(
                .write([PointWrite("drive_speed", 25), PointWrite("drive_command", 18)]))
        }

        func value(_ truth: ScriptedDevice.Truth, machine: Int = 1) -> Double {
            peer.with { state in
                state.devices[machine - 1].pass(to: .now)
                return state.devices[machine - 1].value(truth)
            }
        }

        func end() {
            driver.stop()
            peer.end()
            server.join()
        }
    }

    private static let rest = MachineReport.connected(firmware: Bench.firmware, found: .atRest)
    private static let stopped = MachineReport.stopped(lastAcknowledgedLine: nil)

    @Test func runsAndStopsEachMachineOfALine() async {
        let stand = Stand(machines: 3)
        for machine in 1...3 {
            #expect(await stand.waitForConnection(machine) == Self.rest)
            #expect(stand.run(machine))
            await stand.waitForReading("drive_state", 3, machine: machine)
        }
        #expect(stand.driver.ports.map(\.machine.name) == ["mill-1", "mill-2", "mill-3"])
        stand.driver.ports[1].safe(.stop)
        #expect(await stand.wait(2) { $0 == Self.stopped } == Self.stopped)
        #expect(stand.value(.state, machine: 2) == 0)
        #expect(stand.value(.state, machine: 1) == 3 && stand.value(.state, machine: 3) == 3)
        stand.end()
    }

    /// What runs when the driver ends is brought to rest first.
    @Test func endsOnlyWhenEveryMachineIsAtRest() async {
        let stand = Stand(machines: 2)
        #expect(await stand.waitForConnection(1) == Self.rest)
        #expect(stand.run(1))
        await stand.waitForReading("drive_state", 3)
        stand.driver.stop()
        #expect(stand.value(.state) == 0)
        #expect(!stand.run(1), "nothing is taken any more")
        let stops = stand.peer.with { state in
            state.devices.map { device in
                device.arrivals.filter { $0.request.action == .writeRegister(address: 0x2000, 1) }.count
            }
        }
        #expect(stops[0] > 0 && stops[1] == 0, "a machine at rest is left alone")
        stand.end()
    }

    @Test func aStopIsTheFirstThingOnALineThatComesBack() async {
        let stand = Stand()
        #expect(await stand.waitForConnection() == Self.rest)
        #expect(stand.run())
        await stand.waitForReading("drive_state", 3)
        let known = stand.peer.with { state in
            state.isCut = true
            return state.devices[0].arrivals.count
        }
        let loss = await stand.wait { if case .disconnected = $0 { true } else { false } }
        guard case .disconnected(let fault, nil)? = loss else {
            Issue.record("\(String(describing: loss))")
            return
        }
        #expect(fault.code == .linkLost && fault.machine == MachineID("mill-1"))
        stand.driver.ports[0].safe(.stop)
        stand.peer.with { $0.isCut = false }
        #expect(await stand.wait { $0 == Self.stopped } == Self.stopped)
        let after = stand.peer.with { $0.devices[0].arrivals[known...].map(\.request) }
        #expect(after.first == ModbusRequest(unit: 1, .writeRegister(address: 0x2000, 1)))
        #expect(stand.value(.state) == 0)
        stand.end()
    }

    @Test func aLineThatIsNotThereIsToldOnceAndFoundLater() async {
        let stand = Stand(isCut: true)
        let loss = await stand.wait { if case .disconnected = $0 { true } else { false } }
        #expect(loss != nil)
        stand.peer.with { $0.isCut = false }
        #expect(await stand.waitForConnection() == Self.rest)
        stand.end()
    }

    @Test func ordersBeyondTheBoundAreRefused() async {
        let stand = Stand(isCut: true)
        stand.driver.stop()
        #expect(!stand.driver.ports[0].perform(.clear))
        stand.end()
    }

    /// One thread, one line: a module that does not answer costs its time-out and nothing else.
    @Test func aSilentModuleTurnsStaleAndTheStopOfTheOthersIsConfirmed() async {
        let stand = Stand(timeout: .milliseconds(500))
        #expect(await stand.waitForConnection() == Self.rest)
        stand.peer.with { $0.devices[0].fault.silent = [3] }
        _ = await stand.wait { report in
            guard case .signals(let readings) = report else { return false }
            return readings.contains { $0.name == "power" && $0.quality == .stale }
        }
        #expect(stand.run())
        await stand.waitForReading("drive_state", 3)
        stand.driver.ports[0].safe(.abort)
        let end = await stand.wait { $0 == .aborted(lastAcknowledgedLine: nil) }
        #expect(end != nil)
        #expect(!stand.seen.contains { if case .disconnected = $0.report { true } else { false } })
        stand.end()
    }
}

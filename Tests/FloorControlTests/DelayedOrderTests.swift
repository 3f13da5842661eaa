import FloorControl
import FloorModel
import Scheduling
import Synchronization
import Testing

/// A process machine that writes down what it is asked, in order.
final class WritePort: MachinePort {
    let machine: MachineID
    let seen = Mutex<[String]>([])
    init(_ machine: MachineID) { self.machine = machine }
    var log: [String] { seen.withLock { $0 } }
    func perform(_ order: MachineOrder) -> Bool {
        if case .write(let writes) = order {
            seen.withLock { $0.append(writes.map { "\($0.point)=\($0.value.shortText)" }.joined(separator: ",")) }
        }
        return true
    }
    func safe(_ command: SafingCommand) { seen.withLock { $0.append("\(command)") } }
}

/// Orders that wait for a slow commit, and what overtakes them.
@Suite struct DelayedOrderTests {
    /// A start that waits for a slow commit must not leave after the halt that ended it.
    @Test func writeAfterHalt() async throws {
        let journal = GatedJournal()
        let clock = Mutex<Int64>(0)
        let writer = FloorWriter(
            floor: Floor(description: Works.description),
            surroundings: .init(
                journal: journal,
                now: {
                    let milliseconds = clock.withLock { $0 }
                    return Moment(
                        monotonic: .init(elapsed: .milliseconds(milliseconds)),
                        wallClock: .init(milliseconds: milliseconds))
                }, plan: FirstComeFirstServed.plan, committed: { _, _ in }))
        let port = WritePort(Works.extruder)
        writer.connect(port)
        writer.post(.started(version: "test", hints: []))
        func ask(_ command: FloorCommand) async -> FloorReply {
            await writer.request(FloorRequest(by: nil, command: command))
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await writer.run() }
            var fake = FakeProcessor(Works.extruder)
            writer.post(.machine(Works.extruder, .connected(firmware: "x", found: .atRest)))
            writer.post(.machine(Works.extruder, .signals(fake.signals)))
            #expect(await ask(.setMode(Works.extruder, .manual)) == .done)
            #expect(await ask(.heat(Works.extruder, heater: "nozzle", celsius: 200)) == .done)
            fake.write([PointWrite("contactor", 1), PointWrite("nozzle_setpoint", 200)])
            writer.post(.machine(Works.extruder, .signals(fake.signals)))
            while !port.log.contains(where: { $0.contains("nozzle_setpoint=200") }) { await Task.yield() }
            journal.shut()
            // Somebody else's event is being committed, slowly.
            async let other = ask(.receiveLot(.init(form: .waste, material: "PLA"), mass: Milligrams(1000)))
            while journal.waitingCommits == 0 { await Task.yield() }
            async let jogged = ask(
                .jog(Works.extruder, JogOrder(drive: "screw", reverse: false, speed: nil, time: .milliseconds(100))))
            for _ in 0..<1000 { await Task.yield() }
            clock.withLock { $0 += 150 }
            writer.post(.tick)
            while !port.log.contains("hold") { await Task.yield() }
            writer.post(.machine(Works.extruder, .held))
            journal.open()
            _ = await (other, jogged)
            writer.post(.tick)
            _ = await ask(.acknowledge(AlarmID(number: 9)))
            writer.close()
        }
        let hold = try #require(port.log.firstIndex(of: "hold"))
        #expect(!port.log[hold...].contains { $0.contains("screw_command=18") }, "\(port.log)")
    }
}

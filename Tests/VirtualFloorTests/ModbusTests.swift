import FloorModel
import Foundation
import Glibc
import Testing
import VirtualFloor
import VirtualMachines

@Suite(.serialized) struct ModbusTests {
    static func machine(_ kind: VirtualProcessKind, units: [String: UInt8] = [:]) throws -> VirtualProcessMachine {
        VirtualProcessMachine(id: MachineID(kind.rawValue), kind: kind, port: try freePort(), units: units)
    }

    /// Asks until `reached` or a patience of 20 s is over.
    private func wait(_ reached: () throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if try reached() { return true }
            await Task.yield()
        }
        return false
    }

    @Test func `a master runs the shredder and reads what it does`() async throws {
        let shredder = try Self.machine(.shredder)
        let floor = try await FloorBench(processes: [shredder])
        let master = try ModbusMaster(port: shredder.port, unit: 1)
        // No watchdog: a test that is slow must not stop the drive.
        #expect(master.write(0x0903, 0))
        #expect(master.write(0x2001, 5000))
        #expect(master.write(0x2000, 0x12))
        #expect(try await wait { master.holding(0x2103) == [5000] })
        #expect(master.holding(0x2100, 3) == [0, 0x0503, 5000])
        master.turn(to: 2)
        #expect(master.discrete(0, 4) == [true, true, true, true])
        master.turn(to: 3)
        let watts = try #require(master.input(0x34, 2))
        #expect(Float(bitPattern: UInt32(watts[0]) << 16 | UInt32(watts[1])) > 100)
        #expect(try floor.state(of: "shredder")["moving"] as? Bool == true)
        master.turn(to: 1)
        #expect(master.write(0x2000, [0x01, 5000]))
        #expect(try await wait { master.holding(0x2101) == [0x0500] })
        floor.end()
    }

    @Test func `coils, several registers and every exception travel`() async throws {
        let dryer = try Self.machine(.dryer, units: ["io": 22])
        let floor = try await FloorBench(processes: [dryer])
        let master = try ModbusMaster(port: dryer.port, unit: 22)
        #expect(master.coils(0, [true, true]))
        #expect(master.coils(0, 2) == [true, true])
        #expect(master.coil(1, false))
        #expect(master.coils(0, 2) == [true, false])
        #expect(master.input(0, 2) != nil)
        #expect(master.coils(1, 2) == nil && master.exception == 2)
        master.turn(to: 1)
        #expect(master.write(24, [600, 550]))
        #expect(master.holding(24, 2) == [600, 550])
        #expect(master.write(26, 5000) == false && master.exception == 3)
        #expect(master.coil(0, true) == false && master.exception == 1)
        #expect(try floor.state(of: "dryer")["exceptions"] as? Int == 3)
        floor.end()
    }

    @Test func `a unit that is not there gives no answer, and the line goes on`() async throws {
        let extruder = try Self.machine(.extruder)
        let floor = try await FloorBench(processes: [extruder])
        let master = try ModbusMaster(port: extruder.port, unit: 99)
        master.expectSilence()
        #expect(master.holding(0x2000) == nil && master.exception == nil)
        let other = try ModbusMaster(port: extruder.port, unit: 12)
        #expect(other.holding(0x2000) == [21])
        floor.end()
    }

    @Test func `several masters are served at a time, noise costs only its own connection`() async throws {
        let extruder = try Self.machine(.extruder)
        let floor = try await FloorBench(processes: [extruder])
        let masters = try (0..<7).map { _ in try ModbusMaster(port: extruder.port, unit: 12) }
        let noise = try RawClient(port: extruder.port)
        // Half a header, then something that is no Modbus.
        noise.send([0, 1, 0, 0])
        for master in masters { #expect(master.holding(0x2000) == [21]) }
        noise.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
        #expect(noise.isClosedByPeer)
        for master in masters { #expect(master.holding(0x2000) == [21]) }
        let slow = try RawClient(port: extruder.port)
        // Two requests in pieces; the second has a function that nobody knows.
        for byte in [0, 7, 0, 0, 0, 6, 12, 3, 0x20, 0, 0, 1, 0, 8, 0, 0, 0, 3, 12, 0x2B, 0] as [UInt8] {
            slow.send([byte])
        }
        #expect(slow.receive(11 + 9) == [0, 7, 0, 0, 0, 5, 12, 3, 2, 0, 21, 0, 8, 0, 0, 0, 3, 12, 0xAB, 1])
        floor.end()
    }

    @Test func `faults and hands come over the control socket`() async throws {
        let machines = try VirtualProcessKind.allCases.map { try Self.machine($0) }
        let floor = try await FloorBench(["mk3-1"], processes: machines)
        #expect(try ControlClient.load(grams: 500, moisturePPM: 3000, machine: "shredder", socket: floor.control).isOk)
        let full = try ControlClient.load(grams: 1600, moisturePPM: 0, machine: "shredder", socket: floor.control)
        #expect(!full.isOk && full.remedy?.contains("1500 g") == true)
        let collected = try ControlClient.collect(machine: "shredder", socket: floor.control)
        #expect(collected.json == #"{"byproduct_g":0,"left_g":500,"ok":true,"product_g":0,"product_moisture_ppm":0}"#)
        #expect(try ControlClient.setLid(isOpen: true, machine: "dryer", socket: floor.control).isOk)
        #expect(try floor.state(of: "dryer")["lid_open"] as? Bool == true)
        #expect(try ControlClient.setEmergencyStop(isPressed: true, machine: "extruder", socket: floor.control).isOk)
        #expect(try floor.state(of: "extruder")["emergency_stop_pressed"] as? Bool == true)
        #expect(
            try !ControlClient.setEmergencyStop(isPressed: true, machine: "dryer", socket: floor.control).isOk)
        func inject(_ fault: String, _ machine: String, _ seconds: Double? = nil) throws -> ControlAnswer {
            try ControlClient.inject(fault: fault, machine: machine, seconds: seconds, socket: floor.control)
        }
        #expect(try inject("jam-hard", "shredder").isOk)
        #expect(try floor.state(of: "shredder")["jammed"] as? Bool == true)
        #expect(try ControlClient.clearJam(machine: "shredder", socket: floor.control).isOk)
        #expect(try floor.state(of: "shredder")["jammed"] as? Bool == false)
        #expect(try inject("jam", "extruder").error?.contains("does not happen to an extruder") == true)
        #expect(try inject("jam", "shredder", 3).error?.contains("takes no duration") == true)
        #expect(try inject("blocked-nozzle", "mk3-1").error?.contains("does not happen to a printer") == true)
        #expect(try inject("stall", "shredder").remedy?.contains("jam-hard") == true)
        #expect(try inject("silence", "nobody").error?.contains("no machine 'nobody'") == true)
        #expect(try !ControlClient.collect(machine: "mk3-1", socket: floor.control).isOk)
        floor.end()
    }

    @Test func `the moment of a stop is told on the system's monotonic clock`() async throws {
        let shredder = try Self.machine(.shredder)
        let floor = try await FloorBench(processes: [shredder])
        #expect(try floor.state(of: "shredder")["last_active_monotonic_ns"] is NSNull)
        let master = try ModbusMaster(port: shredder.port, unit: 1)
        #expect(master.write(0x0903, 0))
        #expect(master.write(0x2000, [0x12, 5000]))
        #expect(try await wait { master.holding(0x2103) == [5000] })
        var asked = timespec()
        clock_gettime(CLOCK_MONOTONIC, &asked)
        #expect(master.write(0x2000, 1))
        #expect(try await wait { try floor.state(of: "shredder")["moving"] as? Bool == false })
        let stopped = try #require(try floor.state(of: "shredder")["last_active_monotonic_ns"] as? Int)
        var after = timespec()
        clock_gettime(CLOCK_MONOTONIC, &after)
        #expect(stopped > asked.tv_sec * 1_000_000_000 + asked.tv_nsec)
        #expect(stopped < after.tv_sec * 1_000_000_000 + after.tv_nsec)
        floor.end()
    }

    @Test func `a silent machine says nothing until the fault is over`() async throws {
        let shredder = try Self.machine(.shredder)
        let floor = try await FloorBench(processes: [shredder])
        let master = try ModbusMaster(port: shredder.port, unit: 2)
        #expect(master.discrete(0, 1) == [true])
        _ = try ControlClient.inject(fault: "silence", machine: "shredder", seconds: 2, socket: floor.control)
        master.expectSilence()
        #expect(master.discrete(0, 1) == nil)
        let again = try ModbusMaster(port: shredder.port, unit: 2)
        again.expectSilence()
        #expect(try await wait { again.discrete(0, 1) == [true] })
        floor.end()
    }

    @Test func `ports that are taken, modules that do not exist and twins are refused`() throws {
        func fault(_ processes: [VirtualProcessMachine]) throws -> VirtualFloorFault.Kind? {
            let stop = try StopSignal()
            stop.raise()
            do {
                try VirtualFloor.run(VirtualFloorConfiguration(machines: [], processes: processes), until: stop) { _ in
                }
                return nil
            } catch {
                return error.kind
            }
        }
        let shredder = try Self.machine(.shredder)
        #expect(try fault([shredder]) == nil)
        var twin = shredder
        #expect(try fault([shredder, twin]) == .configuration)
        twin.id = MachineID("second")
        #expect(try fault([shredder, twin]) == .configuration)
        twin.host = "0.0.0.0"
        #expect(try fault([shredder, twin]) == .unavailable)
        #expect(try fault([Self.machine(.shredder, units: ["screw": 1])]) == .configuration)
        #expect(try fault([Self.machine(.shredder, units: ["drive": 2])]) == .configuration)
        #expect(try fault([Self.machine(.shredder, units: ["drive": 248])]) == .configuration)
        twin.port = 0
        #expect(try fault([twin]) == .configuration)
        twin = shredder
        twin.host = "shop.local"
        #expect(try fault([twin]) == .configuration)
    }
}

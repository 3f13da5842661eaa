import FloorModel
import Foundation
import Testing
import VirtualFloor

@Suite(.serialized) struct PortTests {
    @Test func `a host says hello, prints, and recovers from a corrupted line`() async throws {
        let floor = try await FloorBench(["mk3-1"])
        let host = try LineClient(port: floor.port("mk3-1"))
        host.send("M115\n")
        #expect(host.lines(until: "ok").first?.hasPrefix("FIRMWARE_NAME:Marlin") == true)
        host.send("N0 M110 N0*125\n")
        #expect(host.lines(until: "ok") == ["ok"])
        #expect(host.send(1, "G28") == ["ok"])
        host.send("N2 G1 X10 F6000*1\n")
        #expect(host.lines(until: "ok") == ["Error:checksum mismatch, Last Line: 1", "Resend: 2", "ok"])
        #expect(host.send(2, "G1 X10 F6000") == ["ok"])
        #expect(host.send(3, "M400") == ["ok"])
        let state = try floor.state(of: "mk3-1")
        #expect(state["moves"] as? Int == 1)
        #expect(state["resends"] as? Int == 1)
        #expect(state["port_open"] as? Bool == true)
        #expect((state["position_mm"] as? [String: Double])?["x"] == 10)
        floor.end()
        let log = try String(contentsOfFile: floor.log("mk3-1"), encoding: .utf8)
        #expect(log == "M115\nM110 N0\nG28\nG1 X10 F6000\nM400\n")
    }

    @Test func `the firmware keeps its state while nobody has the port open, and nobody hears what it says`()
        async throws
    {
        let floor = try await FloorBench(["mk3-1"])
        do {
            let host = try LineClient(port: floor.port("mk3-1"))
            #expect(host.send(1, "M155 S1") == ["ok"])
        }
        _ = try ControlClient.inject(fault: "runout", machine: "mk3-1", seconds: nil, socket: floor.control)
        let second = try LineClient(port: floor.port("mk3-1"))
        second.send("M108\n")
        #expect(second.lines(until: "ok").contains("//action:paused") == false)
        #expect(second.send(2, "M155 S0").last == "ok")
        floor.end()
    }

    @Test func `an unplugged port vanishes and comes back with the same firmware behind it`() async throws {
        let floor = try await FloorBench(["mk3-1"])
        let host = try LineClient(port: floor.port("mk3-1"))
        #expect(host.send(1, "G90") == ["ok"])
        let answer = try ControlClient.inject(fault: "unplug", machine: "mk3-1", seconds: 0.3, socket: floor.control)
        #expect(answer.isOk)
        #expect(!FileManager.default.fileExists(atPath: floor.port("mk3-1")))
        #expect(host.line() == nil)
        var again: LineClient?
        let deadline = ContinuousClock.now + .seconds(20)
        while again == nil, ContinuousClock.now < deadline {
            if FileManager.default.fileExists(atPath: floor.port("mk3-1")) {
                again = try LineClient(port: floor.port("mk3-1"))
            } else {
                await Task.yield()
            }
        }
        #expect(again?.send(2, "G90") == ["ok"])
        floor.end()
    }

    @Test func `machines do not disturb each other`() async throws {
        let floor = try await FloorBench(["a", "b", "c"])
        let hosts = try ["a", "b", "c"].map { try LineClient(port: floor.port($0)) }
        _ = try ControlClient.inject(fault: "halt", machine: "b", seconds: nil, socket: floor.control)
        #expect(hosts[0].send(1, "G90") == ["ok"])
        #expect(hosts[2].send(1, "G90") == ["ok"])
        #expect(hosts[1].line() == "Error:Printer halted. kill() called!")
        #expect(try floor.state(of: "b")["halted"] as? Bool == true)
        floor.end()
    }

    @Test func `a stop is timed on the system's monotonic clock`() async throws {
        let floor = try await FloorBench(["mk3-1"])
        var before = timespec()
        clock_gettime(CLOCK_MONOTONIC, &before)
        let host = try LineClient(port: floor.port("mk3-1"))
        host.send("M112\n")
        #expect(host.line() == "Error:Printer halted. kill() called!")
        var after = timespec()
        clock_gettime(CLOCK_MONOTONIC, &after)
        let state = try floor.state(of: "mk3-1")
        let stopped = try #require(state["last_stop_monotonic_ns"] as? Int)
        #expect(stopped >= before.tv_sec * 1_000_000_000 + before.tv_nsec)
        #expect(stopped <= after.tv_sec * 1_000_000_000 + after.tv_nsec)
        #expect(state["last_stop"] as? String == "M112")
        floor.end()
    }

    @Test func `ports and socket go when the floor ends`() async throws {
        let floor = try await FloorBench(["mk3-1"])
        #expect(FileManager.default.fileExists(atPath: floor.port("mk3-1")))
        floor.end()
        #expect(!FileManager.default.fileExists(atPath: floor.port("mk3-1")))
        #expect(!FileManager.default.fileExists(atPath: floor.control))
    }
}

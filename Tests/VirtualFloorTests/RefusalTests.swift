import FloorModel
import Foundation
import Testing
import VirtualFloor

/// What a virtual floor refuses to start on.
@Suite(.serialized) struct RefusalTests {
    private func fault(of configuration: VirtualFloorConfiguration) throws -> VirtualFloorFault? {
        let stop = try StopSignal()
        stop.raise()
        do {
            try VirtualFloor.run(configuration, until: stop) { _ in }
            return nil
        } catch {
            return error
        }
    }

    @Test func `a real floor file`() {
        let floor = FloorDescription(
            site: SiteDescription(id: "leuven", baseURL: nil, timezone: "Europe/Brussels", isVirtual: false),
            broker: nil,
            machines: [], materials: [])
        let fault = #expect(throws: VirtualFloorFault.self) { try VirtualFloorConfiguration(floor: floor) }
        #expect(fault?.kind == .configuration)
        #expect(fault?.remedy.contains("virtual: true") == true)
    }

    @Test func `something else at the port's path is left alone`() throws {
        let directory = try FloorBench.freshDirectory()
        let port = directory + "/mk3-1"
        try "precious".write(toFile: port, atomically: true, encoding: .utf8)
        let machine = VirtualFloorMachine(id: MachineID("mk3-1"), port: port)
        #expect(try fault(of: VirtualFloorConfiguration(machines: [machine]))?.kind == .cannotCreate)
        #expect(try String(contentsOfFile: port, encoding: .utf8) == "precious")
    }

    @Test func `a link to a file that is no pty is left alone, one to a pty is replaced`() throws {
        let directory = try FloorBench.freshDirectory()
        let port = directory + "/mk3-1"
        let machine = VirtualFloorMachine(id: MachineID("mk3-1"), port: port)
        try FileManager.default.createSymbolicLink(atPath: port, withDestinationPath: "/dev/null")
        #expect(try fault(of: VirtualFloorConfiguration(machines: [machine]))?.kind == .cannotCreate)
        try FileManager.default.removeItem(atPath: port)
        try FileManager.default.createSymbolicLink(atPath: port, withDestinationPath: "/dev/pts/999999")
        #expect(try fault(of: VirtualFloorConfiguration(machines: [machine])) == nil)
    }

    @Test func `a port or a socket that another virtual floor has, which keeps both`() async throws {
        let floor = try await FloorBench(["mk3-1"])
        let machine = VirtualFloorMachine(id: MachineID("mk3-1"), port: floor.port("mk3-1"))
        #expect(try fault(of: VirtualFloorConfiguration(machines: [machine]))?.kind == .unavailable)
        let other = VirtualFloorMachine(id: MachineID("x"), port: floor.port("x"))
        let second = VirtualFloorConfiguration(machines: [other], controlSocket: floor.control)
        #expect(try fault(of: second)?.kind == .unavailable)
        #expect(try floor.state(of: "mk3-1")["id"] as? String == "mk3-1")
        let host = try LineClient(port: floor.port("mk3-1"))
        #expect(host.send(1, "G90") == ["ok"])
        floor.end()
    }

    @Test func `a socket file that nobody listens at is replaced, another file is not`() throws {
        let directory = try FloorBench.freshDirectory()
        let control = directory + "/control.sock"
        try "precious".write(toFile: control, atomically: true, encoding: .utf8)
        let machine = VirtualFloorMachine(id: MachineID("mk3-1"), port: directory + "/mk3-1")
        let configuration = VirtualFloorConfiguration(machines: [machine], controlSocket: control)
        #expect(try fault(of: configuration)?.kind == .cannotCreate)
        #expect(try String(contentsOfFile: control, encoding: .utf8) == "precious")
    }

    @Test func `no machines, two on one port, and a speed out of bounds`() throws {
        let machine = VirtualFloorMachine(id: MachineID("a"), port: "/nowhere/a")
        let twin = VirtualFloorMachine(id: MachineID("b"), port: "/nowhere/a")
        for configuration in [
            VirtualFloorConfiguration(machines: []), VirtualFloorConfiguration(machines: [machine, twin]),
            VirtualFloorConfiguration(machines: [machine], speed: 0.5),
            VirtualFloorConfiguration(machines: [machine], speed: .infinity),
        ] {
            #expect(try fault(of: configuration)?.kind == .configuration)
        }
    }
}

import FloorModel
import Testing
import VirtualMachines

/// What the makers' manuals say that the modules answer and refuse.
@Suite struct DeviceTests {
    struct Refusal: CustomTestStringConvertible {
        var kind: VirtualProcessKind
        var module: String
        var request: ModbusRequest
        var exception: ModbusException

        var testDescription: String { "\(module): \(request)" }
    }

    static let refusals: [Refusal] = [
        // Delta MS300: the command registers are write only, 20 registers at most, 60 Hz at most.
        .init(
            kind: .shredder, module: "drive", request: .read(.holdingRegisters, address: 0x2000, count: 1),
            exception: .illegalDataAddress),
        .init(
            kind: .shredder, module: "drive", request: .read(.holdingRegisters, address: 0x2105, count: 2),
            exception: .illegalDataAddress),
        .init(
            kind: .shredder, module: "drive", request: .read(.holdingRegisters, address: 0x2100, count: 21),
            exception: .illegalDataValue),
        .init(
            kind: .shredder, module: "drive", request: .read(.inputRegisters, address: 0x2100, count: 1),
            exception: .illegalFunction),
        .init(
            kind: .shredder, module: "drive", request: .writeRegister(address: 0x2001, value: 6001),
            exception: .illegalDataValue),
        .init(
            kind: .shredder, module: "drive", request: .writeRegister(address: 0x2101, value: 0),
            exception: .illegalDataAddress),
        .init(
            kind: .shredder, module: "drive", request: .writeRegisters(address: 0x2000, [0x12, 9000]),
            exception: .illegalDataValue),
        .init(
            kind: .shredder, module: "drive", request: .writeCoil(address: 0, isOn: true), exception: .illegalFunction),
        // Moxa ioLogik E1210: 16 inputs and nothing else.
        .init(
            kind: .shredder, module: "safety", request: .read(.discreteInputs, address: 15, count: 2),
            exception: .illegalDataAddress),
        .init(
            kind: .shredder, module: "safety", request: .writeCoil(address: 0, isOn: true),
            exception: .illegalDataAddress),
        .init(kind: .shredder, module: "safety", request: .unsupported(function: 0x2B), exception: .illegalFunction),
        // Eastron SDM630: whole floats only, 80 registers at most, no coils.
        .init(
            kind: .dryer, module: "meter", request: .read(.inputRegisters, address: 0x34, count: 1),
            exception: .illegalDataValue),
        .init(
            kind: .dryer, module: "meter", request: .read(.inputRegisters, address: 0x35, count: 2),
            exception: .illegalDataAddress),
        .init(
            kind: .dryer, module: "meter", request: .read(.inputRegisters, address: 0, count: 82),
            exception: .illegalDataValue),
        .init(
            kind: .dryer, module: "meter", request: .read(.inputRegisters, address: 0x017C, count: 4),
            exception: .illegalDataAddress),
        .init(kind: .dryer, module: "meter", request: .read(.coils, address: 0, count: 1), exception: .illegalFunction),
        // Eurotherm 3216: the setpoint has its limits; what is measured is not written.
        .init(
            kind: .dryer, module: "controller", request: .writeRegister(address: 26, value: 1201),
            exception: .illegalDataValue),
        .init(
            kind: .dryer, module: "controller", request: .writeRegister(address: 26, value: 0xFFFF),
            exception: .illegalDataValue),
        .init(
            kind: .dryer, module: "controller", request: .writeRegister(address: 1, value: 0),
            exception: .illegalDataAddress),
        .init(
            kind: .dryer, module: "controller", request: .read(.holdingRegisters, address: 0, count: 2),
            exception: .illegalDataAddress),
        // Omron E5CC in 2-byte mode: function 06 only, whole degrees.
        .init(
            kind: .extruder, module: "nozzle", request: .writeRegisters(address: 0x2103, [200]),
            exception: .illegalFunction),
        .init(
            kind: .extruder, module: "nozzle", request: .writeRegister(address: 0x2103, value: 2000),
            exception: .illegalDataValue),
        .init(
            kind: .extruder, module: "nozzle", request: .writeRegister(address: 0x2000, value: 20),
            exception: .illegalDataAddress),
        .init(
            kind: .extruder, module: "nozzle", request: .read(.holdingRegisters, address: 0x2006, count: 1),
            exception: .illegalDataAddress),
        // Remote inputs and outputs: what is not wired does not exist.
        .init(
            kind: .extruder, module: "io", request: .writeCoil(address: 2, isOn: true), exception: .illegalDataAddress),
        .init(
            kind: .extruder, module: "io", request: .writeCoils(address: 1, [true, true]),
            exception: .illegalDataAddress),
        .init(
            kind: .extruder, module: "io", request: .read(.holdingRegisters, address: 0, count: 1),
            exception: .illegalDataAddress),
        .init(
            kind: .extruder, module: "io", request: .read(.inputRegisters, address: 2, count: 3),
            exception: .illegalDataAddress),
        .init(kind: .extruder, module: "io", request: .malformed, exception: .illegalDataValue),
    ]

    @Test(arguments: refusals) func `what the manual refuses is refused`(refusal: Refusal) {
        var bench = ProcessBench(refusal.kind)
        let before = bench.state.temperatures
        let answer = bench.ask(refusal.module, refusal.request)
        #expect(answer == .exception(refusal.exception))
        #expect(bench.state.temperatures == before)
        #expect(bench.state.counters.exceptions == 1)
    }

    @Test func `a unit that is not wired does not answer`() {
        var bench = ProcessBench(.shredder)
        let answer = bench.process.answer(.read(.holdingRegisters, address: 0x2100, count: 1), unit: 9, at: bench.time)
        #expect(answer == nil)
        #expect(bench.state.counters.unheard == 1)
    }

    @Test func `modules answer at the units that the floor gives them`() {
        let configuration = VirtualProcessConfiguration(kind: .shredder, units: ["drive": 40])
        var process = VirtualProcess(configuration, poweredOnAt: MonotonicTime(elapsed: .zero))
        let request = ModbusRequest.read(.holdingRegisters, address: 0x2101, count: 1)
        #expect(process.answer(request, unit: 1, at: MonotonicTime(elapsed: .zero)) == nil)
        #expect(process.answer(request, unit: 40, at: MonotonicTime(elapsed: .zero)) == .registers([0x0500]))
    }

    @Test func `a drive ramps, tells its frequency and direction, and stops by its ramp`() {
        var bench = ProcessBench(.shredder)
        bench.run(hertz: 50)
        bench.wait(.milliseconds(250))
        #expect((2300...2600).contains(bench.holding("drive", 0x2103) ?? 0))
        bench.wait(.milliseconds(300))
        let running = bench.ask("drive", .read(.holdingRegisters, address: 0x2100, count: 4))
        #expect(running == .registers([0, 0x0503, 5000, 5000]))
        bench.write("drive", 0x2000, 0x01)
        bench.wait(.milliseconds(100))
        #expect(bench.holding("drive", 0x2101) == 0x0501)
        bench.wait(.milliseconds(450))
        #expect(bench.holding("drive", 0x2101) == 0x0500)
        bench.run(hertz: 20, reverse: true)
        bench.wait(.milliseconds(300))
        #expect(bench.holding("drive", 0x2101) == 0x051B)
        #expect(bench.motor().shaftHertz == -20)
        bench.write("drive", 0x2001, 0)
        bench.wait(.milliseconds(300))
        #expect(bench.holding("drive", 0x2101) == 0x051A)
    }

    @Test func `one block with command and frequency starts at the new frequency`() {
        var bench = ProcessBench(.shredder)
        let answer = bench.ask("drive", .writeRegisters(address: 0x2000, [0x12, 3000]))
        #expect(answer == .written)
        bench.wait(.milliseconds(400))
        #expect(bench.motor().shaftHertz == 30)
    }

    @Test(arguments: [0, 3, 10, 37] as [UInt16]) func `a drive that hears nothing stops by itself, not before`(
        tenths: UInt16
    ) {
        var bench = ProcessBench(.shredder)
        bench.write("drive", 0x0903, tenths)
        bench.run(hertz: 50)
        for _ in 0..<20 {
            bench.wait(.milliseconds(200))
            _ = bench.holding("drive", 0x2101)
        }
        #expect(bench.motor().shaftHertz == 50)
        bench.wait(.milliseconds(Int64(tenths) * 100))
        #expect(bench.motor().shaftHertz == 50)
        bench.wait(.milliseconds(530))
        #expect(bench.motor().shaftHertz == (tenths == 0 ? 50 : 0))
        #expect(bench.holding("drive", 0x2100) == (tenths == 0 ? 0 : 0x54))
        guard tenths > 0 else { return }
        // Communication is back: no run before the fault is reset.
        bench.run(hertz: 50)
        bench.wait(.milliseconds(100))
        #expect(!bench.state.isMoving)
        bench.write("drive", 0x2002, 2)
        #expect(bench.holding("drive", 0x2100) == 0)
        bench.wait(.milliseconds(100))
        #expect(!bench.state.isMoving)
        bench.run(hertz: 50)
        bench.wait(.milliseconds(100))
        #expect(bench.state.isMoving)
        #expect(bench.state.watchdogTrips == 1)
    }

    @Test func `motors, lid and drives keep their real times on a floor that runs faster`() throws {
        var answers: [[ModbusAnswer?]] = []
        for speed in [1, 600] as [Double] {
            var bench = ProcessBench(.shredder, speed: speed)
            var seen: [ModbusAnswer?] = []
            bench.run(hertz: 50)
            for step in 0..<100 {
                if step == 50 { try bench.process.inject(.jamHard, at: bench.time) }
                if step == 80 { bench.process.setLid(isOpen: true, at: bench.time) }
                bench.wait(.milliseconds(20))
                seen.append(bench.ask("drive", .read(.holdingRegisters, address: 0x2100, count: 5)))
            }
            answers.append(seen)
        }
        #expect(answers[0] == answers[1])
    }

    @Test func `requests to other units do not feed the drive's watchdog`() {
        var bench = ProcessBench(.shredder)
        bench.run(hertz: 50)
        for _ in 0..<20 {
            bench.wait(.milliseconds(100))
            _ = bench.discrete("safety", 0)
        }
        #expect(!bench.state.isMoving)
    }

    @Test func `outputs fall off after two seconds without a request, not before`() {
        var bench = ProcessBench(.dryer)
        bench.coil(0, true)
        bench.coil(1, true)
        bench.wait(.milliseconds(1990))
        #expect(bench.state.isContactorClosed == true)
        bench.wait(.milliseconds(80))
        #expect(bench.state.isContactorClosed == false)
        let coils = bench.ask("io", .read(.coils, address: 0, count: 2))
        #expect(coils == .bits([false, false]))
    }

    @Test func `the meter speaks single precision, high word first`() {
        var bench = ProcessBench(.dryer)
        bench.write("controller", 26, 650)
        bench.coil(0, true)
        bench.coil(1, true)
        bench.wait(.seconds(1))
        let answer = bench.ask("meter", .read(.inputRegisters, address: 0x34, count: 2))
        // 1500 W of heat, 180 W of blower, 8 W of standby.
        let bits = Float(1688).bitPattern
        #expect(answer == .registers([UInt16(bits >> 16), UInt16(truncatingIfNeeded: bits)]))
        #expect(bench.state.kilowattHours > 0)
    }

    @Test func `setpoints that wear the memory out are counted, the remote one is not`() {
        var bench = ProcessBench(.dryer)
        bench.write("controller", 26, 650)
        bench.write("controller", 24, 600)
        bench.write("controller", 2, 600)
        #expect(bench.holding("controller", 5) == 650)
        #expect(bench.holding("controller", 24) == 600)
        #expect(bench.state.setpointMemoryWrites == 2)
    }
}

import FloorModel
import Testing
import VirtualMachines

/// A recycling machine, a clock that only the test moves, and a master that asks it.
struct ProcessBench {
    var process: VirtualProcess
    var now = Duration.zero

    init(_ kind: VirtualProcessKind, speed: Double = 1, seed: UInt64 = 1) {
        process = VirtualProcess(
            VirtualProcessConfiguration(kind: kind, speed: speed, seed: seed),
            poweredOnAt: MonotonicTime(elapsed: .zero))
    }

    var time: MonotonicTime { MonotonicTime(elapsed: now) }
    var state: VirtualProcessState { process.state }

    func unit(_ module: String) -> UInt8 {
        process.configuration.wiring.first { $0.name == module }?.unit ?? 0
    }

    /// Lets `duration` pass without a request.
    mutating func wait(_ duration: Duration) {
        now += duration
        process.advance(to: time)
    }

    /// Lets `duration` pass and asks each module twice a second, as a master does.
    mutating func poll(_ duration: Duration) {
        let end = now + duration
        touch()
        while now < end {
            wait(min(.milliseconds(500), end - now))
            touch()
        }
    }

    private mutating func touch() {
        for (_, unit) in process.configuration.wiring {
            _ = process.answer(.read(.discreteInputs, address: 0, count: 1), unit: unit, at: time)
        }
    }

    mutating func ask(_ module: String, _ request: ModbusRequest) -> ModbusAnswer? {
        process.answer(request, unit: unit(module), at: time)
    }

    mutating func holding(_ module: String, _ address: Int) -> Int? {
        first(ask(module, .read(.holdingRegisters, address: address, count: 1)))
    }

    mutating func input(_ module: String, _ address: Int) -> Int? {
        first(ask(module, .read(.inputRegisters, address: address, count: 1)))
    }

    mutating func discrete(_ module: String, _ address: Int) -> Bool? {
        guard case .bits(let bits) = ask(module, .read(.discreteInputs, address: address, count: 1)) else { return nil }
        return bits[0]
    }

    private func first(_ answer: ModbusAnswer?) -> Int? {
        guard case .registers(let values) = answer else { return nil }
        return Int(values[0])
    }

    mutating func write(_ module: String, _ address: Int, _ value: UInt16) {
        let answer = ask(module, .writeRegister(address: address, value: value))
        #expect(answer == .written, "\(module) \(address)")
    }

    mutating func coil(_ address: Int, _ isOn: Bool) {
        let answer = ask("io", .writeCoil(address: address, isOn: isOn))
        #expect(answer == .written)
    }

    mutating func run(_ drive: String = "drive", hertz: Double, reverse: Bool = false) {
        write(drive, 0x2001, UInt16(hertz * 100))
        write(drive, 0x2000, reverse ? 0x22 : 0x12)
    }

    mutating func heat(feed: UInt16 = 190, barrel: UInt16 = 200, nozzle: UInt16 = 200) {
        write("feed", 0x2103, feed)
        write("barrel", 0x2103, barrel)
        write("nozzle", 0x2103, nozzle)
        coil(0, true)
    }

    func celsius(_ module: String) -> Double {
        state.temperatures.first { $0.module == module }?.celsius ?? .nan
    }

    func motor(_ index: Int = 0) -> VirtualMotorState { state.motors[index] }

    /// What was loaded and is nowhere; 0 while the books balance.
    var unaccounted: Int64 {
        let masses = state.masses
        let there =
            masses.hopper + masses.inProcess + masses.product + masses.byproduct + masses.lost + masses.collected
        return masses.loaded - there
    }
}

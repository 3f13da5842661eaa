import FloorModel
import RegisterMap

/// The modules of a `SmallMachine` with a register store of their own, the faults that a test asks for, and a memory
/// of what was true when.
struct ScriptedDevice {
    enum Truth: String, CaseIterable {
        case state = "drive_state"
        case reference = "drive_reference"
        case contactor = "heater_contactor"
        case lid = "lid_closed"
        case closed = "heater_closed"
        case pressure, power
    }

    struct Fault {
        /// Units that do not answer.
        var silent: Set<Int> = []
        /// Units that do what they are told and say nothing.
        var mute: Set<Int> = []
        /// Units that answer everything by this exception.
        var exceptions: [Int: Int] = [:]
        /// Discrete inputs are read one by one, or not at all.
        var refusesGaps = false
        /// Writes are echoed and not done.
        var losesWrites = false
        /// The drive does not stop, the contactor does not fall.
        var isStuck = false
    }

    struct Arrival {
        var request: ModbusRequest
        var at: MonotonicTime
        /// It was done, whatever was answered.
        var isDone: Bool
    }

    var fault = Fault()
    var units = [1, 2, 3]
    private(set) var arrivals: [Arrival] = []
    private var history: [Truth: [(from: MonotonicTime, value: Double)]] = [:]
    private var stopsAt: MonotonicTime?
    static let ramp = Duration.milliseconds(300)

    init() {
        for truth in Truth.allCases { history[truth] = [(MonotonicTime(elapsed: .zero), 0)] }
        set(.lid, 1, at: MonotonicTime(elapsed: .zero))
    }

    func value(_ truth: Truth) -> Double { history[truth]?.last?.value ?? 0 }

    mutating func set(_ truth: Truth, _ value: Double, at now: MonotonicTime) {
        guard self.value(truth) != value else { return }
        history[truth, default: []].append((now, value))
    }

    /// Whether `accepts` was true of the value at some instant of the range.
    func was(_ truth: Truth, in range: ClosedRange<MonotonicTime>, _ accepts: (Double) -> Bool) -> Bool {
        for change in (history[truth] ?? []).reversed() where change.from <= range.upperBound {
            if accepts(change.value) { return true }
            // What held before this change was over before the range began.
            if change.from < range.lowerBound { return false }
        }
        return false
    }

    mutating func pass(to now: MonotonicTime) {
        if let end = stopsAt, end <= now {
            stopsAt = nil
            set(.state, 0, at: end)
        }
    }

    /// nil: no answer.
    mutating func answer(_ request: ModbusRequest, at now: MonotonicTime) -> ModbusReply? {
        let reply = reply(to: request, at: now)
        return fault.mute.contains(request.unit) ? nil : reply
    }

    private mutating func reply(to request: ModbusRequest, at now: MonotonicTime) -> ModbusReply? {
        pass(to: now)
        let module = units.firstIndex(of: request.unit)
        let isSilent = module == nil || fault.silent.contains(request.unit)
        let exception = fault.exceptions[request.unit]
        let isDone = !request.isRead && !isSilent && exception == nil && !fault.losesWrites
        arrivals.append(Arrival(request: request, at: now, isDone: isDone))
        guard let module, !isSilent else { return nil }
        if let exception { return .exception(exception) }
        switch request.action {
        case .readBits(let table, let address, let count):
            return bits(module, table, address, count).map { .bits($0) } ?? .exception(2)
        case .readRegisters(let table, let address, let count):
            return registers(module, table, address, count).map { .registers($0) } ?? .exception(2)
        case .writeCoil(let address, let isOn): return write(module, .coil, address, isOn ? 1 : 0, isDone, at: now)
        case .writeRegister(let address, let value): return write(module, .holding, address, value, isDone, at: now)
        case .writeRegisters: return .exception(1)
        }
    }

    private func bits(_ module: Int, _ table: RegisterTable, _ address: Int, _ count: Int) -> [Bool]? {
        guard module == 1, count == 1 || !fault.refusesGaps else { return nil }
        var image: [Bool]
        switch table {
        case .coil: image = [value(.contactor) == 1]
        case .discrete: image = [value(.lid) == 1, false, true, value(.closed) == 1]
        case .input, .holding: return nil
        }
        image += Array(repeating: false, count: 12)
        return address + count <= image.count ? Array(image[address..<address + count]) : nil
    }

    private func registers(_ module: Int, _ table: RegisterTable, _ address: Int, _ count: Int) -> [UInt16]? {
        switch (module, table) {
        case (0, .holding):
            let image: [UInt16] = [0, UInt16(value(.state)) | 0x0400, UInt16(value(.reference) * 100 + 0.5), 0]
            guard address >= 0x2100, address + count <= 0x2104 else { return nil }
            return Array(image[(address - 0x2100)..<(address - 0x2100 + count)])
        case (1, .input):
            guard address == 0, count == 1 else { return nil }
            let bar = value(.pressure)
            return [bar < 0 ? 32767 : UInt16(bar * 10 + 0.5)]
        case (2, .input):
            guard address == 0x34, count == 2 else { return nil }
            let pattern = Float(value(.power)).bitPattern
            return [UInt16(pattern >> 16), UInt16(truncatingIfNeeded: pattern)]
        default: return nil
        }
    }

    private mutating func write(
        _ module: Int, _ table: RegisterTable, _ address: Int, _ raw: UInt16, _ isDone: Bool, at now: MonotonicTime
    ) -> ModbusReply {
        switch (module, table, address) {
        case (0, .holding, 0x2000):
            if isDone { command(raw, at: now) }
        case (0, .holding, 0x2001):
            if isDone { set(.reference, Double(raw) / 100, at: now) }
        case (0, .holding, 0x2002): break
        case (1, .coil, 0):
            guard isDone, !(fault.isStuck && raw == 0) else { break }
            set(.contactor, Double(raw), at: now)
            set(.closed, Double(raw), at: now)
        default: return .exception(2)
        }
        return .written
    }

    private mutating func command(_ raw: UInt16, at now: MonotonicTime) {
        if raw == 0x12 {
            stopsAt = nil
            set(.state, 3, at: now)
        } else if raw == 1, value(.state) == 3, !fault.isStuck {
            set(.state, 1, at: now)
            stopsAt = now + Self.ramp
        }
    }
}

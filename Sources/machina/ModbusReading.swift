internal import ArgumentParser
internal import FloorModel
internal import ModbusLink
internal import RegisterMap

/// One line of `--json` and `--values`.
struct ModbusReading: Encodable, Equatable {
    var unit: Int
    var table: RegisterTable
    var address: Int
    /// Empty when there is none that can be trusted.
    var values: [Double]
    var quality: Quality
    /// Why the quality is not good.
    var reason: String?

    /// `unit 1 holding 100: 1100 1101`
    var sentence: String {
        let what = quality == .good ? values.map(\.shortText).joined(separator: " ") : reason ?? quality.rawValue
        return "unit \(unit) \(table.rawValue) \(address): \(what)"
    }
}

/// What came of a request, in words and as an exit code.
enum ModbusOutcome {
    case answered(ModbusReply)
    case failed(TransactionFailure)

    var reply: ModbusReply? {
        guard case .answered(let reply) = self else { return nil }
        return reply
    }

    /// Why there are no values; nil where there are.
    var reason: String? {
        switch self {
        case .answered(.exception(let code)): "exception \(code) (\(modbusExceptionWords(code)))"
        case .answered: nil
        case .failed(.timeout): "no answer"
        case .failed(.refusedReply(let why)): "refused: \(why)"
        case .failed(.closed(let why)): why
        }
    }

    var exitCode: ExitCode? {
        switch self {
        case .answered(.exception): .checkFailed
        case .answered: nil
        case .failed(.timeout): .unavailable
        case .failed(.refusedReply(_)): .badData
        case .failed(.closed(_)): .inputOutput
        }
    }
}

/// V1.1b3, 7.
func modbusExceptionWords(_ code: Int) -> String {
    switch code {
    case 1: "the device does not know this function"
    case 2: "the device has no such address"
    case 3: "the device does not take this value or count"
    case 4: "the device failed"
    case 5: "the device needs longer"
    case 6: "the device is busy"
    case 8: "the memory of the device is broken"
    case 10: "the gateway has no path to the device"
    case 11: "the device behind the gateway does not answer"
    default: "not a code of the protocol"
    }
}

extension ModbusLink {
    func ask(_ request: ModbusRequest, timeout: Duration) -> ModbusOutcome {
        do throws(TransactionFailure) {
            return .answered(try perform(request, timeout: timeout))
        } catch {
            return .failed(error)
        }
    }
}

/// How `read` and `watch` make numbers of registers.
struct ModbusDecoding: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What the registers hold: \(PointType.allCases.dropFirst().map(\.rawValue).joined(separator: ", ")); "
                + "uint16 when left out."),
        transform: PointType.init(modbus:))
    var type = PointType.uint16
    @Option(
        help: "Order of the bytes of a value: abcd (when left out), cdab, badc or dcba.",
        transform: WordOrder.init(modbus:))
    var order = WordOrder.abcd

    func check(_ ranges: [RegisterRange]) throws {
        for range in ranges where !range.table.isBits && range.count % type.registers != 0 {
            throw ValidationError("\(range.count) registers are no whole number of \(type.rawValue) values")
        }
    }

    func reading(_ range: RegisterRange, unit: Int, _ outcome: ModbusOutcome) -> ModbusReading {
        var reading = ModbusReading(
            unit: unit, table: range.table, address: range.address, values: [], quality: .bad, reason: outcome.reason)
        switch outcome {
        case .answered(.bits(let bits)):
            reading.values = bits.map { $0 ? 1 : 0 }
            reading.quality = .good
        case .answered(.registers(let registers)):
            let values = values(registers)
            if let bad = values.firstIndex(where: { $0.quality != .good }) {
                reading.reason = "no number at \(range.address + bad * type.registers)"
            } else {
                reading.values = values.map(\.value)
                reading.quality = .good
            }
        default: break
        }
        return reading
    }

    private func values(_ registers: [UInt16]) -> [SignalReading] {
        let point = PointDescription(
            name: "value", module: "", table: .holding, address: 0, type: type, wordOrder: order)
        return stride(from: 0, to: registers.count, by: type.registers).map { index in
            point.decode(registers: registers[index..<index + type.registers])
        }
    }
}

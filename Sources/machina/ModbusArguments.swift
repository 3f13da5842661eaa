internal import ArgumentParser
internal import FloorModel
internal import Foundation
internal import RegisterMap

extension LineDescription.Endpoint {
    /// `tcp://10.0.0.20:502`, `rtu:///dev/ttyUSB0?baud=19200&parity=even`.
    init(modbus text: String) throws {
        let remedy = "use tcp://HOST:PORT or rtu:///dev/x?baud=19200&parity=none"
        guard let parts = URLComponents(string: text), let scheme = parts.scheme else {
            throw ValidationError("\(text): this is no line; \(remedy)")
        }
        switch scheme {
        case "tcp": self = try Self.tcp(parts, text: text)
        case "rtu": self = try Self.rtu(parts, text: text)
        default: throw ValidationError("\(text): \(scheme) is no kind of line; \(remedy)")
        }
    }

    private static func tcp(_ parts: URLComponents, text: String) throws -> Self {
        guard var host = parts.host, !host.isEmpty, parts.path.isEmpty || parts.path == "/", parts.query == nil else {
            throw ValidationError("\(text): name host and port alone, tcp://10.0.0.20:502")
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        let port = parts.port ?? 502
        guard (1...65_535).contains(port) else { throw ValidationError("\(text): the port is 1 to 65535") }
        return .tcp(host: host, port: port)
    }

    private static func rtu(_ parts: URLComponents, text: String) throws -> Self {
        guard (parts.host ?? "").isEmpty, parts.path.count > 1 else {
            throw ValidationError("\(text): give the port's whole path behind three slashes, rtu:///dev/ttyUSB0")
        }
        var baud = 19_200
        var parity = SerialParity.even
        for item in parts.queryItems ?? [] {
            switch item.name {
            case "baud":
                guard let rate = Int(item.value ?? ""), rate > 0 else {
                    throw ValidationError("\(text): baud is a number of bits per second, baud=19200")
                }
                baud = rate
            case "parity":
                guard let known = SerialParity(rawValue: item.value ?? "") else {
                    throw ValidationError("\(text): parity is none, even or odd")
                }
                parity = known
            default: throw ValidationError("\(text): there is no setting \(item.name); use baud and parity")
            }
        }
        return .rtu(port: parts.path, baud: baud, parity: parity)
    }
}

/// Registers or bits that stand together: `holding:100:10`; the count is 1 when left out.
struct RegisterRange: Hashable {
    var table: RegisterTable
    var address: Int
    var count: Int

    init(table: RegisterTable, address: Int, count: Int) {
        self.table = table
        self.address = address
        self.count = count
    }

    init(_ text: String) throws {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || parts.count == 3, let table = RegisterTable(rawValue: parts[0]) else {
            throw ValidationError("\(text): use TABLE:ADDRESS:COUNT, with coil, discrete, input or holding first")
        }
        guard let address = Self.number(parts[1]), let count = parts.count == 3 ? Self.number(parts[2]) : 1 else {
            throw ValidationError("\(text): address and count are numbers: 8449, 0x2101 or 2101H")
        }
        self.init(table: table, address: address, count: count)
        guard request(unit: 1).isValid else {
            let most = table.isBits ? 2000 : 125
            throw ValidationError("\(text): one request takes 1 to \(most), at addresses 0 to 65535")
        }
    }

    func request(unit: Int) -> ModbusRequest {
        ModbusRequest(
            unit: unit,
            table.isBits
                ? .readBits(table, address: address, count: count)
                : .readRegisters(table, address: address, count: count))
    }

    private static func number(_ text: String) -> Int? {
        if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
        if text.hasSuffix("H") || text.hasSuffix("h") { return Int(text.dropLast(), radix: 16) }
        return Int(text)
    }
}

/// What each register should hold, `1000+address`: a sum of numbers and `address`.
struct ExpectedValue {
    private var constant = 0
    private var addresses = 0

    init(_ text: String) throws {
        let signed = text.replacing(" ", with: "").replacing("-", with: "+-")
        let terms = signed.split(separator: "+", omittingEmptySubsequences: true)
        guard !terms.isEmpty else { throw Self.mistake(text) }
        for term in terms {
            switch term {
            case "address": addresses += 1
            case "-address": addresses -= 1
            default:
                guard let number = Int(term), number.magnitude < 1 << 32 else { throw Self.mistake(text) }
                constant += number
            }
        }
    }

    private static func mistake(_ text: String) -> ValidationError {
        ValidationError("--expect \(text): use a sum of numbers and address, such as 1000+address")
    }

    /// As it stands in a register: modulo 65536.
    func value(at address: Int) -> UInt16 { UInt16(truncatingIfNeeded: constant + addresses * address) }
}

extension PointType {
    /// What `--type` takes: coils and discrete inputs need none.
    init(modbus text: String) throws {
        guard let type = Self(rawValue: text), type != .bit else {
            let known = Self.allCases.filter { $0 != .bit }.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--type \(text): use one of \(known)")
        }
        self = type
    }

    /// Why `value` cannot be written as this type, and what can; nil: nothing speaks against it here.
    func mistake(in value: Double) -> String? {
        switch self {
        case .float32, .float64: nil
        case .bit: value == 0 || value == 1 ? nil : "\(value.shortText): a coil takes 0 or 1"
        case _ where value != value.rounded():
            "\(value.shortText): \(rawValue) takes whole numbers; give --type float32 where the device holds a "
                + "float, or the raw number, the value divided by the register's scale: 15 for 1.5 with a scale of 0.1"
        case .uint16, .uint32, .uint64:
            value < 0
                ? "\(value.shortText): \(rawValue) takes nothing below 0; give --type \(rawValue.dropFirst()) where "
                    + "the device holds a signed number" : nil
        case .int16, .int32, .int64: nil
        }
    }
}

extension Machina {
    /// The arguments so that the value of `modbus write` may be negative: a number that begins with a minus goes
    /// behind `--`, where nothing is taken for an option. All else stays as it was typed.
    static func withNegativeValues(_ arguments: [String]) -> [String] {
        guard arguments.starts(with: ["modbus", "write"]), !arguments.contains("--") else { return arguments }
        let isValue = { (index: Int) in
            let before = arguments[index - 1]
            let belongsToOption = before.hasPrefix("--") && before != "--json" && !before.contains("=")
            return arguments[index].hasPrefix("-") && Double(arguments[index]) != nil && !belongsToOption
        }
        guard let index = arguments.indices.dropFirst().first(where: isValue) else { return arguments }
        return arguments[..<index] + arguments[(index + 1)...] + ["--", arguments[index]]
    }
}

extension WordOrder {
    init(modbus text: String) throws {
        guard let order = Self(rawValue: text) else {
            throw ValidationError("--order \(text): use abcd, cdab, badc or dcba")
        }
        self = order
    }
}

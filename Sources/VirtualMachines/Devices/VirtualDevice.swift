/// A module on a machine's Modbus line: it answers requests as its maker's manual says.
protocol VirtualDevice: Sendable {
    /// Answers at `now`; a watchdog on communication starts again.
    mutating func answer(_ request: ModbusRequest, at now: Nanoseconds) -> ModbusAnswer
}

extension VirtualDevice {
    /// A block of registers: too many are exception 03, one that does not exist is 02.
    func registers(
        _ address: Int, _ count: Int, most: Int = 125, value: (Int) -> UInt16?
    ) -> ModbusAnswer {
        guard count <= most else { return .exception(.illegalDataValue) }
        var values: [UInt16] = []
        for register in address..<(address + count) {
            guard let value = value(register) else { return .exception(.illegalDataAddress) }
            values.append(value)
        }
        return .registers(values)
    }

    /// A block of bits out of those that there are.
    func bits(_ address: Int, _ count: Int, of all: [Bool]) -> ModbusAnswer {
        guard address + count <= all.count else { return .exception(.illegalDataAddress) }
        return .bits(Array(all[address..<(address + count)]))
    }
}

/// Whether somebody has asked the device within its time; at rest until the first request.
struct CommunicationWatchdog: Hashable, Sendable {
    /// 0 is off.
    var timeout: Nanoseconds
    private var lastRequest: Nanoseconds?
    private var hasBarked = false
    /// How often it barked since power-on.
    private(set) var count = 0

    init(timeout: Nanoseconds) { self.timeout = timeout }

    mutating func feed(at now: Nanoseconds) {
        lastRequest = now
        hasBarked = false
    }

    /// True once for each silence that lasts longer than the time.
    mutating func barks(at now: Nanoseconds) -> Bool {
        guard timeout > 0, !hasBarked, let lastRequest, now - lastRequest > timeout else { return false }
        hasBarked = true
        count += 1
        return true
    }
}

/// Two's complement of a value in tenths, hundredths or units, at the ends of 16 bits when it is beyond them.
func signedRegister(_ value: Double) -> UInt16 {
    UInt16(bitPattern: Int16(max(-32_768, min(32_767, value.rounded()))))
}

/// As above for a register without sign.
func unsignedRegister(_ value: Double) -> UInt16 { UInt16(max(0, min(65_535, value.rounded()))) }

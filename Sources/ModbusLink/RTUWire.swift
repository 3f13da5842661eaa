internal import CModbus
internal import FloorModel
internal import Glibc
internal import RegisterMap

/// Modbus RTU (Modbus over Serial Line V1.02) on one tty or pty, locked for this process.
final class RTUWire {
    /// Those that libmodbus sets by name; any other would silently become 9600.
    static let rates = [
        300, 600, 1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600,
    ]
    /// Time that the units get to do what a broadcast says (V1.02, 2.4.1).
    private static let turnaround = Duration.milliseconds(100)
    /// Longest wait for silence; a line that is never silent has another master, or none of its settings right.
    private static let longestDrain = Duration.seconds(5)

    private let path: String
    private let context: ModbusContext
    /// 3.5 characters of silence end a frame; above 19200 baud 1.75 ms (V1.02, 2.5.1.1).
    private let frameGap: Duration
    private var quarantine: Quarantine
    private var outgoing: [UInt8] = []
    private var freeFrom = MonotonicTime(elapsed: .zero)
    private(set) var isOpen = false

    init(path: String, baud: Int, parity: SerialParity, lateBound: Duration) throws(LineFault) {
        guard Self.rates.contains(baud) else { throw .baudRefused(path: path, asked: baud) }
        self.path = path
        let letter: Character =
            switch parity {
            case .none: "N"
            case .even: "E"
            case .odd: "O"
            }
        let byte = CChar(truncatingIfNeeded: Int(letter.asciiValue ?? 0))
        guard let handle = modbus_new_rtu(path, Int32(baud), byte, 8, parity == .none ? 2 : 1) else {
            throw .port(errno, path: path)
        }
        context = ModbusContext(handle)
        // A character is eleven bits: start, eight, parity, stop, or a second stop.
        frameGap = baud > 19_200 ? .microseconds(1750) : .nanoseconds(38_500_000_000 / baud)
        quarantine = Quarantine(lateBound: lateBound)
    }

    /// What an earlier owner of the line asked may still be answered: reads wait until the line was silent.
    func open() throws(LineFault) {
        close()
        let code = context.connect(timeout: .seconds(1))
        guard code == 0 else { throw .port(code, path: path) }
        guard flock(context.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            context.close()
            throw .port(code, path: path)
        }
        isOpen = true
        quarantine.garbled(at: .now)
    }

    func close() {
        if isOpen { context.close() }
        isOpen = false
    }

    func perform(_ request: ModbusRequest, timeout: Duration) throws(TransactionFailure) -> ModbusReply {
        try settle(before: request)
        outgoing.removeAll(keepingCapacity: true)
        outgoing.append(UInt8(request.unit))
        request.appendPDU(to: &outgoing)
        guard context.sendSerial(outgoing) else {
            close()
            throw .closed("\(path): the port took no request; check adapter and cable")
        }
        if request.unit == 0 {
            freeFrom = .now + Self.turnaround
            return .written
        }
        defer { freeFrom = .now + frameGap }
        return try answer(to: request, until: .now + timeout)
    }

    private func answer(to request: ModbusRequest, until deadline: MonotonicTime) throws(TransactionFailure)
        -> ModbusReply
    {
        while true {
            let now = MonotonicTime.now
            switch context.receive(timeout: deadline - now) {
            case .frame(let count):
                if let reply = try accepted(request, count: count, at: now) { return reply }
            case .foreignUnit(let unit):
                guard quarantine.expectsLateReply(of: unit, at: now) else {
                    throw refused("unit \(unit) answered where \(request.unit) was asked")
                }
            case .nothing:
                quarantine.timedOut(unit: request.unit, at: .now)
                throw .timeout
            case .garbled(let what): throw refused(what)
            case .closed:
                close()
                throw .closed("\(path): the port is gone; check adapter and cable")
            }
            guard MonotonicTime.now < deadline else {
                quarantine.timedOut(unit: request.unit, at: .now)
                throw .timeout
            }
        }
    }

    /// nil: an old reply of this unit, passed over.
    private func accepted(_ request: ModbusRequest, count: Int, at now: MonotonicTime) throws(TransactionFailure)
        -> ModbusReply?
    {
        let frame = context.bytes
        let unit = Int(frame[0])
        // libmodbus lets unit 0 through as a broadcast, but nobody answers in its name.
        guard unit == request.unit, count > 4 else { throw refused("a frame of unit \(unit) with \(count) bytes") }
        do throws(TransactionFailure) {
            return try request.reply(frame.span.extracting(1..<count - 2))
        } catch {
            if quarantine.expectsLateReply(of: unit, at: now) { return nil }
            quarantine.garbled(at: .now)
            throw error
        }
    }

    private func refused(_ reason: String) -> TransactionFailure {
        quarantine.garbled(at: .now)
        return .refusedReply(reason)
    }

    /// Keeps the pause between frames, throws away what nobody asked for, and sits a quarantine out.
    private func settle(before request: ModbusRequest) throws(TransactionFailure) {
        let start = MonotonicTime.now
        var isSilent = try isSilent(for: freeFrom - start)
        if !isSilent { quarantine.garbled(at: .now) }
        guard var quiet = quarantine.end(for: request) else { return }
        while MonotonicTime.now < quiet || !isSilent {
            isSilent = try self.isSilent(for: quiet - .now)
            if !isSilent { quiet = .now + quarantine.lateBound }
            guard MonotonicTime.now - start < Self.longestDrain + quarantine.lateBound else {
                throw refused("\(path) is never silent; is there a second master, or a wrong baud rate?")
            }
        }
        quarantine.lapse(at: .now)
    }

    /// False as soon as bytes come; they are thrown away.
    private func isSilent(for time: Duration) throws(TransactionFailure) -> Bool {
        switch context.listen(for: time) {
        case .silent: return true
        case .bytes:
            context.flush()
            return false
        case .gone:
            close()
            throw .closed("\(path): the port is gone; check adapter and cable")
        }
    }
}

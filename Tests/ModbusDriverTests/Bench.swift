import FloorControl
import FloorModel
import RegisterMap
import Testing

@testable import ModbusDriver

/// A session, a scripted device and a clock that is moved by hand. It runs one transaction after the other as the
/// line's thread does: mail is looked at between two of them.
final class Bench {
    var session: MachineSession
    var device = ScriptedDevice()
    let mailbox = LineMailbox(machines: 1)
    var now = MonotonicTime(elapsed: .seconds(1))
    var latency = Duration.milliseconds(5)
    private(set) var reports: [MachineReport] = []
    /// Every transaction, in order.
    private(set) var sent: [Wanted] = []

    init(_ machine: MachineDescription = SmallMachine.description(), lateBound: Duration = .zero) {
        session = MachineSession(machine, lateBound: lateBound)
    }

    static func connected(_ machine: MachineDescription = SmallMachine.description()) -> Bench {
        let bench = Bench(machine)
        bench.open()
        bench.pass(.milliseconds(500))
        #expect(bench.takeNews().contains(.connected(firmware: firmware, found: .atRest)))
        return bench
    }

    static let firmware = "Delta MS300, ioLogik, SDM630"

    func open() { session.open(at: now) }

    func order(_ writes: PointWrite...) { #expect(mailbox.post(.write(writes), machine: 0)) }
    func safe(_ command: SafingCommand) { mailbox.post(command, machine: 0) }

    func takeMail() {
        if let command = mailbox.takeSafing(machine: 0) { session.safe(command, at: now) }
        while session.wantsOrder, let order = mailbox.takeOrder(machine: 0) { session.perform(order, at: now) }
    }

    /// One transaction, or so much time as nothing is due; false in the second case.
    @discardableResult
    func step(until end: MonotonicTime) -> Bool {
        takeMail()
        device.pass(to: now)
        session.tick(at: now)
        defer { reports += session.takeReports() }
        guard let wanted = session.next(at: now) else {
            now = min(end, max(now + .milliseconds(1), session.wakeAt(now: now) ?? end))
            return false
        }
        now = max(now, wanted.notBefore)
        let start = now
        sent.append(wanted)
        let reply = device.answer(wanted.request, at: start + latency / 2)
        now = now + (reply == nil ? wanted.timeout : latency)
        device.pass(to: now)
        session.finish(wanted, reply.map { .success($0) } ?? .failure(.timeout), startedAt: start, at: now)
        return true
    }

    func pass(_ duration: Duration) {
        let end = now + duration
        while now < end { step(until: end) }
    }

    /// Passes time until such a report comes, a minute at most.
    func pass(until isWanted: (MachineReport) -> Bool) -> Bool {
        let end = now + .seconds(60)
        while now < end {
            let known = reports.count
            step(until: min(end, now + .milliseconds(20)))
            if reports[known...].contains(where: isWanted) { return true }
        }
        return false
    }

    func takeReports() -> [MachineReport] {
        reports += session.takeReports()
        defer { reports = [] }
        return reports
    }

    /// Reports without values.
    func takeNews() -> [MachineReport] {
        takeReports().filter { if case .signals = $0 { false } else { true } }
    }

    func takeReadings() -> [SignalReading] {
        takeReports().flatMap { if case .signals(let readings) = $0 { readings } else { [SignalReading]() } }
    }

    func takeSent() -> [Wanted] {
        defer { sent = [] }
        return sent
    }
}

extension Wanted {
    /// `1:2000=12`: unit, address and value of a write; nil: a read.
    var writeText: String? {
        switch request.action {
        case .readBits, .readRegisters: nil
        case .writeCoil(let address, let isOn): "\(request.unit):\(address)=\(isOn ? 1 : 0)"
        case .writeRegister(let address, let value):
            "\(request.unit):\(String(address, radix: 16))=\(String(value, radix: 16))"
        case .writeRegisters(let address, let values): "\(request.unit):\(String(address, radix: 16))=\(values)"
        }
    }
}

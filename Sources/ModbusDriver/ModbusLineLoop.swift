internal import FloorControl
internal import FloorModel
internal import ModbusLink
internal import RegisterMap

/// The loop of a line's thread: keeps the line open, looks into the mailbox between two transactions, runs the most
/// urgent one of all its machines, and reports.
struct ModbusLineLoop {
    private let line: LineDescription
    private let mailbox: LineMailbox
    private let report: @Sendable (MachineID, MachineReport) -> Void
    private var sessions: [MachineSession]
    /// The driver ends: at this time at the latest.
    private var endsAt: MonotonicTime?
    /// A safing command came while the line was closed: it is opened soon.
    private var isUrgent = false
    /// How long after its time a unit on a serial line may still answer; on TCP no late reply can be mistaken.
    private let lateBound: Duration
    /// Reads would block until then: the line must fall silent first. Meanwhile a stop can come.
    private var quietUntil = MonotonicTime(elapsed: .zero)

    private static let firstDelay = Duration.milliseconds(250)
    private static let longestDelay = Duration.seconds(5)
    /// Deadlines and ages are looked at that often at least.
    private static let longestWait = Duration.milliseconds(50)
    private static let connectTimeout = Duration.seconds(1)

    init(
        line: LineDescription, machines: [MachineDescription], mailbox: LineMailbox,
        report: @escaping @Sendable (MachineID, MachineReport) -> Void
    ) {
        self.line = line
        self.mailbox = mailbox
        self.report = report
        let lateBound: Duration =
            switch line.endpoint {
            case .tcp: .zero
            case .rtu: .milliseconds(500)
            }
        self.lateBound = lateBound
        sessions = machines.map { MachineSession($0, lateBound: lateBound) }
    }

    /// Runs until the mailbox is shut down and every machine that was at work is seen at rest, or its time is over.
    mutating func run() {
        var delay = Self.firstDelay
        while !isOver(at: .now) {
            do throws(LineFault) {
                let link = try ModbusLink(line.endpoint, lateBound: lateBound)
                try link.open(timeout: Self.connectTimeout)
                if serve(link) { delay = Self.firstDelay }
            } catch {
                lose(error.code, error.description)
            }
            pause(delay)
            delay = min(delay * 2, Self.longestDelay)
        }
    }

    /// Runs transactions until the line is gone or all is over; tells whether anything answered.
    private mutating func serve(_ link: ModbusLink) -> Bool {
        var hasAnswered = false
        let openedAt = MonotonicTime.now
        quietUntil = openedAt + lateBound
        for index in sessions.indices { sessions[index].open(at: openedAt) }
        while true {
            takeMail()
            let now = MonotonicTime.now
            for index in sessions.indices { sessions[index].tick(at: now) }
            deliver()
            if isOver(at: now) { return hasAnswered }
            guard let (index, wanted) = mostUrgent(at: now) else {
                mailbox.wakeup.wait(min(wakeAt(now) - now, Self.longestWait))
                continue
            }
            let free = wanted.request.isRead ? max(wanted.notBefore, quietUntil) : wanted.notBefore
            guard free <= now else {
                mailbox.wakeup.wait(min(free - now, Self.longestWait))
                continue
            }
            let result = perform(wanted, link)
            if case .failure(.refusedReply) = result { quietUntil = .now + lateBound }
            if case .failure(.closed(let why)) = result {
                lose(.linkLost, why)
                return hasAnswered
            }
            if case .success = result { hasAnswered = true }
            sessions[index].finish(wanted, result, startedAt: now, at: .now)
        }
    }

    private func perform(_ wanted: Wanted, _ link: ModbusLink) -> Result<ModbusReply, TransactionFailure> {
        do throws(TransactionFailure) {
            return .success(try link.perform(wanted.request, timeout: wanted.timeout))
        } catch {
            return .failure(error)
        }
    }

    private func mostUrgent(at now: MonotonicTime) -> (session: Int, Wanted)? {
        var best: (session: Int, Wanted)?
        for index in sessions.indices {
            guard let wanted = sessions[index].next(at: now) else { continue }
            if best.map({ wanted.precedes($0.1) }) ?? true { best = (index, wanted) }
        }
        return best
    }

    private func wakeAt(_ now: MonotonicTime) -> MonotonicTime {
        sessions.indices.compactMap { sessions[$0].wakeAt(now: now) }.min() ?? now + Self.longestWait
    }

    private mutating func takeMail() {
        for index in sessions.indices {
            if let command = mailbox.takeSafing(machine: index) {
                sessions[index].safe(command, at: .now)
                isUrgent = true
            }
            while sessions[index].wantsOrder, let order = mailbox.takeOrder(machine: index) {
                sessions[index].perform(order, at: .now)
            }
        }
        if endsAt == nil, mailbox.isShutDown { beginEnd(at: .now) }
    }

    private mutating func beginEnd(at now: MonotonicTime) {
        var end = now
        for index in sessions.indices {
            sessions[index].stopUnlessAtRest(at: now)
            guard let safing = sessions[index].safing else { continue }
            end = max(end, now + safing.state.within)
        }
        endsAt = end
    }

    private func isOver(at now: MonotonicTime) -> Bool {
        guard let endsAt else { return false }
        return now >= endsAt || sessions.allSatisfy(\.isSettled)
    }

    private func deliver(_ index: Int, _ reports: [MachineReport]) {
        for each in reports { report(sessions[index].machine, each) }
    }

    private mutating func deliver() {
        for index in sessions.indices { deliver(index, sessions[index].takeReports()) }
    }

    private mutating func lose(_ code: FaultCode, _ detail: String) {
        for index in sessions.indices { sessions[index].close(code, detail, at: .now) }
        deliver()
    }

    /// Between two attempts to open the line. A safing command shortens it: it may be the line's first.
    private mutating func pause(_ delay: Duration) {
        let start = MonotonicTime.now
        isUrgent = false
        while true {
            takeMail()
            deliver()
            let now = MonotonicTime.now
            let left = start + (isUrgent ? min(delay, Self.firstDelay) : delay) - now
            guard left > .zero, !isOver(at: now) else { return }
            mailbox.wakeup.wait(left)
        }
    }
}

extension LineFault {
    /// Nobody answers, or the port itself cannot be used.
    fileprivate var code: FaultCode {
        switch self {
        case .unreachable, .noAnswer: .linkLost
        default: .portUnavailable
        }
    }
}

internal import FloorControl
internal import FloorModel
internal import RegisterMap

// The line, and what time brings.
extension MachineSession {
    /// The line is open: the hello begins, and a stop or an abort that is not confirmed is sent first.
    mutating func open(at now: MonotonicTime) {
        link = .greeting(since: now)
        openedAt = now
        activeDetail = nil
        heardAt = nil
        waitsSince = now
        for index in modules.indices { modules[index].reset() }
        schedule.reset()
        board.reset(at: now)
        safing?.restart(at: now)
        watch()
    }

    /// The line is gone, or cannot be opened: told once for every different reason.
    mutating func close(_ code: FaultCode, _ detail: String, at now: MonotonicTime) {
        board.expireAll()
        lose(Fault(code, machine: machine, detail: detail), at: now)
        link = .closed
    }

    private mutating func lose(_ fault: Fault, at now: MonotonicTime) {
        let isNews = isReady || fault != lastFault
        link = .greeting(since: now)
        heardAt = nil
        waitsSince = now
        lastFault = fault
        order = nil
        clearing = nil
        if safing?.command == .hold { safing = nil }
        watch()
        if isNews { report(.disconnected(fault, lastAcknowledgedLine: nil), at: now) }
    }

    /// Looks at everything that ages, and reports what has become of it.
    mutating func tick(at now: MonotonicTime) {
        guard isOpen else { return }
        board.expire(at: now)
        noticeSilence(at: now)
        advanceHello(at: now)
        advanceOrder(at: now)
        advanceSafing(at: now)
        advanceClear(at: now)
        flush(all: false, at: now)
    }

    /// One silent module is not the machine: only when all of them are is it gone.
    private mutating func noticeSilence(at now: MonotonicTime) {
        guard isReady, modules.allSatisfy(\.isSilent) else { return }
        let heardAt = modules.compactMap(\.answeredAt).max() ?? openedAt
        guard now - heardAt > process.staleAfter else { return }
        let names = modules.map(\.name).joined(separator: ", ")
        lose(Fault(.linkLost, machine: machine, detail: "none of its modules answers: \(names)"), at: now)
    }

    private mutating func advanceHello(at now: MonotonicTime) {
        guard case .greeting(let since) = link else { return }
        if isGreeted(since: since) {
            link = .ready
            lastFault = nil
            activeDetail = nil
            watch()
            report(.connected(firmware: firmware, found: found(since: since, at: now)), at: now)
        } else if heardAt != nil || lastFault == nil, now - waitsSince > max(process.staleAfter, .seconds(2)) {
            waitsSince = now
            let fault = Fault(.linkLost, machine: machine, detail: missing(since: since).joined(separator: "; "))
            if fault != lastFault { report(.disconnected(fault, lastAcknowledgedLine: nil), at: now) }
            lastFault = fault
            reportActive(at: now)
        }
    }

    private func isGreeted(since: MonotonicTime) -> Bool {
        schedule.items.allSatisfy { item in
            (item.poll == .none || modules[item.module].hasAnswered(since: since))
                && item.points.allSatisfy { !isGreeting($0, item) || isRead($0, since: since) }
        }
    }

    /// What the hello still waits for.
    private func missing(since: MonotonicTime) -> [String] {
        let silent = modules.indices.filter { index in
            !modules[index].hasAnswered(since: since)
                && schedule.items.contains { $0.module == index && $0.poll != .none }
        }
        let unread = schedule.items.filter { !silent.contains($0.module) }.compactMap { item -> String? in
            let points = item.points.filter { isGreeting($0, item) && !isRead($0, since: since) }
            guard !points.isEmpty else { return nil }
            let why = item.exception.map { "answers \(Self.words(exception: $0)) for" } ?? "does not give"
            return "\(modules[item.module].name) \(why) " + points.map { board.point($0).name }.joined(separator: ", ")
        }
        return silent.map { "\(modules[$0].name) does not answer" } + unread
    }

    /// The hello waits for this point: it is a fast one, or shows whether the machine is at rest.
    private func isGreeting(_ point: Int, _ item: ReadItem) -> Bool {
        item.poll == .fast || process.stop.confirmedBy.contains { $0.point == board.point(point).name }
    }

    private func isRead(_ point: Int, since: MonotonicTime) -> Bool { board.readAt(point).map { $0 >= since } ?? false }

    /// The titles of its modules: what a machine of this kind has for a firmware.
    private var firmware: String { process.modules.map(\.title).joined(separator: ", ") }

    private func found(since: MonotonicTime, at now: MonotonicTime) -> FoundCondition {
        let doubts = doubts(process.stop, since: since, at: now)
        return doubts.isEmpty ? .atRest : .active(detail: doubts.joined(separator: "; "))
    }

    /// A module is missing for the hello, and the others show that the machine is at work.
    private mutating func reportActive(at now: MonotonicTime) {
        let contradicted = process.stop.confirmedBy.filter { board.contradicts($0, at: now) }
        guard activeDetail == nil, !contradicted.isEmpty else { return }
        let detail = board.doubts(contradicted, since: openedAt, at: now).joined(separator: "; ")
        activeDetail = detail
        report(.active(detail: detail), at: now)
    }

    private mutating func advanceClear(at now: MonotonicTime) {
        guard let since = clearing, hasLooked, safing?.isWritten ?? true else { return }
        let doubts = (safing?.refusals ?? []) + doubts(process.abort, since: since, at: now)
        clearing = nil
        watch()
        guard doubts.isEmpty else { return report(.unconfirmed(doubts), at: now) }
        report(.cleared, at: now)
        report(.connected(firmware: firmware, found: found(since: since, at: now)), at: now)
    }

    private mutating func advanceSafing(at now: MonotonicTime) {
        guard let sequence = safing, sequence.isWritten, hasLooked else { return }
        let doubts = sequence.refusals + doubts(sequence.state, since: sequence.writtenAt, at: now)
        guard !doubts.isEmpty else {
            safing = nil
            watch()
            return confirm(sequence.command, at: now)
        }
        if doubts != sequence.reported {
            safing?.reported = doubts
            report(.unconfirmed(doubts), at: now)
        }
        if now >= sequence.repeatAt {
            safing?.repeatPass(at: now)
            watch()
        }
    }

    private mutating func confirm(_ command: SafingCommand, at now: MonotonicTime) {
        switch command {
        case .hold: report(.held, at: now)
        case .stop: report(.stopped(lastAcknowledgedLine: nil), at: now)
        case .abort: report(.aborted(lastAcknowledgedLine: nil), at: now)
        }
    }
}

// The end
extension MachineSession {
    /// The driver ends: a machine that was ever heard and is not seen at rest is stopped.
    mutating func stopUnlessAtRest(at now: MonotonicTime) {
        guard wasHeard, !isAtRest(at: now) else { return }
        safe(.stop, at: now)
    }

    /// Nothing is left that a stop was sent for.
    var isSettled: Bool { safing == nil }
}

internal import FloorControl
internal import FloorModel
internal import RegisterMap

// Which transaction goes next.
extension MachineSession {
    /// The transaction that is due now and most urgent; nil when none is. Of those that wait for the pause of their
    /// module only a safing write is given.
    func next(at now: MonotonicTime) -> Wanted? {
        guard isOpen else { return nil }
        var best = [safingWish, orderWish].compactMap(\.self).filter {
            $0.due <= now && ($0.isSafing || $0.notBefore <= now)
        }.min { $0.precedes($1) }
        for index in schedule.items.indices {
            guard let urgency = urgency(of: index, at: now), urgency.due <= now,
                modules[schedule.items[index].module].readableAt <= now
            else { continue }
            if let known = best, (known.priority, known.due) <= urgency { continue }
            best = wanted(readOf: index, urgency)
        }
        return best
    }

    /// When `next` may have something, if nothing happens meanwhile; nil while the line is closed.
    func wakeAt(now: MonotonicTime) -> MonotonicTime? {
        guard isOpen else { return nil }
        var wake = now + .seconds(1)
        for wanted in [safingWish, orderWish] {
            if let wanted { wake = min(wake, max(wanted.due, wanted.notBefore)) }
        }
        for index in schedule.items.indices {
            guard let urgency = urgency(of: index, at: now) else { continue }
            wake = min(wake, max(urgency.due, modules[schedule.items[index].module].readableAt))
        }
        return wake
    }

    private var safingWish: Wanted? {
        guard let safing, let index = safing.next(isSilent: { modules[$0].isSilent }) else { return nil }
        let write = safing.writes[index]
        let isSilent = modules[write.module].isSilent
        let priority: LinePriority = !isSilent ? .safing : safing.hasWaited ? .write : .safingUnanswered
        return wanted(
            write.request, module: write.module, priority: priority, due: safing.dueAt,
            purpose: .safing(sequence: safing.number, write: index))
    }

    private var orderWish: Wanted? {
        guard safing == nil, let order, let current = order.current, case .send(let from, _) = order.step else {
            return nil
        }
        return wanted(
            current.request, module: current.module, priority: .write, due: from, purpose: .order(number: order.number))
    }

    private typealias Urgency = (priority: LinePriority, due: MonotonicTime)

    /// How urgent a read is; nil: nobody wants it.
    private func urgency(of index: Int, at now: MonotonicTime) -> Urgency? {
        let attemptedAt = schedule.items[index].attemptedAt
        let watchedSince = schedule.items[index].watchedSince
        let poll = schedule.items[index].poll
        var urgency: Urgency
        /// How late it may become before it counts for more.
        var patience = fastPatience
        if let watchedSince, schedule.items[index].isAwaited {
            urgency = (.write, watchedSince)
        } else if poll == .fast || watchedSince != nil {
            urgency = (.fast, attemptedAt.map { $0 + process.fastPoll } ?? openedAt)
        } else if poll == .slow {
            urgency = (.slow, attemptedAt.map { $0 + process.slowPoll } ?? openedAt)
            patience = process.slowPoll
        } else {
            return nil
        }
        let module = schedule.items[index].module
        if modules[module].isBackedOff { urgency = (.slow, max(urgency.due, modules[module].probeAt)) }
        if urgency.priority > .write, now - urgency.due > patience {
            urgency.priority = urgency.priority == .slow ? .fast : .write
        }
        return urgency
    }

    private func wanted(readOf index: Int, _ urgency: Urgency) -> Wanted {
        wanted(
            schedule.items[index].request, module: schedule.items[index].module, priority: urgency.priority,
            due: urgency.due, purpose: .read(item: index))
    }

    private func wanted(
        _ request: ModbusRequest, module: Int, priority: LinePriority, due: MonotonicTime, purpose: Wanted.Purpose
    ) -> Wanted {
        Wanted(
            request: request, module: module, timeout: modules[module].description.timeout, priority: priority,
            due: due, notBefore: modules[module].readyAt, purpose: purpose)
    }

    /// Marks the reads that somebody waits for: they go early, and then at the fast rate.
    mutating func watch() {
        for index in schedule.items.indices { schedule.items[index].watchedSince = nil }
        if case .greeting(let since) = link { watch(process.stop.confirmedBy.map(\.point), since: since) }
        if let clearing {
            watch((process.stop.confirmedBy + process.abort.confirmedBy).map(\.point), since: clearing)
        }
        if let order, let current = order.current, case .confirm(let since) = order.step {
            watch(current.conditions.map(\.point), since: since)
            if let readBack = current.readBack { watch(readBack.point, since: since) }
        }
        if let safing, safing.isWritten { watch(safing.state.confirmedBy.map(\.point), since: safing.writtenAt) }
    }

    private mutating func watch(_ points: [String], since: MonotonicTime) {
        for point in points.compactMap(board.index) { watch(point, since: since) }
    }

    private mutating func watch(_ point: Int, since: MonotonicTime) {
        guard let item = schedule.itemOfPoint[point] else { return }
        schedule.items[item].watchedSince = max(schedule.items[item].watchedSince ?? since, since)
    }

    /// Whether all that is watched was asked for, as far as its module answers at all.
    var hasLooked: Bool {
        schedule.items.allSatisfy { !$0.isAwaited || modules[$0.module].isBackedOff }
    }
}

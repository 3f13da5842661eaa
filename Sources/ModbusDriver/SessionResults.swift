internal import FloorControl
internal import FloorModel
internal import RegisterMap

// What a transaction came to.
extension MachineSession {
    /// - Parameters:
    ///   - startedAt: when the request was sent: a value that was read is at least that new.
    ///   - now: when the reply was there, or the attempt over.
    mutating func finish(
        _ wanted: Wanted, _ result: Result<ModbusReply, TransactionFailure>, startedAt: MonotonicTime,
        at now: MonotonicTime
    ) {
        guard isOpen else { return }
        modules[wanted.module].take(result, at: now)
        if !modules[wanted.module].isSilent { heard(at: now) }
        switch wanted.purpose {
        case .read(let item): finishRead(item, result, startedAt: startedAt, at: now)
        case .order(let number):
            wroteAt = now
            if number == order?.number { finishWrite(result, at: now) }
        case .safing(let sequence, let write) where sequence == safing?.number:
            safing?.tried(write, isSilent: modules[wanted.module].isSilent, at: now)
            watch()
        case .safing: break
        }
        tick(at: now)
    }

    /// Where one module is back the others may be too: none of them waits for its probe.
    private mutating func heard(at now: MonotonicTime) {
        wasHeard = true
        guard !isReady, heardAt == nil else { return }
        heardAt = now
        waitsSince = now
        for index in modules.indices { modules[index].probe(at: now) }
    }

    private mutating func finishRead(
        _ index: Int, _ result: Result<ModbusReply, TransactionFailure>, startedAt: MonotonicTime,
        at now: MonotonicTime
    ) {
        let item = schedule.items[index]
        var exception: Int?
        if case .success(let reply) = result {
            if case .exception(let code) = reply { exception = code }
            for (point, reading) in zip(item.points, item.readings(reply) ?? []) {
                board.record(point, reading, readAt: startedAt, at: now)
            }
        }
        schedule.attempted(index, exception: exception, at: startedAt, process, board)
    }
}

// Orders
extension MachineSession {
    /// Takes up the next write of the order, or ends it.
    mutating func beginWrite(at now: MonotonicTime) {
        defer { watch() }
        guard let write = order?.takeNext() else {
            order = nil
            return
        }
        do throws(PointRefusal) {
            let (request, module, index) = try encode(write)
            let point = board.point(index)
            let readBack = point.readBackPoint.flatMap { readBack in
                board.index(readBack.name).map { (point: $0, isNamed: readBack.isNamed) }
            }
            order?.current = OrderProgress.Current(
                write: write, request: request, module: module, readBack: readBack,
                conditions: point.conditions(after: write.value), deadline: now + point.confirmWithin)
            order?.step = .send(from: now, failure: nil)
        } catch {
            fail(.writeUnconfirmed, error.description, at: now)
        }
    }

    private mutating func finishWrite(_ result: Result<ModbusReply, TransactionFailure>, at now: MonotonicTime) {
        guard let current = order?.current, case .send = order?.step else { return }
        switch result {
        case .success(.written):
            order?.step = .confirm(since: now)
            watch()
        case .success(.exception(let code)) where (1...3).contains(code):
            // The device will say no to this however often it is asked.
            failWrite(current, "\(modules[current.module].name) answers \(Self.words(exception: code))", at: now)
        case .success(.exception(let code)):
            retryWrite("\(modules[current.module].name) answers \(Self.words(exception: code))", at: now)
        case .success: retryWrite("\(modules[current.module].name) answers out of turn", at: now)
        case .failure(let failure): retryWrite(words(failure, of: modules[current.module]), at: now)
        }
    }

    private mutating func retryWrite(_ failure: String, at now: MonotonicTime) {
        order?.step = .send(from: now + process.fastPoll, failure: failure)
    }

    private mutating func failWrite(_ current: OrderProgress.Current, _ words: String, at now: MonotonicTime) {
        fail(.writeUnconfirmed, "\(current.write.point): wrote \(current.write.value.shortText), \(words)", at: now)
    }

    /// Goes on with the order when its write is seen, and fails it when its time is over.
    mutating func advanceOrder(at now: MonotonicTime) {
        guard let order, let current = order.current else { return }
        switch order.step {
        case .send(_, let failure):
            if now > current.deadline { failWrite(current, failure ?? "the line had no room for it", at: now) }
        case .confirm(let since):
            if let doubt = doubt(current, since: since, at: now) {
                if now > current.deadline { failWrite(current, doubt, at: now) }
            } else {
                beginWrite(at: now)
            }
        }
    }

    private func doubt(_ current: OrderProgress.Current, since: MonotonicTime, at now: MonotonicTime) -> String? {
        if let readBack = current.readBack, !isUnreadable(readBack.point, readBack.isNamed, since: since) {
            let written = current.write.value
            if let doubt = board.doubt(readBack: readBack.point, written: written, since: since, at: now) {
                return doubt
            }
        }
        return board.doubts(current.conditions, since: since, at: now).first
    }

    /// A register that is never polled and refuses to be read back is one that can only be written: its echo is all
    /// there is.
    private func isUnreadable(_ point: Int, _ isNamed: Bool, since: MonotonicTime) -> Bool {
        guard !isNamed, board.point(point).poll == .none, let index = schedule.itemOfPoint[point] else { return false }
        let item = schedule.items[index]
        return !item.isAwaited && (item.exception == 1 || item.exception == 2)
    }

    /// Modbus Application Protocol V1.1b3, 7.
    static func words(exception code: Int) -> String {
        let name: String? =
            switch code {
            case 1: "illegal function"
            case 2: "illegal data address"
            case 3: "illegal data value"
            case 4: "device failure"
            case 5: "acknowledge"
            case 6: "busy"
            case 10: "gateway path unavailable"
            case 11: "gateway target does not answer"
            default: nil
            }
        return "exception \(code)" + (name.map { " (\($0))" } ?? "")
    }

    private func words(_ failure: TransactionFailure, of module: ModuleWatch) -> String {
        switch failure {
        case .timeout: "\(module.name) does not answer"
        case .refusedReply(let why): "\(module.name) answers something else: \(why)"
        case .closed(let why): why
        }
    }
}

internal import FloorModel
internal import RegisterMap

/// One read of a machine: a block of points that are polled together, or a point that is only read on occasion.
struct ReadItem {
    enum Source {
        case block(PollBlock)
        case single(PointDescription)
    }

    let source: Source
    let request: ModbusRequest
    let poll: PollClass
    /// Of the session.
    let module: Int
    /// Of the board, in the order of the readings.
    let points: [Int]
    /// When the latest attempt was sent, whatever became of it.
    var attemptedAt: MonotonicTime?
    /// The device's "no" to the latest attempt.
    var exception: Int?
    /// Exceptions 2 in a row.
    var refusals = 0
    /// Somebody waits for a value that is asked for at this time or later.
    var watchedSince: MonotonicTime?

    /// One reading for each point; nil: the reply has none, and the values that are known age.
    func readings(_ reply: ModbusReply) -> [SignalReading]? {
        if case .exception = reply { return nil }
        switch source {
        case .block(let block): return block.decode(reply)
        case .single(let point): return [point.decode(reply)]
        }
    }

    /// The value that is waited for was not asked for yet.
    var isAwaited: Bool {
        guard let since = watchedSince else { return false }
        return attemptedAt.map { $0 < since } ?? true
    }
}

/// All reads of a machine, each point in at most one.
struct ReadSchedule {
    var items: [ReadItem] = []
    /// By point of the board: the item that reads it.
    private(set) var itemOfPoint: [Int?]

    init(_ process: ProcessMachineDescription, units: [String: Int], board: PointBoard) {
        itemOfPoint = Array(repeating: nil, count: process.points.count)
        let plan = PollPlan(points: process.points, modules: process.modules, units: units)
        for block in plan.fast + plan.slow { add(block, process, board) }
        // A point that is not polled is read when somebody waits for it; one that no block can hold is asked for all
        // the same, so that the device's "no" is told.
        for (index, point) in process.points.enumerated() where itemOfPoint[index] == nil {
            guard let module = process.modules.firstIndex(where: { $0.name == point.module }),
                let unit = units[point.module]
            else { continue }
            itemOfPoint[index] = items.count
            items.append(
                ReadItem(
                    source: .single(point),
                    request: ModbusRequest(reading: point, module: process.modules[module], unit: unit),
                    poll: point.poll, module: module, points: [index]))
        }
    }

    private mutating func add(_ block: PollBlock, _ process: ProcessMachineDescription, _ board: PointBoard) {
        guard let module = process.modules.firstIndex(where: { $0.name == block.module.name }) else { return }
        let points = block.points.compactMap { board.index($0.point.name) }
        for point in points { itemOfPoint[point] = items.count }
        items.append(
            ReadItem(source: .block(block), request: block.request, poll: block.poll, module: module, points: points))
    }

    mutating func reset() {
        for index in items.indices {
            items[index].attemptedAt = nil
            items[index].exception = nil
            items[index].refusals = 0
        }
    }

    /// A device that refuses a block twice with exception 2 does not like the addresses between its points: they are
    /// left out from now on.
    mutating func attempted(
        _ item: Int, exception: Int?, at time: MonotonicTime, _ process: ProcessMachineDescription, _ board: PointBoard
    ) {
        items[item].attemptedAt = time
        items[item].exception = exception
        items[item].refusals = exception == 2 ? items[item].refusals + 1 : 0
        guard items[item].refusals == 2, case .block(let block) = items[item].source else { return }
        let parts = block.withoutGaps()
        guard parts.count > 1 else { return }
        let watched = items[item].watchedSince
        for point in items[item].points { itemOfPoint[point] = nil }
        items.remove(at: item)
        for index in itemOfPoint.indices where itemOfPoint[index].map({ $0 > item }) == true {
            itemOfPoint[index] = itemOfPoint[index].map { $0 - 1 }
        }
        for part in parts {
            add(part, process, board)
            items[items.count - 1].watchedSince = watched
        }
    }
}

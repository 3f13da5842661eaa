internal import FloorModel
internal import RegisterMap

/// The latest readings of a machine's points with their ages, and what of them is to be reported.
///
/// A value is reported when it or its quality changes, and again every third of its lifetime: at once where an
/// interlock, a drive or a safe state looks at it, otherwise gathered for one fast poll at most.
struct PointBoard {
    private struct Entry {
        let point: PointDescription
        let isUrgent: Bool
        /// Age at which it is stale.
        let lifetime: Duration
        var reading: SignalReading
        /// When the request that read it was sent: the value is at most that old.
        var readAt: MonotonicTime?
        var reported: SignalReading?
        var reportedAt = MonotonicTime(elapsed: .zero)
        var isPending = false
    }

    private var entries: [Entry]
    private let indexes: [String: Int]
    private let gathers: Duration
    private var isUrgent = false
    private var hasPending = false
    private var flushedAt = MonotonicTime(elapsed: .zero)
    private var openedAt = MonotonicTime(elapsed: .zero)
    /// Nothing turns stale before.
    private var expiryAt = MonotonicTime(elapsed: .zero)

    init(_ process: ProcessMachineDescription) {
        var urgent = Set(process.interlocks.flatMap(\.conditions).map(\.point))
        urgent.formUnion(process.drives.map(\.running.point))
        urgent.formUnion([process.hold, process.stop, process.abort].flatMap(\.confirmedBy).map(\.point))
        entries = process.points.map { point in
            // A value that is read seldom is not stale between two reads.
            let lifetime = point.poll == .slow ? max(process.staleAfter, process.slowPoll * 3) : process.staleAfter
            return Entry(
                point: point, isUrgent: urgent.contains(point.name), lifetime: lifetime, reading: Self.unknown(point))
        }
        indexes = Dictionary(
            entries.enumerated().map { ($1.point.name, $0) }, uniquingKeysWith: { first, _ in first })
        gathers = process.fastPoll
    }

    private static func unknown(_ point: PointDescription) -> SignalReading {
        SignalReading(name: point.name, value: 0, unit: point.unit, quality: .unknown)
    }

    func index(_ name: String) -> Int? { indexes[name] }
    func point(_ index: Int) -> PointDescription { entries[index].point }
    /// When the request that read it was sent; nil: not since the line was opened.
    func readAt(_ index: Int) -> MonotonicTime? { entries[index].readAt }

    /// The line was opened: nothing is known, and what stays unread turns stale like anything else.
    mutating func reset(at now: MonotonicTime) {
        for index in entries.indices {
            entries[index].reading = Self.unknown(entries[index].point)
            entries[index].readAt = nil
        }
        openedAt = now
        expiryAt = now
    }

    mutating func record(_ index: Int, _ reading: SignalReading, readAt: MonotonicTime, at now: MonotonicTime) {
        entries[index].reading = reading
        entries[index].readAt = readAt
        let entry = entries[index]
        let isNews = entry.reported != reading
        guard isNews || now - entry.reportedAt >= entry.lifetime / 3 else { return }
        note(index, isUrgent: isNews && entry.isUrgent)
    }

    /// Turns stale what is too old.
    mutating func expire(at now: MonotonicTime) {
        guard now >= expiryAt else { return }
        var next = now + .seconds(3600)
        for index in entries.indices {
            let entry = entries[index]
            guard entry.reading.quality != .stale, entry.readAt != nil || entry.point.poll != .none else { continue }
            let end = (entry.readAt ?? openedAt) + entry.lifetime
            if now > end {
                entries[index].reading.quality = .stale
                note(index, isUrgent: true)
            } else {
                next = min(next, end)
            }
        }
        // A value that is read later than this lives longer than the shortest lifetime at least.
        expiryAt = min(next, now + (entries.map(\.lifetime).min() ?? .seconds(1)))
    }

    /// The line is gone: every value that was reported is stale from now on.
    mutating func expireAll() {
        for index in entries.indices where entries[index].reported != nil {
            guard entries[index].reported?.quality != .stale else { continue }
            entries[index].reading.quality = .stale
            note(index, isUrgent: true)
        }
    }

    private mutating func note(_ index: Int, isUrgent: Bool) {
        entries[index].isPending = true
        hasPending = true
        if isUrgent { self.isUrgent = true }
    }

    /// What is to be reported now, in the order of the points; `all`: without gathering any further.
    mutating func flush(all: Bool, at now: MonotonicTime) -> [SignalReading] {
        guard hasPending, all || isUrgent || now - flushedAt >= gathers else { return [] }
        var readings: [SignalReading] = []
        for index in entries.indices where entries[index].isPending {
            readings.append(entries[index].reading)
            entries[index].reported = entries[index].reading
            entries[index].reportedAt = now
            entries[index].isPending = false
        }
        (hasPending, isUrgent, flushedAt) = (false, false, now)
        return readings
    }
}

extension PointBoard {
    /// nil while the condition holds; else why not, `screw_state is 3, wanted == 0`.
    ///
    /// - Parameter since: only a value that was asked for at this time or later counts.
    func doubt(_ condition: Condition, since: MonotonicTime, at now: MonotonicTime) -> String? {
        guard let index = indexes[condition.point] else { return "\(condition.point) is not a point" }
        if let doubt = doubt(index, since: since, at: now) { return doubt }
        let value = entries[index].reading.value
        guard !condition.holds(for: value) else { return nil }
        return "\(condition.point) is \(value.shortText), wanted \(condition.comparison.rawValue) "
            + condition.value.shortText
    }

    func doubts(_ conditions: [Condition], since: MonotonicTime, at now: MonotonicTime) -> [String] {
        conditions.compactMap { doubt($0, since: since, at: now) }
    }

    /// nil when `written` is seen; else `read back 0` or what keeps it from being seen.
    func doubt(readBack index: Int, written: Double, since: MonotonicTime, at now: MonotonicTime) -> String? {
        if let doubt = doubt(index, since: since, at: now) { return doubt }
        let entry = entries[index]
        return entry.point.shows(written, read: entry.reading.value)
            ? nil : "read back \(entry.reading.value.shortText)"
    }

    /// Whether a value that can be trusted contradicts the condition.
    func contradicts(_ condition: Condition, at now: MonotonicTime) -> Bool {
        guard let index = indexes[condition.point], doubt(index, since: openedAt, at: now) == nil else { return false }
        return !condition.holds(for: entries[index].reading.value)
    }

    private func doubt(_ index: Int, since: MonotonicTime, at now: MonotonicTime) -> String? {
        let entry = entries[index]
        guard let readAt = entry.readAt else { return "\(entry.point.name) is unknown" }
        if now - readAt > entry.lifetime { return "\(entry.point.name) is stale" }
        if readAt < since { return "\(entry.point.name) is not seen since" }
        return entry.reading.quality == .good ? nil : "\(entry.point.name) is \(entry.reading.quality.rawValue)"
    }
}

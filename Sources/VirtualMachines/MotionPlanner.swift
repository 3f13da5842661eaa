/// A place of the machine: x, y, z and filament, mm.
typealias Place = SIMD4<Double>

/// The queue of planned moves (Marlin planner.cpp): a ring of BLOCK_BUFFER_SIZE blocks of which one stays free.
///
/// A move takes distance over feed rate; ramps are not modelled. Times are the caller's, already scaled.
struct MotionPlanner {
    private struct Block {
        var from: Place
        var to: Place
        var start: Nanoseconds
        var end: Nanoseconds
    }

    private let capacity: Int
    private var blocks: [Block] = []
    private var resting: Place = .zero
    /// When the last move ends or has ended.
    private(set) var lastEnd: Nanoseconds = .min
    /// Filament pushed minus filament drawn back, mm.
    private(set) var extrudedMillimetres = 0.0

    init(blocks: Int) {
        precondition(blocks >= 2, "a planner holds at least one move")
        capacity = blocks - 1
    }

    var free: Int { capacity - blocks.count }
    var isEmpty: Bool { blocks.isEmpty }
    var nextEnd: Nanoseconds? { blocks.first?.end }

    mutating func add(from: Place, to: Place, duration: Nanoseconds, at now: Nanoseconds) {
        precondition(free > 0, "the caller waits for a free block")
        let start = max(now, lastEnd)
        blocks.append(Block(from: from, to: to, start: start, end: start + duration))
        lastEnd = start + duration
    }

    /// Lets go of what is done at `now`.
    mutating func retire(at now: Nanoseconds) {
        let done = blocks.prefix { $0.end <= now }
        guard !done.isEmpty else { return }
        for block in done {
            extrudedMillimetres += block.to.w - block.from.w
            resting = block.to
        }
        blocks.removeFirst(done.count)
    }

    /// Where the head is at `now`; straight between the ends, arcs too.
    func place(at now: Nanoseconds) -> Place {
        guard let block = blocks.first, block.end > block.start else { return resting }
        let share = Double(max(0, now - block.start)) / Double(block.end - block.start)
        return block.from + (block.to - block.from) * min(1, share)
    }

    /// `Planner::quick_stop`: drops all moves, the one under way too, and tells where the head stands.
    mutating func quickStop(at now: Nanoseconds) -> Place {
        retire(at: now)
        let place = place(at: now)
        if let block = blocks.first { extrudedMillimetres += place.w - block.from.w }
        blocks.removeAll()
        lastEnd = now
        resting = place
        return place
    }

    /// Sets the place of a machine at rest (homing, reset).
    mutating func rest(at place: Place) { resting = place }
}

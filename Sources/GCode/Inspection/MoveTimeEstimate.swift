/// How long the moves of a file take: a planner with Marlin's rules, run ahead of the machine.
///
/// Each move is a trapezoid (accelerate, cruise, decelerate); between two moves the speed is limited by the jerk
/// that the change of direction asks for (Marlin `planner.cpp`, classic jerk), and by what can still be braked within
/// the moves that are known. Start values are Marlin's `Configuration.h` except for a cautious acceleration;
/// M203, M204 and M205 of the file are obeyed. Heating, homing and levelling are not counted, dwells (G4) are.
struct MoveTimeEstimate {
    /// What the machine may do; mm/s and mm/s².
    struct MotionLimits: Hashable, Sendable {
        var xSpeed = 300.0
        var ySpeed = 300.0
        var zSpeed = 5.0
        var eSpeed = 25.0
        /// Marlin's default is 3000; printers in use are set to 500 to 1250.
        var acceleration = 1000.0
        var zAcceleration = 100.0
        var jerk = 10.0
        var zJerk = 0.3

        init() {}
    }

    private struct Block {
        var length = 0.0
        var acceleration = 0.0
        var nominalSquared = 0.0
        /// The most at which the move may begin.
        var entryLimitSquared = 0.0
        var entrySquared = 0.0
    }

    /// Moves that are looked at together; the last `lookAhead` of them wait for what comes, as in Marlin's buffer.
    private static let window = 64
    private static let lookAhead = 16

    private(set) var seconds = 0.0
    private var limits = MotionLimits()
    private var feedrate = 25.0
    private var blocks: [Block] = Array(repeating: Block(), count: window)
    private var count = 0
    private var direction = (x: 0.0, y: 0.0, z: 0.0)
    private var lastNominal = 0.0

    mutating func dwell(seconds: Double) {
        flush(all: true)
        self.seconds += seconds
    }

    /// A move of `delta`; `length` where it is not straight (an arc).
    mutating func move(_ delta: MoveDelta, length arcLength: Double? = nil) {
        if let feedrate = delta.feedrate, feedrate > 0 { self.feedrate = feedrate }
        let straight = (delta.x * delta.x + delta.y * delta.y + delta.z * delta.z).squareRoot()
        let length = arcLength ?? straight
        guard length > 0 || delta.e != 0 else { return }
        if length > 0 {
            append(travel(delta, length: length))
        } else {
            let speed = min(feedrate, limits.eSpeed)
            let filament = delta.e.magnitude
            direction = (0, 0, 0)
            lastNominal = 0
            append(Block(length: filament, acceleration: limits.acceleration, nominalSquared: speed * speed))
        }
    }

    private mutating func travel(_ delta: MoveDelta, length: Double) -> Block {
        let unit = (x: delta.x / length, y: delta.y / length, z: delta.z / length)
        var speed = feedrate
        if unit.x != 0 { speed = min(speed, limits.xSpeed / unit.x.magnitude) }
        if unit.y != 0 { speed = min(speed, limits.ySpeed / unit.y.magnitude) }
        var acceleration = limits.acceleration
        if unit.z != 0 {
            speed = min(speed, limits.zSpeed / unit.z.magnitude)
            acceleration = min(acceleration, limits.zAcceleration / unit.z.magnitude)
        }
        if delta.e != 0 { speed = min(speed, limits.eSpeed * length / delta.e.magnitude) }
        var junction = 0.0
        if lastNominal > 0 {
            junction = min(speed, lastNominal)
            let change = max((unit.x - direction.x).magnitude, (unit.y - direction.y).magnitude)
            if change > 0 { junction = min(junction, limits.jerk / change) }
            let zChange = (unit.z - direction.z).magnitude
            if zChange > 0 { junction = min(junction, limits.zJerk / zChange) }
        }
        direction = unit
        lastNominal = speed
        return Block(
            length: length, acceleration: acceleration, nominalSquared: speed * speed,
            entryLimitSquared: junction * junction)
    }

    private mutating func append(_ block: Block) {
        blocks[count] = block
        count += 1
        if count == Self.window { flush(all: false) }
    }

    /// Commits the time of the moves whose speeds are settled.
    private mutating func flush(all: Bool) {
        guard count > 0 else { return }
        brakeBackwards()
        let committed = all ? count : count - Self.lookAhead
        for index in 0..<committed {
            let block = blocks[index]
            var exitSquared = index + 1 < count ? blocks[index + 1].entrySquared : 0
            let reachable = block.entrySquared + 2 * block.acceleration * block.length
            if exitSquared > reachable {
                exitSquared = reachable
                blocks[index + 1].entrySquared = reachable
            }
            seconds += Self.duration(block, exitSquared: exitSquared)
        }
        for index in committed..<count { blocks[index - committed] = blocks[index] }
        count -= committed
        if count > 0 { blocks[0].entryLimitSquared = blocks[0].entrySquared }
        if all {
            direction = (0, 0, 0)
            lastNominal = 0
        }
    }

    /// From the last move back: nothing begins faster than it can brake for what follows.
    private mutating func brakeBackwards() {
        var nextSquared = 0.0
        for index in stride(from: count - 1, through: 0, by: -1) {
            let block = blocks[index]
            let brakable = nextSquared + 2 * block.acceleration * block.length
            nextSquared = min(block.entryLimitSquared, min(brakable, block.nominalSquared))
            blocks[index].entrySquared = nextSquared
        }
    }

    private static func duration(_ block: Block, exitSquared: Double) -> Double {
        let acceleration = block.acceleration
        let crest = acceleration * block.length + (block.entrySquared + exitSquared) / 2
        let peakSquared = min(block.nominalSquared, crest)
        guard peakSquared > 0 else { return 0 }
        let peak = peakSquared.squareRoot()
        let changing = (2 * peak - block.entrySquared.squareRoot() - exitSquared.squareRoot()) / acceleration
        let cruising = block.length - (2 * peakSquared - block.entrySquared - exitSquared) / (2 * acceleration)
        return max(0, changing) + max(0, cruising) / peak
    }

    /// The rest of the buffer, down to a standstill.
    mutating func finish() -> Double {
        flush(all: true)
        return seconds
    }

    /// M203 (mm/s in Marlin), M204 and M205.
    mutating func setLimits(_ words: GCodeWords) {
        guard words.letter == UInt8(ascii: "M") else { return }
        switch words.number {
        case 203:
            limits.xSpeed = positive(words.optional("X")) ?? limits.xSpeed
            limits.ySpeed = positive(words.optional("Y")) ?? limits.ySpeed
            limits.zSpeed = positive(words.optional("Z")) ?? limits.zSpeed
            limits.eSpeed = positive(words.optional("E")) ?? limits.eSpeed
        case 204:
            let acceleration = positive(words.optional("P")) ?? positive(words.optional("S"))
            limits.acceleration = acceleration ?? limits.acceleration
        case 205: limits.jerk = positive(words.optional("X")) ?? limits.jerk
        default: break
        }
    }

    private func positive(_ value: Double?) -> Double? { value.flatMap { $0 > 0 ? $0 : nil } }
}

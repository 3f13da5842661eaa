/// Where the axes are while a file runs, what they reach, and how much filament goes through.
///
/// Semantics as of Marlin (`gcode.cpp`, `G92.cpp`, `parser.h`): G90 and G91 set E's mode too, M82 and M83 E's alone;
/// G92 renames a position without a move; positions before the first G28, G92 or absolute move are unknown.
struct MotionTally {
    /// Extent of one axis over all moves, with the lines that reached its ends. Machine coordinates, mm.
    struct Extent: Hashable, Sendable {
        var minimum: Double
        var maximum: Double
        var minimumLine: Int
        var maximumLine: Int

        mutating func include(_ value: Double, line: Int) {
            if value < minimum {
                minimum = value
                minimumLine = line
            }
            if value > maximum {
                maximum = value
                maximumLine = line
            }
        }
    }

    /// One axis of X, Y, Z.
    struct Axis {
        /// In machine coordinates; meaningless until `isKnown`.
        var position = 0.0
        /// Machine coordinate of the file's own zero.
        var offset = 0.0
        var isKnown = false
        var extent: Extent?

        mutating func reach(_ value: Double, line: Int) {
            if extent == nil {
                extent = Extent(minimum: value, maximum: value, minimumLine: line, maximumLine: line)
            } else {
                extent?.include(value, line: line)
            }
        }
    }

    static let toolLimit = 16

    private(set) var x = Axis()
    private(set) var y = Axis()
    private(set) var z = Axis()
    private(set) var moves = 0
    private(set) var layersByHeight = 0
    /// Tools that extruded, one bit each.
    private(set) var toolsUsed: UInt32 = 0
    private var isRelative = false
    private var isExtruderRelative = false
    /// 25.4 after G20.
    private var unit = 1.0
    private var extruder = 0.0
    private var tool = 0
    /// Net length fed by each tool so far, and its highest value: what was drawn back and never fed again counts.
    private var fed: InlineArray<16, Double> = .init(repeating: 0)
    private var fedMost: InlineArray<16, Double> = .init(repeating: 0)
    private var isVolumetric = false
    private var layerHeightReached = -Double.infinity

    /// Filament drawn from the spool, mm; nil where the file extrudes by volume (M200).
    var filamentMillimetres: Double? {
        guard !isVolumetric else { return nil }
        var sum = 0.0
        for tool in 0..<Self.toolLimit { sum += fedMost[tool] }
        return sum
    }

    /// Takes G0 and G1, and the end points of G2, G3 and G5. Returns the length of the move for the estimate.
    mutating func move(_ words: GCodeWords, line: Int) -> MoveDelta {
        moves += 1
        var delta = MoveDelta()
        if words.has("X") { delta.x = x.advance(words.value("X") * unit, isRelative: isRelative, line: line) }
        if words.has("Y") { delta.y = y.advance(words.value("Y") * unit, isRelative: isRelative, line: line) }
        if words.has("Z") { delta.z = z.advance(words.value("Z") * unit, isRelative: isRelative, line: line) }
        if words.has("E") { delta.e = extrude(words.value("E")) }
        if words.has("F") { delta.feedrate = words.value("F") * unit / 60 }
        if delta.e > 0, delta.x != 0 || delta.y != 0 { countLayer() }
        return delta
    }

    private mutating func extrude(_ value: Double) -> Double {
        let delta = isExtruderRelative ? value * unit : value * unit - extruder
        extruder += delta
        fed[tool] += delta
        if fed[tool] > fedMost[tool] { fedMost[tool] = fed[tool] }
        if delta > 0 { toolsUsed |= 1 << UInt32(tool) }
        return delta
    }

    /// A layer begins where something is extruded higher than ever before; 0.04 mm keep a spiral vase countable.
    private mutating func countLayer() {
        guard z.position > layerHeightReached + 0.04 else { return }
        layerHeightReached = z.position
        layersByHeight += 1
    }

    /// Points between start and end of an arc that lie further out than both.
    mutating func include(_ arc: ArcGeometry, line: Int) {
        if let value = arc.xMinimum { x.reach(value, line: line) }
        if let value = arc.xMaximum { x.reach(value, line: line) }
        if let value = arc.yMinimum { y.reach(value, line: line) }
        if let value = arc.yMaximum { y.reach(value, line: line) }
    }

    /// G20, G21, G28, G90 to G92, M82, M83, M200 and T; anything else changes nothing here.
    mutating func setModes(_ words: GCodeWords) {
        switch (words.letter, words.number) {
        case (UInt8(ascii: "G"), 20): unit = 25.4
        case (UInt8(ascii: "G"), 21): unit = 1
        case (UInt8(ascii: "G"), 28): home(words)
        case (UInt8(ascii: "G"), 90): setRelative(false)
        case (UInt8(ascii: "G"), 91): setRelative(true)
        case (UInt8(ascii: "G"), 92): rename(words)
        case (UInt8(ascii: "M"), 82): isExtruderRelative = false
        case (UInt8(ascii: "M"), 83): isExtruderRelative = true
        case (UInt8(ascii: "M"), 200): isVolumetric = isVolumetric || (words.has("D") && words.value("D") > 0)
        case (UInt8(ascii: "T"), 0..<Self.toolLimit): tool = words.number
        default: break
        }
    }

    private mutating func setRelative(_ relative: Bool) {
        isRelative = relative
        isExtruderRelative = relative
    }

    private mutating func home(_ words: GCodeWords) {
        let named = (words.present | words.bare) & (GCodeWords.bit("X") | GCodeWords.bit("Y") | GCodeWords.bit("Z"))
        if named == 0 || named & GCodeWords.bit("X") != 0 { x.home() }
        if named == 0 || named & GCodeWords.bit("Y") != 0 { y.home() }
        if named == 0 || named & GCodeWords.bit("Z") != 0 { z.home() }
    }

    private mutating func rename(_ words: GCodeWords) {
        let isEmpty = words.present | words.bare == 0
        if isEmpty || words.has("X") { x.rename((words.optional("X") ?? 0) * unit) }
        if isEmpty || words.has("Y") { y.rename((words.optional("Y") ?? 0) * unit) }
        if isEmpty || words.has("Z") { z.rename((words.optional("Z") ?? 0) * unit) }
        if isEmpty || words.has("E") { extruder = (words.optional("E") ?? 0) * unit }
    }

    /// mm of one unit of the file: 25.4 after G20.
    var millimetresPerUnit: Double { unit }
}

extension MotionTally.Axis {
    /// Goes to `value` (mm, in the file's coordinates) and returns how far; 0 from an unknown position.
    mutating func advance(_ value: Double, isRelative: Bool, line: Int) -> Double {
        guard isKnown || !isRelative else { return 0 }
        let target = isRelative ? position + value : value + offset
        let delta = isKnown ? target - position : 0
        position = target
        isKnown = true
        reach(target, line: line)
        return delta
    }

    /// End stops are at 0 for every printer here; where they are not, the next absolute move corrects it.
    mutating func home() {
        position = 0
        offset = 0
        isKnown = true
    }

    /// G92 before the first G28 leaves open where the machine is: the file's own coordinates are believed.
    mutating func rename(_ value: Double) {
        if isKnown {
            offset = position - value
        } else {
            position = value
            isKnown = true
        }
    }
}

/// How far one move goes along each axis, mm, and at which feed rate.
struct MoveDelta {
    var x = 0.0
    var y = 0.0
    var z = 0.0
    var e = 0.0
    /// mm/s, where the line sets one.
    var feedrate: Double?
}

extension VirtualPrinter {
    private static let axes: [Unicode.Scalar] = ["X", "Y", "Z", "E"]

    /// Where the parameters of a move lead, in the firmware's own coordinates; takes the feed rate too.
    private mutating func destination(of command: FirmwareCommand) -> Place {
        if let feedRate = command.value("F"), feedRate > 0 { motion.feedRate = feedRate / 60 }
        var place = motion.planned
        for (axis, name) in Self.axes.enumerated() {
            guard let value = command.value(name) else { continue }
            let isRelative = axis == 3 ? motion.isExtruderRelative : motion.isRelative
            place[axis] = isRelative ? place[axis] + value : value - motion.shift[axis]
        }
        return preventingColdExtrusion(place)
    }

    /// EXTRUDE_MINTEMP 170 °C (planner.cpp): filament stays where it is, the axes go.
    private mutating func preventingColdExtrusion(_ place: Place) -> Place {
        guard place.w != motion.planned.w, nozzle.celsius < 170, !motion.allowsColdExtrusion else { return place }
        counters.coldExtrusionsPrevented += 1
        say("echo: cold extrusion prevented")
        let kept = motion.planned.w
        motion.shift.w += place.w - kept
        var moved = place
        moved.w = kept
        return moved
    }

    mutating func beginLine(_ command: FirmwareCommand) {
        let place = destination(of: command)
        let way = place - motion.planned
        guard way != .zero else { return }
        let flat = (SIMD3(way.x, way.y, way.z) * SIMD3(way.x, way.y, way.z)).sum().squareRoot()
        steps = [.move(to: place, seconds: seconds(way: way, length: flat > 0 ? flat : way.w.magnitude))]
    }

    mutating func beginArc(_ command: FirmwareCommand) {
        let start = motion.planned
        let place = destination(of: command)
        let isClockwise = command.code == 2
        let offset =
            if let radius = command.value("R") {
                Arc.offset(from: start, to: place, radius: radius, isClockwise: isClockwise)
            } else {
                SIMD2(command.value("I") ?? 0, command.value("J") ?? 0) as SIMD2<Double>?
            }
        guard let offset, let length = Arc.length(from: start, to: place, offset: offset, isClockwise: isClockwise)
        else {
            say("Error:G2/G3 bad parameters")
            return
        }
        steps = [.move(to: place, seconds: seconds(way: place - start, length: length))]
    }

    /// Distance over feed rate, no axis faster than it can, and never less than the planner needs for a block.
    private func seconds(way: Place, length: Double) -> Double {
        let rates = configuration.maximumFeedRates
        let slowest = (0..<4).map { way[$0].magnitude / rates[$0] }.max() ?? 0
        return max(length / motion.feedRate, slowest, 0.0005)
    }

    mutating func beginHoming(_ command: FirmwareCommand) {
        let named = (0..<3).filter { command.has(Self.axes[$0]) }
        let axes = named.isEmpty ? [0, 1, 2] : named
        let place = motion.planned + motion.offset
        let seconds = axes.reduce(1.0) { $0 + place[$1].magnitude / ($1 == 2 ? 4 : 50) }
        steps = [.synchronize, .dwell(seconds: seconds), .finishHoming(axes: axes)]
        motion.movesInRow = 0
    }

    /// G92: the accepted place gets another name, nothing moves; `G92.1` and no axes leave it as it is.
    mutating func setPosition(_ command: FirmwareCommand) {
        for (axis, name) in Self.axes.enumerated() {
            guard let value = command.value(name) else { continue }
            motion.shift[axis] = value - motion.planned[axis]
        }
    }
}

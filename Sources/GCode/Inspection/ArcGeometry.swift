internal import Glibc

/// G2 and G3: how long an arc is and how far it reaches (Marlin `G2_G3.cpp`, I and J or R form, XY plane).
struct ArcGeometry {
    let length: Double
    /// Outermost points that lie on the arc; nil where an end of the arc lies further out.
    private(set) var xMaximum: Double?
    private(set) var yMaximum: Double?
    private(set) var xMinimum: Double?
    private(set) var yMinimum: Double?

    /// Nil where neither a centre offset nor a radius is given, which the firmware refuses.
    init?(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), isClockwise: Bool,
        centreOffset: (i: Double, j: Double)?, radius: Double?
    ) {
        guard let offset = centreOffset ?? Self.offset(from: start, to: end, isClockwise: isClockwise, radius: radius)
        else { return nil }
        let centre = (x: start.x + offset.i, y: start.y + offset.j)
        let arcRadius = (offset.i * offset.i + offset.j * offset.j).squareRoot()
        let from = atan2(-offset.j, -offset.i)
        let to = atan2(end.y - centre.y, end.x - centre.x)
        var sweep = isClockwise ? from - to : to - from
        // Same start and end is a full circle.
        if sweep <= 1e-9 { sweep += 2 * Double.pi }
        length = sweep * arcRadius
        for quadrant in 0..<4 {
            let angle = Double(quadrant) * Double.pi / 2
            let turned = (isClockwise ? from - angle : angle - from).truncatingRemainder(dividingBy: 2 * Double.pi)
            guard (turned < 0 ? turned + 2 * Double.pi : turned) <= sweep else { continue }
            switch quadrant {
            case 0: xMaximum = centre.x + arcRadius
            case 1: yMaximum = centre.y + arcRadius
            case 2: xMinimum = centre.x - arcRadius
            default: yMinimum = centre.y - arcRadius
            }
        }
    }

    private static func offset(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), isClockwise: Bool, radius: Double?
    ) -> (i: Double, j: Double)? {
        guard let radius, radius != 0 else { return nil }
        let dx = end.x - start.x
        let dy = end.y - start.y
        let distance = (dx * dx + dy * dy).squareRoot()
        guard distance > 0 else { return nil }
        let height = max(0, radius * radius - distance * distance / 4).squareRoot()
        let side = (isClockwise ? -1.0 : 1.0) * (radius < 0 ? -1.0 : 1.0)
        return (dx / 2 - side * height * dy / distance, dy / 2 + side * height * dx / distance)
    }
}

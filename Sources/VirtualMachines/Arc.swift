/// Lengths of G2 and G3 arcs in the XY plane (Marlin G2_G3.cpp), for their duration.
enum Arc {
    /// Length in mm of the arc from `start` to `end` around `start + offset`; nil where the radius is 0.
    static func length(from start: Place, to end: Place, offset: SIMD2<Double>, isClockwise: Bool) -> Double? {
        let radius = (offset * offset).sum().squareRoot()
        guard radius > 0 else { return nil }
        let fromCentre = -offset
        let toEnd = SIMD2(end.x - start.x, end.y - start.y) - offset
        let cross = fromCentre.x * toEnd.y - fromCentre.y * toEnd.x
        let dot = (fromCentre * toEnd).sum()
        var angle = angle(y: cross, x: dot)
        if isClockwise { angle = -angle }
        if angle <= 1e-9 { angle += 2 * Double.pi }
        let height = end.z - start.z
        let flat = radius * angle
        return (flat * flat + height * height).squareRoot()
    }

    /// The centre, as offset from the start, of the arc with this `radius`; negative means the longer arc.
    static func offset(from start: Place, to end: Place, radius: Double, isClockwise: Bool) -> SIMD2<Double>? {
        let chord = SIMD2(end.x - start.x, end.y - start.y)
        let length = (chord * chord).sum().squareRoot()
        guard length > 0, radius.magnitude >= length / 2 else { return nil }
        let height = (radius * radius - length * length / 4).squareRoot()
        let left = SIMD2(-chord.y, chord.x) / length
        return chord / 2 + left * (isClockwise == (radius < 0) ? height : -height)
    }

    /// atan2 to 1e-9: half the angle three times, then the series.
    private static func angle(y: Double, x: Double) -> Double {
        let length = (x * x + y * y).squareRoot()
        guard length > 0 else { return 0 }
        var tangent = y == 0 && x < 0 ? Double.infinity : y / (length + x)
        guard tangent.isFinite else { return Double.pi }
        for _ in 0..<4 { tangent /= 1 + (1 + tangent * tangent).squareRoot() }
        let square = tangent * tangent
        return 32 * tangent * (1 - square / 3 + square * square / 5 - square * square * square / 7)
    }
}

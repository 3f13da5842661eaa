import FloorModel
import GCode
import Testing

/// Positions and filament against a second, naive interpreter, and arcs against their polylines.
struct MotionTests {
    /// Says the same as `MotionTally` in the plainest way: dictionaries, strings, one rule a line.
    private struct NaiveMarlin {
        var position: [Character: Double] = [:]
        var offset: [Character: Double] = [:]
        var low: [Character: Double] = [:]
        var high: [Character: Double] = [:]
        var relative = false
        var relativeE = false
        var e = 0.0
        var fed = 0.0
        var most = 0.0

        mutating func run(_ line: String) {
            let words = line.split(separator: " ")
            let values = Dictionary(
                uniqueKeysWithValues: words.dropFirst().map { ($0.first!, Double($0.dropFirst())!) })
            switch words[0] {
            case "G0", "G1":
                for axis in "XYZ" { if let value = values[axis] { move(axis, value) } }
                if let value = values["E"] { feed(value) }
            case "G28": for axis in "XYZ" { (position[axis], offset[axis]) = (0, 0) }
            case "G90": (relative, relativeE) = (false, false)
            case "G91": (relative, relativeE) = (true, true)
            case "M82": relativeE = false
            case "M83": relativeE = true
            case "G92":
                for axis in "XYZ" { if let value = values[axis] { offset[axis] = position[axis]! - value } }
                if let value = values["E"] { e = value }
            default: break
            }
        }

        private mutating func move(_ axis: Character, _ value: Double) {
            let target = relative ? position[axis]! + value : value + offset[axis]!
            position[axis] = target
            low[axis] = min(low[axis] ?? target, target)
            high[axis] = max(high[axis] ?? target, target)
        }

        private mutating func feed(_ value: Double) {
            fed += relativeE ? value : value - e
            e = relativeE ? e + value : value
            most = max(most, fed)
        }
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func randomProgramsGoWhereANaiveInterpreterGoes(_ seed: UInt64) {
        var random = InspectionRandom(seed: seed)
        var naive = NaiveMarlin()
        var text = ""
        for line in ["G28"] + (0..<300).map({ _ in Self.line(&random) }) {
            naive.run(line)
            text += line + (Bool.random(using: &random) ? " ; remark X999\n" : "\r\n")
        }
        let report = inspect(text)
        for (axis, extent) in [("X" as Character, report.x), ("Y", report.y), ("Z", report.z)] {
            #expect(close(extent?.limits.minimum, naive.low[axis]), "seed \(seed), \(axis)")
            #expect(close(extent?.limits.maximum, naive.high[axis]), "seed \(seed), \(axis)")
        }
        #expect(close(report.filamentMillimetres ?? 0, naive.most), "seed \(seed)")
    }

    private static func line(_ random: inout InspectionRandom) -> String {
        func number() -> String { String(Double(Int.random(in: -50_000...50_000, using: &random)) / 1000) }
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return "G90"
        case 1: return "G91"
        case 2: return "M82"
        case 3: return "M83"
        case 4: return "G92 E\(number())"
        case 5: return "G92 X\(number()) Z\(number())"
        default:
            let axes = ["X", "Y", "Z", "E"].filter { _ in Bool.random(using: &random) }
            return (["G1"] + axes.map { $0 + number() }).joined(separator: " ")
        }
    }

    private func close(_ left: Double?, _ right: Double?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return (left - right).magnitude < 1e-6
    }

    @Test func positionsBeforeHomingAreUnknown() {
        let report = inspect("G91\nG1 Z5\nG90\nG28\nG1 X10 Y20\n")
        #expect(report.z == nil)
        #expect(report.x?.limits == Limits(10, 10))
    }

    @Test func inchesAreConverted() {
        let report = inspect("G28\nG20\nG1 X1 Y2 E0.5\n")
        #expect(report.x?.limits == Limits(25.4, 25.4))
        #expect(report.filamentMillimetres == 12.7)
    }

    /// A retraction that is fed again costs nothing; one at the end was drawn from the spool before.
    @Test func retractionsCancelAndToolsAddUp() {
        #expect(inspect("G28\nG1 X1 E10\nG1 E8\nG1 E10\nG1 X2 E12\nG1 E5\n").filamentMillimetres == 12)
        #expect(inspect("G28\nM83\nT0\nG1 X1 E10\nG1 E-4\nT1\nG1 X2 E3\n").filamentMillimetres == 13)
    }

    @Test func volumetricExtrusionIsNoLength() {
        #expect(inspect("M200 D1.75\nG1 X1 E10\n; filament used [mm] = 4.2\n").filamentMillimetres == 4.2)
    }

    /// An arc reaches as far and takes as long as the 720 chords that follow it.
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func arcsReachAsFarAsTheirChords(_ seed: UInt64) {
        var random = InspectionRandom(seed: seed)
        let radius = Double.random(in: 5...40, using: &random)
        let from = Double.random(in: 0..<6.28, using: &random)
        let sweep = Double.random(in: 0.2...6, using: &random)
        let isClockwise = Bool.random(using: &random)
        func point(_ part: Double) -> (x: Double, y: Double) {
            let angle = from + (isClockwise ? -sweep : sweep) * part
            return (100 + radius * cosine(angle), 100 + radius * cosine(angle - .pi / 2))
        }
        let start = point(0)
        let end = point(1)
        let head = "G28\nG0 X\(start.x) Y\(start.y) F6000\n"
        let arc = inspect(
            head + "\(isClockwise ? "G2" : "G3") X\(end.x) Y\(end.y) I\(100 - start.x) J\(100 - start.y)\n")
        let chords = inspect(
            head + (1...720).map { point(Double($0) / 720) }.map { "G1 X\($0.x) Y\($0.y)\n" }.joined())
        for (one, other) in [(arc.x, chords.x), (arc.y, chords.y)] {
            #expect(((one?.limits.minimum ?? 0) - (other?.limits.minimum ?? 1)).magnitude < 0.01, "seed \(seed)")
            #expect(((one?.limits.maximum ?? 0) - (other?.limits.maximum ?? 1)).magnitude < 0.01, "seed \(seed)")
        }
    }

    /// Taylor series: the test shares no geometry with the code.
    private func cosine(_ angle: Double) -> Double {
        let reduced = angle - (angle / (2 * .pi)).rounded() * 2 * .pi
        var term = 1.0
        var sum = 1.0
        for n in 1...14 {
            term *= -reduced * reduced / Double((2 * n - 1) * (2 * n))
            sum += term
        }
        return sum
    }
}

import GCode
import Testing

/// The estimate against closed forms of the trapezoid, and between bounds that every planner keeps.
struct TimeEstimateTests {
    private func seconds(_ text: String) -> Double { inspect(text).secondsEstimated ?? -1 }

    @Test func oneLongMoveIsATrapezoid() {
        // 100 mm at 50 mm/s, 1000 mm/s²: 0.05 s to speed, 0.05 s to rest, 97.5 mm between them.
        let time = seconds("G28\nG1 X100 F3000\n")
        #expect((time - (0.1 + 97.5 / 50)).magnitude < 1e-9)
    }

    @Test func oneShortMoveIsATriangle() {
        #expect((seconds("G28\nG1 X1 F60000\n") - 2 * (1.0 / 1000).squareRoot()).magnitude < 1e-9)
    }

    @Test func zIsAsSlowAsMarlinAllows() {
        #expect(seconds("G28\nG1 Z50 F6000\n") > 10)
    }

    @Test func dwellsCount() {
        #expect(seconds("G28\nG4 S2\nG4 P500\nG1 X0\n") == 2.5)
    }

    @Test func dividingAStraightMoveChangesNothing() {
        let whole = seconds("G28\nG1 X100 F6000\n")
        let parts = seconds("G28\nG1 F6000\n" + (1...100).map { "G1 X\($0)\n" }.joined())
        #expect((whole - parts).magnitude < 0.02 * whole)
    }

    @Test func accelerationOfTheFileIsObeyed() {
        #expect(seconds("G28\nM204 P200 T200\nG1 X100 F9000\n") > seconds("G28\nG1 X100 F9000\n"))
    }

    /// Never faster than the feed rate, never slower than stopping at every corner.
    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func liesBetweenFeedRateAndStopAndGo(_ seed: UInt64) {
        var random = InspectionRandom(seed: seed)
        let feed = Double(Int.random(in: 10...150, using: &random))
        var text = "G28\nG1 F\(feed * 60)\n"
        var (x, y) = (0.0, 0.0)
        var fastest = 0.0
        var slowest = 0.0
        for _ in 0..<400 {
            let next = (
                x: Double(Int.random(in: 0...2000, using: &random)) / 100,
                y: Double(Int.random(in: 0...2000, using: &random)) / 100
            )
            let length = ((next.x - x) * (next.x - x) + (next.y - y) * (next.y - y)).squareRoot()
            (x, y) = next
            text += "G1 X\(x) Y\(y)\n"
            fastest += length / feed
            let isTriangle = length < feed * feed / 1000
            slowest += isTriangle ? 2 * (length / 1000).squareRoot() : length / feed + feed / 1000
        }
        let time = seconds(text)
        #expect(time >= fastest * 0.999 && time <= slowest * 1.001, "seed \(seed): \(fastest) \(time) \(slowest)")
    }
}

import FloorAPITypes
import FloorModel
import Foundation
import SeededRandom
import Testing

struct UTCTimeTests {
    @Test func everyInstantComesBackAndAgreesWithFoundation() throws {
        var random = SplitMix64(seed: 0x5EED_0001)
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
        for _ in 0..<2_000 {
            // The years 1000 to 2999.
            let milliseconds = Int64.random(in: -30_610_224_000_000..<32_503_680_000_000, using: &random)
            let time = UTCTime(WallClock(milliseconds: milliseconds))
            #expect(UTCTime(time.description) == time)
            let whole = UTCTime(WallClock(milliseconds: milliseconds / 1000 * 1000))
            let date = Date(timeIntervalSince1970: Double(milliseconds / 1000))
            // Foundation's calendar is Julian before 1582.
            if milliseconds > -12_000_000_000_000 { #expect(whole.description == date.formatted(format)) }
        }
    }

    @Test func writesMillisecondsOnlyWhereThereAreAny() {
        #expect(UTCTime(WallClock(milliseconds: 0)).description == "1970-01-01T00:00:00Z")
        #expect(UTCTime(WallClock(milliseconds: 1)).description == "1970-01-01T00:00:00.001Z")
        #expect(UTCTime(WallClock(milliseconds: -1)).description == "1969-12-31T23:59:59.999Z")
    }

    @Test(arguments: [
        "", "2026-03-01", "2026-03-01T09:30:00", "2026-03-01T09:30:00+01:00", "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T09:60:00Z",
        "2026-03-01T09:30:60Z", "2026-03-01T09:30:00.Z", "2026-03-01 09:30:00Z", "2026-03-01T09:30:0xZ",
        "2026-03-01T09:30:00.1234567890Z", "é026-03-01T09:30:00Z",
    ])
    func refusesWhatIsNoInstant(_ text: String) {
        #expect(UTCTime(text) == nil)
    }

    @Test func readsFractionsToTheMillisecond() {
        #expect(UTCTime("1970-01-01T00:00:00.5Z")?.wallClock.milliseconds == 500)
        #expect(UTCTime("1970-01-01T00:00:00.123987Z")?.wallClock.milliseconds == 123)
        #expect(UTCTime("2024-02-29T00:00:00Z") != nil)
    }
}

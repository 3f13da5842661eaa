import FloorModel
import GCode
import Testing

/// The report depends on the bytes alone, and hostile bytes end in a report.
struct ChunkingTests {
    @Test(arguments: [1, 2, 3, 7, 64, 1000, 4096])
    func chunksOfAnySizeGiveTheSameReport(_ size: Int) throws {
        let bytes = try demoPart()
        let whole = try inspect(bytes, chunk: bytes.count).json
        #expect(try inspect(bytes, chunk: size).json == whole)
    }

    @Test func aLastLineWithoutNewlineCounts() {
        #expect(inspect("G28\nG1 X5").lines == 2)
        #expect(inspect("G28\nG1 X5").x?.limits.maximum == 5)
    }

    @Test func aLineWithoutEndIsCutAndRefused() {
        let report = inspect(Array(repeating: UInt8(ascii: "A"), count: 1 << 20), chunk: 1000)
        #expect(report.lines == 1)
        #expect(report.longestLineBytes == 8192)
        #expect(report.has(.lineTooLong))
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func randomBytesYieldAReport(_ seed: UInt64) {
        var random = InspectionRandom(seed: seed)
        let letters = Array("GMTXYZEFNSIJR0123456789.-+*;: \r\n\t\u{0}é".utf8)
        let bytes = (0..<20_000).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] }
        let report = inspect(bytes, chunk: Int.random(in: 1...5000, using: &random))
        #expect(report.bytes == bytes.count)
        #expect(report.lines <= bytes.count { $0 == 0x0A || $0 == 0x0D } + 1)
        #expect(report.secondsEstimated.map { $0.isFinite && $0 >= 0 } ?? true)
    }

    /// The demo's part states what it feeds, is small, and lasts some minutes.
    @Test func demoPartIsWhatItSays() throws {
        let report = inspect(try demoPart())
        #expect(report.problems == [])
        #expect(report.slicer == "Scripts/make-demo-part")
        #expect(report.material == "PLA" && report.nozzleMillimetres == 0.4)
        #expect(report.layers == 10)
        let grams = try #require(report.filamentGrams)
        let length = try #require(report.filamentMillimetres)
        #expect((length * 0.0024053 * 1.24 - grams).magnitude < 0.006, "π/4·1.75² mm² of PLA")
        #expect((1000...2000).contains(report.lines))
        #expect(report.refusals(for: smallPrinter) == [])
        #expect(report.facts.seconds == report.secondsEstimated)
    }

    /// Whatever a host leaves out of a line (control bytes, `:`, letters beyond ASCII) and wherever it ends one, an
    /// emergency stop that comes to light is an error before.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func noEmergencyStopHides(_ seed: UInt64) {
        var random = InspectionRandom(seed: seed)
        let pieces = ["M", "1", "12", "112", " ", "\t", ":", "é", "\u{1}", "\r", "\n", ";", "G1", "X5", "m"]
        for _ in 0..<500 {
            let text = (0..<8).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
            let stops = [Self.sent(text, leavesOut: false), Self.sent(text, leavesOut: true)].joined().contains {
                line in
                let bare = line.filter { $0 != " " && $0 != "\t" }.uppercased()
                return bare.hasPrefix("M112") && !(bare.dropFirst(4).first?.isNumber ?? false)
                    && !line.drop { !$0.isNumber }.prefix(3).contains(" ")
                    && !line.drop { !$0.isNumber }.prefix(3).contains("\t")
            }
            if stops { #expect(inspect(text).hasErrors, "seed \(seed): \(text.debugDescription)") }
        }
    }

    /// The lines of `text` as a host sends them, in the plainest way.
    private static func sent(_ text: String, leavesOut: Bool) -> [String] {
        text.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map { line in
            let code = line.prefix { $0 != ";" }
            return String(
                String.UnicodeScalarView(
                    code.filter { scalar in
                        (scalar.value >= 0x20 || scalar == "\t")
                            && !(leavesOut && (scalar == ":" || scalar.value >= 0x80))
                    }))
        }
    }
}

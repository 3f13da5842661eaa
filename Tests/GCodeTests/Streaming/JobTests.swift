import Testing

@testable import GCode

/// What of a file is sent, and what is refused.
@Suite struct JobTests {
    private func lines(_ text: String, dialect: Dialect = .marlin, part: Int) -> [String] {
        var reader = JobLineReader(dialect: dialect)
        var rest = Array(text.utf8)
        var lines: [String] = []
        while true {
            switch reader.next() {
            case .line: lines.append("\(reader.fileLine) " + String(decoding: reader.line, as: UTF8.self))
            case .needsMore:
                reader.supply(Array(rest.prefix(part)))
                rest.removeFirst(min(part, rest.count))
            case .end: return lines
            }
        }
    }

    @Test(arguments: [1, 2, 3, 7, 1000]) func commentsAndBlanksStayBehind(part: Int) {
        let text = ";FLAVOR:Marlin\r\n\r\nG28 ; home\n  G1\tX1 \n\u{0};@pause\nM117 Größe: 5\n\nG1 X2"
        #expect(lines(text, part: part) == ["3 G28", "4 G1 X1", "6 M117 Größe: 5", "8 G1 X2"])
        #expect(lines(text, dialect: .repetier, part: part).contains("6 M117 Gre 5"))
    }

    private func survey(_ text: String, dialect: Dialect = .marlin) -> JobSurvey {
        var survey = JobSurvey(dialect: dialect)
        if survey.supply(Array(text.utf8)) { _ = survey.supply([]) }
        return survey
    }

    /// `N2 ` and `*` with up to three digits count.
    @Test func longestLineIs95Bytes() {
        for length in 80...100 {
            let body = "M117 " + String(repeating: "x", count: length - 5)
            var wire: [UInt8] = []
            let bytes = NumberedLine.append(Array(body.utf8), number: 2, to: &wire)
            #expect(wire.count == bytes + 1)
            let refusal = survey("G28\n;\n" + body + "\n").refusal
            #expect((refusal != nil) == (bytes > 95))
            if let refusal { #expect(refusal.fileLine == 3) }
        }
    }

    @Test(arguments: ["M110 N5", "M117 M110", "M112", "m410", "M108", "M28 x.gco", "N5 G1 X1*3"])
    func linesThatActOnTheStreamAreRefused(line: String) {
        #expect(survey("G28\n" + line).refusal?.fileLine == 2)
    }

    @Test(arguments: ["M1100", "M117 M104 of M28", "M0", "G1 X1 ; M112"]) func othersPass(line: String) {
        let isRenumbering = line.hasPrefix("M110")
        #expect((survey("G28\n" + line).refusal == nil) != isRenumbering)
    }

    @Test func smoothieTakesOneCommandALine() {
        #expect(survey("G1 X1 M106 S255", dialect: .smoothie).refusal != nil)
        #expect(survey("M117 G1 X1", dialect: .smoothie).refusal == nil)
        #expect(survey("G1 X1 M106 S255", dialect: .marlin).refusal == nil)
    }

    @Test func checksumIsTheXOROfAllBytes() {
        var wire: [UInt8] = []
        NumberedLine.append(Array("M110 N0".utf8), number: 0, to: &wire)
        #expect(String(decoding: wire, as: UTF8.self) == "N0 M110 N0*125\n")
    }
}

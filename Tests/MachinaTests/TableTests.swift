import Testing

@testable import machina

struct TableTests {
    private func table(_ rows: [[String]]) -> Table {
        var table = Table([
            .init(title: "JOB"), .init(title: "DONE", isRight: true), .init(title: "TITLE", shrinks: true),
            .init(title: "WAITS FOR", shrinks: true),
        ])
        for row in rows { table.add(row) }
        return table
    }

    @Test func columnsAlignAndLinesEndWithTheirText() {
        let lines = table([["job-1", "3.5 %", "Vase", ""], ["job-17", "100 %", "A\nB", "stock"]]).lines(width: nil)
        #expect(
            lines == [
                "JOB      DONE  TITLE  WAITS FOR", "job-1   3.5 %  Vase", "job-17  100 %  A B    stock",
            ])
    }

    @Test func noLineIsWiderThanTheTerminalAsLongAsColumnsCanShrink() {
        let long = String(repeating: "wörter ", count: 30)
        let table = table([["job-1", "3.5 %", long, long], ["job-17", "100 %", "Vase", long]])
        for width in 35...200 {
            let lines = table.lines(width: width)
            #expect(lines.allSatisfy { $0.count <= width }, "\(width)")
            #expect(lines[1].contains("…"))
        }
        // What may not shrink is never cut, however narrow it gets.
        #expect(table.lines(width: 10)[2].hasPrefix("job-17  100 %  "))
    }
}

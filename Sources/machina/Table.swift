internal import ArgumentParser
internal import Foundation
internal import Glibc

/// Rows for people, one line each, cut to the width of the terminal.
struct Table {
    struct Column {
        var title: String
        var isRight = false
        /// Whether it may be cut short when the line is too long.
        var shrinks = false
    }

    /// A cut column keeps at least so many characters.
    static let minimumWidth = 8
    private static let gap = "  "

    let columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ row: [String]) {
        precondition(row.count == columns.count, "a row has as many cells as there are columns")
        rows.append(row.map { $0.replacing("\n", with: " ") })
    }

    /// - Parameter width: of the terminal; nil where the output is not one, and then nothing is cut.
    func lines(width: Int?) -> [String] {
        let widths = widths(in: width)
        return ([columns.map(\.title)] + rows).map { row in
            let cells = zip(zip(row, widths), columns).map { cell, column in
                Self.fitted(cell.0, cell.1, isRight: column.isRight)
            }
            return cells.joined(separator: Self.gap).trimmedEnd
        }
    }

    private func widths(in width: Int?) -> [Int] {
        var widths = columns.indices.map { column in
            ([columns[column].title] + rows.map { $0[column] }).map(\.count).max() ?? 0
        }
        guard let width else { return widths }
        var excess = widths.reduce(0, +) + Self.gap.count * (widths.count - 1) - width
        while excess > 0 {
            let candidates = columns.indices.filter { columns[$0].shrinks && widths[$0] > Self.minimumWidth }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private static func fitted(_ text: String, _ width: Int, isRight: Bool) -> String {
        if text.count > width { return text.prefix(max(0, width - 1)) + "…" }
        let padding = String(repeating: " ", count: width - text.count)
        return isRight ? padding + text : text + padding
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

/// Columns of the terminal on stdout; nil where stdout is none.
func terminalWidth() -> Int? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
}

/// What a person reads on stdout. Where it cannot be written the program ends here, with the code of `printOutput`.
func printLines(_ lines: [String]) {
    do { try printOutput((lines.joined(separator: "\n") + "\n").utf8) } catch { Machina.exit(withError: error) }
}

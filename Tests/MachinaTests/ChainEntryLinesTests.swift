import Foundation
import Testing

@testable import machina

@Suite struct ChainEntryLinesTests {
    /// All lines of a text that comes in chunks of one size.
    private static func lines(_ text: [UInt8], chunk: Int) throws -> [[UInt8]] {
        var lines = EntryLines()
        var taken: [[UInt8]] = []
        for start in stride(from: 0, to: text.count, by: chunk) {
            text[start..<min(start + chunk, text.count)].withUnsafeBytes { lines.feed($0) }
            while let line = try lines.next() { taken.append(line) }
        }
        lines.end()
        while let line = try lines.next() { taken.append(line) }
        return taken
    }

    @Test("Exact bytes of each line, however they come", arguments: [1, 2, 3, 7, 100])
    func chunks(chunk: Int) throws {
        let text = Array("one\n\n three \r\nfo\0ur\n\n".utf8) + [0xFF, 0x0A] + Array("last".utf8)
        let expected = ["one", "", " three \r", "fo\0ur", ""].map { Array($0.utf8) } + [[0xFF], Array("last".utf8)]
        #expect(try Self.lines(text, chunk: chunk) == expected)
        #expect(try Self.lines(Array("a\n".utf8), chunk: chunk) == [Array("a".utf8)])
        #expect(try Self.lines([], chunk: chunk).isEmpty)
        #expect(try Self.lines([0x0A], chunk: chunk) == [[]])
    }

    @Test(
        "A line of 65,535 bytes is an entry, one more is none, and the lines before it are", arguments: [true, false])
    func longest(ends: Bool) throws {
        let newline: [UInt8] = ends ? [0x0A] : []
        let fits = [UInt8](repeating: 0x61, count: 65_535)
        #expect(try Self.lines([0x0A] + fits + newline, chunk: 4096) == [[], fits])
        var lines = EntryLines()
        ([0x62, 0x0A] + fits + [0x61] + newline).withUnsafeBytes { lines.feed($0) }
        #expect(try lines.next() == [0x62])
        #expect(throws: EntryLines.TooLong(line: 2)) { try lines.next() }
    }

    @Test("A line that never ends is refused before it fills the memory")
    func endless() throws {
        var lines = EntryLines()
        #expect(throws: EntryLines.TooLong(line: 1)) {
            for _ in 0..<100 {
                [UInt8](repeating: 0x61, count: 4096).withUnsafeBytes { lines.feed($0) }
                _ = try lines.next()
            }
        }
    }
}

internal import CZlib

/// A picture in black and white as a PNG file (W3C PNG, third edition): one bit a pixel, one IDAT chunk.
struct PNGImage {
    let width: Int
    let height: Int
    /// Row by row, eight pixels a byte, 1 is white.
    private var rows: [[UInt8]]

    /// All white.
    init(width: Int, height: Int) {
        precondition(width > 0 && height > 0 && width <= 20_000 && height <= 20_000, "a picture of a sensible size")
        self.width = width
        self.height = height
        rows = Array(repeating: Array(repeating: 0xFF, count: (width + 7) / 8), count: height)
    }

    /// What is outside of the picture is left out.
    mutating func blacken(x: Int, y: Int, width: Int, height: Int) {
        for row in (y..<(y + height)).clamped(to: 0..<self.height) {
            for column in (x..<(x + width)).clamped(to: 0..<self.width) {
                rows[row][column / 8] &= ~(0x80 >> UInt8(column % 8))
            }
        }
    }

    func isBlack(x: Int, y: Int) -> Bool { rows[y][x / 8] & (0x80 >> UInt8(x % 8)) == 0 }

    /// The file's bytes.
    /// - Parameter pixelsPerMetre: how large it is to be printed (`pHYs`).
    func encoded(pixelsPerMetre: UInt32) -> [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        // Bit depth 1, greyscale, deflate, adaptive filtering, not interlaced.
        file += Self.chunk("IHDR", Self.number(UInt32(width)) + Self.number(UInt32(height)) + [1, 0, 0, 0, 0])
        file += Self.chunk("pHYs", Self.number(pixelsPerMetre) + Self.number(pixelsPerMetre) + [1])
        // Each row begins with its filter: 0, none.
        file += Self.chunk("IDAT", Self.deflated(rows.flatMap { [0] + $0 }))
        return file + Self.chunk("IEND", [])
    }

    private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        return number(UInt32(data.count)) + body + number(UInt32(truncatingIfNeeded: crc32(0, body, uInt(body.count))))
    }

    /// Big endian, as all numbers in PNG are.
    private static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var length = compressBound(uLong(bytes.count))
        var output = [UInt8](repeating: 0, count: Int(length))
        let code = compress2(&output, &length, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
        precondition(code == Z_OK, "compressBound's buffer is large enough, and memory for it was there")
        return Array(output[..<Int(length)])
    }
}

internal import CQREncode

/// A QR code (ISO/IEC 18004) as modules, row by row, without its quiet zone.
struct QRCode: Hashable {
    /// Light modules that must surround it (ISO/IEC 18004, 6.3.8).
    static let quietZone = 4
    /// What the largest code of this level holds is far above; a label's code should stay readable from a metre.
    static let maximumBytes = 500

    /// Modules along one side.
    let size: Int
    private let dark: [Bool]

    /// With error correction M (15 %), as a label that gets dirty needs.
    /// - Returns: nil for a text longer than `maximumBytes`.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (1...Self.maximumBytes).contains(bytes.count),
            let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M)
        else { return nil }
        defer { QRcode_free(code) }
        let size = Int(code.pointee.width)
        // Bit 0 is the colour of a module, the others say what it is part of (qrencode.h).
        dark = UnsafeBufferPointer(start: code.pointee.data, count: size * size).map { $0 & 1 == 1 }
        self.size = size
    }

    /// Light outside, as the quiet zone is.
    func isDark(_ row: Int, _ column: Int) -> Bool {
        guard (0..<size).contains(row), (0..<size).contains(column) else { return false }
        return dark[row * size + column]
    }

    /// Two rows a line in half blocks, with the quiet zone. Light is drawn and dark is left out, as a terminal with
    /// light text on dark needs; scanners read the other way round too.
    var lines: [String] {
        let range = -Self.quietZone..<(size + Self.quietZone)
        return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { row in
            range.reduce(into: "") { line, column in
                let below = row + 1 < range.upperBound ? !isDark(row + 1, column) : false
                line += Self.block(above: !isDark(row, column), below: below)
            }
        }
    }

    private static func block(above: Bool, below: Bool) -> String {
        switch (above, below) {
        case (true, true): "█"
        case (true, false): "▀"
        case (false, true): "▄"
        case (false, false): " "
        }
    }
}

internal import FloorAPITypes
internal import FloorModel

/// What sticks on a bag, box or spool: a code that leads to the lot's story, and what a person must read at once.
struct LotLabel {
    /// The dots of a usual label printer, 300 dpi.
    static let pixelsPerMetre: UInt32 = 11_811
    /// Labels that fit the bag, and codes that fit the label.
    static let widthMillimetres = 15...200
    /// A line of text is cut at that many characters.
    static let lineCharacters = 26

    let code: QRCode
    /// What the code says.
    let uri: String
    /// Id, material and form, mass and date.
    let lines: [String]

    /// - Returns: nil where the address is too long for a code.
    init?(uri: String, lines: [String]) {
        guard let code = QRCode(uri) else { return nil }
        self.code = code
        self.uri = uri
        self.lines = lines
    }

    /// - Returns: nil where the address is too long for a code.
    init?(_ detail: LotDetailView) {
        let lot = detail.lot
        let lines = [
            lot.id.description, lot.words, "\(grams(lot.massG))  \(lot.receivedAt.description.prefix(10))",
        ]
        self.init(uri: detail.uri, lines: lines)
    }

    /// The picture as a file of 300 dpi.
    func png(width: Int) -> [UInt8] { image(width: width).encoded(pixelsPerMetre: Self.pixelsPerMetre) }

    /// The code over the text.
    /// - Parameter width: in `widthMillimetres`, of the picture as it is printed.
    func image(width: Int) -> PNGImage {
        precondition(Self.widthMillimetres.contains(width), "a label has a width that fits a label")
        let pixels = width * Int(Self.pixelsPerMetre) / 1000
        let side = code.size + 2 * QRCode.quietZone
        let module = max(1, pixels / side)
        let text = lines.map { String($0.prefix(Self.lineCharacters)) }
        let longest = text.map(\.count).max() ?? 1
        let dot = max(1, min(pixels / ((longest + 2) * LabelFont.advance), module / 2))
        let pitch = (LabelFont.height + 3) * dot
        var image = PNGImage(width: max(pixels, side * module), height: side * module + pitch * text.count + pitch / 2)
        let left = (image.width - side * module) / 2
        for row in 0..<code.size {
            for column in 0..<code.size where code.isDark(row, column) {
                image.blacken(
                    x: left + (column + QRCode.quietZone) * module, y: (row + QRCode.quietZone) * module,
                    width: module, height: module)
            }
        }
        for (index, line) in text.enumerated() {
            let x = (image.width - line.count * LabelFont.advance * dot) / 2
            image.write(line, x: x, y: side * module + index * pitch, dot: dot)
        }
        return image
    }
}

extension PNGImage {
    fileprivate mutating func write(_ line: String, x: Int, y: Int, dot: Int) {
        for (place, character) in line.enumerated() {
            for (row, bits) in LabelFont.rows(of: character).enumerated() {
                for column in 0..<LabelFont.width where bits & (0x10 >> UInt8(column)) != 0 {
                    let left = x + (place * LabelFont.advance + column) * dot
                    blacken(x: left, y: y + row * dot, width: dot, height: dot)
                }
            }
        }
    }
}

import CZlib
import FloorAPITypes
import FloorModel
import Testing

@testable import machina

struct LotLabelTests {
    private func detail(_ uri: String, colour: String? = "grün") -> LotDetailView {
        let lot = LotView(
            id: LotID(number: 3), facts: LotFacts(form: .waste, material: "PLA", colour: colour), massG: 500,
            reservedG: 0, freeG: 500, receivedAt: UTCTime(WallClock(milliseconds: 1_772_357_400_000)))
        return LotDetailView(lot: lot, uri: uri, madeBy: nil, parents: [], children: [], history: [])
    }

    /// ISO/IEC 18004, 6.3.3: a finder pattern is 7 x 7, dark, with a light ring and a dark middle of 3 x 3.
    private func hasFinder(_ code: QRCode, _ row: Int, _ column: Int) -> Bool {
        (-1...7).allSatisfy { y in
            (-1...7).allSatisfy { x in
                let ring = max(abs(y - 3), abs(x - 3))
                return code.isDark(row + y, column + x) == (ring == 3 || ring <= 1)
            }
        }
    }

    @Test(arguments: [1, 19, 20, 60, 200, 500])
    func aCodeHasItsFindersWhateverItsSize(_ length: Int) throws {
        let code = try #require(QRCode(String(repeating: "a", count: length)))
        #expect((code.size - 17) % 4 == 0 && code.size >= 21)
        #expect(hasFinder(code, 0, 0) && hasFinder(code, 0, code.size - 7) && hasFinder(code, code.size - 7, 0))
        #expect(!hasFinder(code, code.size - 7, code.size - 7))
        // The timing pattern between the finders alternates (6.3.5).
        #expect((8..<(code.size - 8)).allSatisfy { code.isDark(6, $0) == $0.isMultiple(of: 2) })
        #expect(code.lines.count == (code.size + 9) / 2)
        #expect(code.lines.allSatisfy { $0.count == code.size + 8 })
        // The quiet zone is all light: four rows are two lines of full blocks.
        #expect(code.lines.prefix(2).allSatisfy { $0.allSatisfy { $0 == "█" } })
    }

    @Test func aTextThatNobodyCouldScanIsRefused() {
        #expect(QRCode("") == nil && QRCode(String(repeating: "a", count: 501)) == nil)
        #expect(LotLabel(detail("https://" + String(repeating: "a", count: 500))) == nil)
    }

    @Test func aLabelSaysWhatAPersonMustKnow() throws {
        let label = try #require(LotLabel(detail("machina:leuven/lot-3")))
        #expect(label.lines == ["lot-3", "grün PLA waste", "500 g  2026-03-01"])
        // An accent falls away, and what is not in the font is still a sign.
        #expect(LabelFont.rows(of: "ü") == LabelFont.rows(of: "U"))
        #expect(LabelFont.rows(of: "語") == LabelFont.rows(of: "?"))
    }

    @Test(arguments: [15, 50, 200])
    func thePictureIsTheCodeAndFitsItsWidth(_ width: Int) throws {
        let label = try #require(LotLabel(detail("machina:leuven/lot-3", colour: String(repeating: "x", count: 80))))
        let image = label.image(width: width)
        let module = max(1, width * 11_811 / 1000 / (label.code.size + 8))
        #expect(image.width == max(width * 11_811 / 1000, (label.code.size + 8) * module))
        let left = (image.width - (label.code.size + 8) * module) / 2
        for row in -4..<(label.code.size + 4) {
            for column in -4..<(label.code.size + 4) {
                let isBlack = image.isBlack(x: left + (column + 4) * module, y: (row + 4) * module)
                #expect(isBlack == label.code.isDark(row, column))
            }
        }
        let text = (label.code.size + 8) * module..<image.height
        #expect(text.contains { y in (0..<image.width).contains { image.isBlack(x: $0, y: y) } })
        // Nothing is cut off at the sides.
        for y in text { #expect(!image.isBlack(x: 0, y: y) && !image.isBlack(x: image.width - 1, y: y)) }
    }

    @Test func aPNGFileHasItsChunksAndItsPixels() throws {
        var image = PNGImage(width: 11, height: 3)
        image.blacken(x: 7, y: 1, width: 3, height: 100)
        image.blacken(x: -5, y: -5, width: 6, height: 6)
        let file = image.encoded(pixelsPerMetre: 11_811)
        #expect(file.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        var chunks: [(type: String, data: [UInt8])] = []
        var rest = file.dropFirst(8)
        while !rest.isEmpty {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let body = Array(rest.dropFirst(4).prefix(4 + length))
            let sum = rest.dropFirst(8 + length).prefix(4).reduce(UInt(0)) { $0 << 8 | UInt($1) }
            #expect(crc32(0, body, UInt32(body.count)) == sum)
            chunks.append((String(decoding: body.prefix(4), as: UTF8.self), Array(body.dropFirst(4))))
            rest = rest.dropFirst(12 + length)
        }
        #expect(chunks.map(\.type) == ["IHDR", "pHYs", "IDAT", "IEND"])
        #expect(chunks[0].data == [0, 0, 0, 11, 0, 0, 0, 3, 1, 0, 0, 0, 0])
        #expect(chunks[1].data == [0, 0, 0x2E, 0x23, 0, 0, 0x2E, 0x23, 1])
        var pixels = [UInt8](repeating: 0, count: 64)
        var count = UInt(pixels.count)
        let code = uncompress(&pixels, &count, chunks[2].data, UInt(chunks[2].data.count))
        #expect(code == Z_OK)
        #expect(Array(pixels[..<Int(count)]) == [0, 0x7F, 0xFF, 0, 0xFE, 0x3F, 0, 0xFE, 0x3F])
    }
}

import FloorModel
import Foundation
import GCode
import SeededRandom

/// Inspects `text`, handed over in chunks of `size` bytes.
func inspect(_ text: String, chunk size: Int = 1 << 16) -> GCodeReport { inspect(Array(text.utf8), chunk: size) }

func inspect(_ bytes: [UInt8], chunk size: Int = 1 << 16) -> GCodeReport {
    var inspection = GCodeInspection()
    var start = 0
    while start < bytes.count {
        let end = min(start + size, bytes.count)
        let chunk = Array(bytes[start..<end])
        inspection.consume(chunk.span)
        start = end
    }
    return inspection.finish()
}

extension GCodeReport {
    func has(_ code: GCodeProblem.Code) -> Bool { problems.contains { $0.code == code } }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}

func demoPart() throws -> [UInt8] {
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    let here = root.appendingPathComponent("Examples/demo-part.gcode")
    return try [UInt8](Data(contentsOf: here))
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed everywhere.
struct InspectionRandom: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

let smallPrinter = PrinterDescription(
    dialect: "auto", baud: 115_200, xMillimetres: Limits(0, 200), yMillimetres: Limits(-4, 200),
    zMillimetres: Limits(0, 180), nozzleMillimetres: 0.4, filamentMillimetres: 1.75, nozzleMaximumCelsius: 240,
    bedMaximumCelsius: 80, materials: ["PLA", "PETG"], stopWithin: .seconds(10), staleAfter: .seconds(15))

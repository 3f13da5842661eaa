internal import FloorAPITypes
internal import FloorModel
internal import Foundation

/// A request body of which every key is known: a key written wrongly is an error, not something left out.
protocol ExactBody: Decodable {
    static var fields: Set<String> { get }
}

extension CancelRequest: ExactBody { static var fields: Set<String> { ["weighed_g"] } }
extension AnswerRequest: ExactBody {
    static var fields: Set<String> { ["choice", "mass_g", "scrap_g", "left_g", "scale"] }
}
extension LotRequest: ExactBody {
    static var fields: Set<String> {
        [
            "form", "material", "colour", "mass_g", "source", "grade", "generation", "moisture_ppm", "origin",
            "tare_g", "location",
        ]
    }
}
extension WeighRequest: ExactBody { static var fields: Set<String> { ["gross_g", "net_g", "scale"] } }
extension AdjustRequest: ExactBody { static var fields: Set<String> { ["by_g", "reason"] } }
extension MoveRequest: ExactBody { static var fields: Set<String> { ["location"] } }
extension DisposeRequest: ExactBody { static var fields: Set<String> { ["mass_g", "reason"] } }
extension MountRequest: ExactBody { static var fields: Set<String> { ["machine"] } }
extension MachineCommandRequest: ExactBody { static var fields: Set<String> { ["command"] } }
extension ModeRequest: ExactBody { static var fields: Set<String> { ["mode"] } }
extension JogRequest: ExactBody { static var fields: Set<String> { ["drive", "reverse", "speed", "for_s"] } }
extension HeatRequest: ExactBody { static var fields: Set<String> { ["heater", "celsius"] } }

extension ExactBody {
    /// Reads one JSON object; no bytes at all stand for `{}`.
    ///
    /// - Throws: `bodyUnreadable` (400) or `fieldInvalid` (422) with the field's name.
    static func read(_ bytes: [UInt8]) throws(ProblemDetails) -> Self {
        let body = Data(bytes.isEmpty ? Array("{}".utf8) : bytes)
        do {
            let present = try JSONDecoder().decode([String: AnyJSON].self, from: body)
            if let unknown = present.keys.sorted().first(where: { !fields.contains($0) }) {
                throw ProblemDetails(
                    .fieldInvalid, status: 422, detail: "there is no field '\(unknown)'", field: unknown,
                    remedy: "use \(fields.sorted().joined(separator: ", "))")
            }
            return try FloorJSON.decoder().decode(Self.self, from: body)
        } catch let problem as ProblemDetails {
            throw problem
        } catch let error as DecodingError {
            throw ProblemDetails(error)
        } catch {
            throw ProblemDetails(.bodyUnreadable, status: 400, detail: "\(error)")
        }
    }
}

/// A JSON value of which only the presence matters.
private struct AnyJSON: Decodable {
    init(from decoder: any Decoder) throws {}
}

extension ProblemDetails {
    fileprivate init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self = .field(context.codingPath + [key], "is missing")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self = context.codingPath.isEmpty ? .unreadable : .field(context.codingPath, "has the wrong type")
        case .dataCorrupted(let context):
            self = context.codingPath.isEmpty ? .unreadable : .field(context.codingPath, context.debugDescription)
        @unknown default: self = .unreadable
        }
    }

    private static var unreadable: ProblemDetails { ProblemDetails(.bodyUnreadable, status: 400) }

    private static func field(_ path: [any CodingKey], _ what: String) -> ProblemDetails {
        let name = path.map { $0.stringValue.snakeCased }.joined(separator: ".")
        return ProblemDetails(.fieldInvalid, status: 422, detail: "'\(name)': \(what)", field: name)
    }
}

extension String {
    /// `massG` as it is written in JSON: `mass_g`.
    fileprivate var snakeCased: String {
        reduce(into: "") { name, character in
            if character.isUppercase { name += "_" }
            name += character.lowercased()
        }
    }
}

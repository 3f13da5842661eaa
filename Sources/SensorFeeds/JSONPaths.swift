internal import Foundation

/// The values at some paths of one JSON object.
///
///     {"params":{"switch:0":{"apower":27}}}   at ["params", "switch:0", "apower"] → .number(27)
struct JSONPaths: DecodableWithConfiguration {
    /// One for each path asked for, in their order.
    let values: [PayloadValue]

    /// Foundation's parser nests to 512 and refuses what is deeper; only the keys on the paths are decoded.
    ///
    /// - Throws: `DecodingError` when `payload` is not one JSON object in UTF-8.
    static func values(at paths: [[String]], of payload: [UInt8]) throws -> [PayloadValue] {
        try JSONDecoder().decode(JSONPaths.self, from: Data(payload), configuration: paths).values
    }

    init(from decoder: any Decoder, configuration paths: [[String]]) throws {
        let object = try decoder.container(keyedBy: Key.self)
        values = paths.map { Self.value(at: $0[...], in: object) }
    }

    private static func value(at path: ArraySlice<String>, in object: KeyedDecodingContainer<Key>) -> PayloadValue {
        guard let name = path.first, case let key = Key(stringValue: name), object.contains(key) else { return .absent }
        do {
            if try object.decodeNil(forKey: key) { return .none }
            guard path.count > 1 else { return try object.decode(Scalar.self, forKey: key).value }
            let inner = try object.nestedContainer(keyedBy: Key.self, forKey: key)
            return value(at: path.dropFirst(), in: inner)
        } catch {
            // Another kind of value than the path needs; the rest of the message is still good.
            return .other
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Scalar: Decodable {
        let value: PayloadValue

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            do { value = .number(try container.decode(Double.self)) } catch DecodingError.typeMismatch {
                do { value = .bool(try container.decode(Bool.self)) } catch DecodingError.typeMismatch {
                    value = PayloadValue(word: try container.decode(String.self))
                }
            }
        }
    }
}

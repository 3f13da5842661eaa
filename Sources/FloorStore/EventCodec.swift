public import FloorModel
internal import Foundation

/// A row of the journal: `{"job":"job-1",…}` under its type and version.
public struct EventRow: Hashable, Sendable {
    public var type: String
    public var version: Int
    /// Canonical JSON: keys sorted, no spaces, slashes not escaped.
    public var body: String

    public init(type: String, version: Int, body: String) {
        self.type = type
        self.version = version
        self.body = body
    }
}

/// Turns an older version's JSON object into that of the next version.
public struct Upcaster: Sendable {
    public var type: String
    /// It turns `from` into `from + 1`.
    public var from: Int
    public var change: @Sendable (inout [String: Any]) throws -> Void

    public init(
        type: String, from: Int, change: @escaping @Sendable (inout [String: Any]) throws -> Void
    ) {
        self.type = type
        self.from = from
        self.change = change
    }
}

/// Why a journal row cannot be read.
public enum EventCodecError: Error, Hashable, Sendable {
    /// A newer program wrote it.
    case unknownType(String)
    case unknownVersion(type: String, version: Int)
    case unreadableBody(type: String, detail: String)
}

extension EventCodecError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownType(let type):
            "event type '\(type)' is not known to this version of machinad; use the version that wrote it, or a newer one"
        case .unknownVersion(let type, let version):
            "version \(version) of event '\(type)' is not known to this version of machinad; use a newer one"
        case .unreadableBody(let type, let detail):
            "the body of an event '\(type)' cannot be read (\(detail)); restore the state from a backup"
        }
    }
}

/// Events to rows and back. Rows of every version that was ever written are read for ever: an event's payload
/// changes only together with a new version here, an upcaster, and a golden file in the tests.
public struct EventCodec: Sendable {
    private let upcasters: [String: [Int: Upcaster]]
    private let encoder: JSONEncoder
    private let decoder = JSONDecoder()

    public init(upcasters: [Upcaster] = Self.upcasters) {
        var table: [String: [Int: Upcaster]] = [:]
        for upcaster in upcasters { table[upcaster.type, default: [:]][upcaster.from] = upcaster }
        self.upcasters = table
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    /// One for every version that was ever on main and is not the present one.
    public static let upcasters: [Upcaster] = []

    /// The version that is written now: one more than the upcasters of this type bring it to.
    private func version(of kind: EventKind) -> Int { 1 + (upcasters[kind.rawValue]?.count ?? 0) }

    public func encode(_ event: FloorEvent) throws -> EventRow {
        let kind = EventKind(of: event)
        let data = try encoder.encode(event.payload)
        return EventRow(type: kind.rawValue, version: version(of: kind), body: String(decoding: data, as: UTF8.self))
    }

    public func decode(_ row: EventRow) throws(EventCodecError) -> FloorEvent {
        guard let kind = EventKind(rawValue: row.type) else { throw .unknownType(row.type) }
        let current = version(of: kind)
        guard row.version >= 1, row.version <= current else {
            throw .unknownVersion(type: row.type, version: row.version)
        }
        do {
            var body = Data(row.body.utf8)
            if row.version < current { body = try upcast(body, kind, from: row.version, to: current) }
            let events = try kind.decodeAll(Data("[".utf8) + body + Data("]".utf8), with: decoder)
            guard events.count == 1 else {
                throw EventCodecError.unreadableBody(type: row.type, detail: "not one object")
            }
            return events[0]
        } catch let error as EventCodecError {
            throw error
        } catch {
            throw .unreadableBody(type: row.type, detail: "\(error)")
        }
    }

    /// Reads many rows, in their order; what is said of an error is the same as of one row.
    public func decode(_ rows: some Collection<EventRow>) throws(EventCodecError) -> [FloorEvent] {
        var places: [EventKind: [Int]] = [:]
        for (place, row) in rows.enumerated() {
            guard let kind = EventKind(rawValue: row.type), row.version == version(of: kind) else { continue }
            places[kind, default: []].append(place)
        }
        let rows = Array(rows)
        var events = [FloorEvent?](repeating: nil, count: rows.count)
        for (kind, places) in places {
            let bodies = "[" + places.map { rows[$0].body }.joined(separator: ",") + "]"
            do {
                let decoded = try kind.decodeAll(Data(bodies.utf8), with: decoder)
                guard decoded.count == places.count else { continue }
                for (place, event) in zip(places, decoded) { events[place] = event }
            } catch {
                // One of them cannot be read; row by row it is found, and named.
                continue
            }
        }
        var result: [FloorEvent] = []
        result.reserveCapacity(rows.count)
        for (row, event) in zip(rows, events) {
            if let event { result.append(event) } else { result.append(try decode(row)) }
        }
        return result
    }

    private func upcast(_ body: Data, _ kind: EventKind, from version: Int, to current: Int) throws -> Data {
        guard var object = try JSONSerialization.jsonObject(with: body) as? [String: Any] else {
            throw EventCodecError.unreadableBody(type: kind.rawValue, detail: "not a JSON object")
        }
        for step in version..<current {
            guard let upcaster = upcasters[kind.rawValue]?[step] else {
                throw EventCodecError.unknownVersion(type: kind.rawValue, version: step)
            }
            try upcaster.change(&object)
        }
        return try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
    }
}

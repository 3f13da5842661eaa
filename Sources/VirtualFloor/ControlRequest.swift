internal import Foundation

/// One line to the control socket, with one verb and what belongs to it:
/// `{"state":true}`, `{"executed":"mk3-1"}`, `{"fault":"stall","machine":"mk3-1","seconds":5}`,
/// `{"load":"shred-1","grams":500,"moisture_ppm":3000}`, `{"collect":"shred-1"}`, `{"place":"scale-1","grams":412.5}`,
/// `{"lid":"shred-1","open":true}`, `{"emergency_stop":"shred-1","pressed":true}`, `{"clear_jam":"shred-1"}`.
struct ControlRequest: Codable, Hashable {
    var fault: String?
    var machine: String?
    var seconds: Double?
    var state: Bool?
    var executed: String?
    var load: String?
    var grams: Double?
    var moisturePPM: Int?
    var collect: String?
    var place: String?
    var lid: String?
    var open: Bool?
    var emergencyStop: String?
    var pressed: Bool?
    var clearJam: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case fault, machine, seconds, state, executed, load, grams, collect, place, lid, open, pressed
        case moisturePPM = "moisture_ppm"
        case emergencyStop = "emergency_stop"
        case clearJam = "clear_jam"
    }

    /// What is asked, once it is sure that it is one thing.
    enum Asked: Hashable {
        case fault(String, machine: String?, seconds: Double?)
        case state
        case executed(String)
        case load(String, grams: Double?, moisturePPM: Int)
        case collect(String)
        case place(String, grams: Double?)
        case lid(String, isOpen: Bool)
        case emergencyStop(String, isPressed: Bool)
        case clearJam(String)
    }

    /// The one thing that is asked; a key that does not belong to it is an error, not passed over.
    func asked() throws(VirtualFloorFault) -> Asked {
        var verbs: [(asked: Asked, with: Set<CodingKeys>)] = []
        if let fault {
            verbs.append((.fault(fault, machine: machine, seconds: seconds), [.fault, .machine, .seconds]))
        }
        if state == true { verbs.append((.state, [.state])) }
        if let executed { verbs.append((.executed(executed), [.executed])) }
        if let load {
            verbs.append((.load(load, grams: grams, moisturePPM: moisturePPM ?? 0), [.load, .grams, .moisturePPM]))
        }
        if let collect { verbs.append((.collect(collect), [.collect])) }
        if let place { verbs.append((.place(place, grams: grams), [.place, .grams])) }
        if let lid, let open { verbs.append((.lid(lid, isOpen: open), [.lid, .open])) }
        if let emergencyStop, let pressed {
            verbs.append((.emergencyStop(emergencyStop, isPressed: pressed), [.emergencyStop, .pressed]))
        }
        if let clearJam { verbs.append((.clearJam(clearJam), [.clearJam])) }
        guard let only = verbs.first, verbs.count == 1, given.isSubset(of: only.with) else {
            throw VirtualFloorFault(
                .configuration, "the request asks for nothing, for more than one thing, or with keys of another",
                remedy: "send one of state, executed, fault, load, collect, place, lid with open, "
                    + "emergency_stop with pressed, clear_jam")
        }
        return only.asked
    }

    private var given: Set<CodingKeys> {
        var keys: Set<CodingKeys> = []
        if fault != nil { keys.insert(.fault) }
        if machine != nil { keys.insert(.machine) }
        if seconds != nil { keys.insert(.seconds) }
        if state != nil { keys.insert(.state) }
        if executed != nil { keys.insert(.executed) }
        if load != nil { keys.insert(.load) }
        if grams != nil { keys.insert(.grams) }
        if moisturePPM != nil { keys.insert(.moisturePPM) }
        if collect != nil { keys.insert(.collect) }
        if place != nil { keys.insert(.place) }
        if lid != nil { keys.insert(.lid) }
        if open != nil { keys.insert(.open) }
        if emergencyStop != nil { keys.insert(.emergencyStop) }
        if pressed != nil { keys.insert(.pressed) }
        if clearJam != nil { keys.insert(.clearJam) }
        return keys
    }
}

extension ControlRequest {
    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads one line; a key that is not known is an error, not passed over.
    static func read(_ line: [UInt8]) throws -> ControlRequest {
        let decoder = JSONDecoder()
        let request = try decoder.decode(Strict.self, from: Data(line))
        return request.request
    }

    private struct Strict: Decodable {
        var request: ControlRequest

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: AnyKey.self)
            let known = Set(CodingKeys.allCases.map(\.rawValue))
            if let unknown = container.allKeys.map(\.stringValue).sorted().first(where: { !known.contains($0) }) {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: [], debugDescription: "key '\(unknown)' is not known"))
            }
            request = try ControlRequest(from: decoder)
        }
    }
}

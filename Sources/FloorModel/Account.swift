/// Where mass can be: the accounts of the floor's double-entry book. Every movement takes from one and gives to
/// another, so that the sum over all accounts is always zero.
public enum Account: Hashable, Sendable {
    /// The world beyond the floor. What was received from it stands here as a debt, so its balance is negative.
    case outside
    case lot(LotID)
    /// In a machine: hopper, chamber, barrel.
    case machine(MachineID)
    /// Dust, moisture and residue: what went in and demonstrably did not come out.
    case loss
    /// What scales and counts found beside the books; of either sign.
    case difference
    /// Thrown away.
    case disposed
    /// In parts that were printed before parts were lots.
    case untraced
}

extension Account: CustomStringConvertible {
    /// `outside`, `lot-3`, `machine/shred-1`, `loss`, `difference`, `disposed`, `untraced`.
    public var description: String {
        switch self {
        case .outside: "outside"
        case .lot(let lot): lot.description
        case .machine(let machine): "machine/\(machine.name)"
        case .loss: "loss"
        case .difference: "difference"
        case .disposed: "disposed"
        case .untraced: "untraced"
        }
    }

    public init?(_ text: String) {
        switch text {
        case "outside": self = .outside
        case "loss": self = .loss
        case "difference": self = .difference
        case "disposed": self = .disposed
        case "untraced": self = .untraced
        default:
            if text.hasPrefix("machine/") {
                self = .machine(MachineID(String(text.dropFirst("machine/".count))))
            } else if text.hasPrefix("lot-"), let lot = LotID(text) {
                self = .lot(lot)
            } else {
                return nil
            }
        }
    }
}

extension Account: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let account = Self(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is not an account"))
        }
        self = account
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Why mass moved.
public enum MovementReason: String, CaseIterable, Sendable, Codable {
    /// Came onto the floor.
    case received
    /// Put into a machine.
    case loaded
    /// Came out of a machine as it went in.
    case unloaded
    /// Came out as what the process was for, or off the plate as a part.
    case produced
    /// Came out as scrap: failed prints, unusable pieces.
    case scrapped
    /// Pushed through to clean or to start.
    case purged
    /// Went in and did not come out.
    case lost
    /// A weighing found another mass than the book had.
    case weighed
    /// A person corrected the book.
    case adjusted
    case disposed
    /// Given to the maker: it leaves the floor for good.
    case handedOver = "handed_over"
}

/// One entry of the book: so much went from here to there.
public struct Movement: Hashable, Sendable, Codable {
    public var from: Account
    public var to: Account
    /// Above zero.
    public var mass: Milligrams
    public var reason: MovementReason

    public init(_ mass: Milligrams, from: Account, to: Account, _ reason: MovementReason) {
        self.mass = mass
        self.from = from
        self.to = to
        self.reason = reason
    }
}

/// So much of one lot.
public struct LotShare: Hashable, Sendable, Codable {
    public var lot: LotID
    public var mass: Milligrams

    public init(_ lot: LotID, _ mass: Milligrams) {
        self.lot = lot
        self.mass = mass
    }
}

/// Why a person changes what the book says of a lot; a code, because free text could name people.
public enum AdjustmentReason: String, CaseIterable, Sendable, Codable {
    case miscounted, spilled, contaminated, sampled, lost, found, expired, other
}

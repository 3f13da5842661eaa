public import FloorModel

/// A lot's whole story, `GET /v1/lots/<id>`: what `GET /v1/lots` says of it, what it was made of and what was made of
/// it, and everything in the journal that names it.
public struct LotDetailView: Hashable, Sendable {
    /// Its keys stand in the same JSON object as those below.
    public var lot: LotView
    /// What its label's code says: `https://maak.example/lot/lot-3`, or `machina:leuven/lot-3` without a base URL.
    public var uri: String
    /// Absent for a lot that was received.
    public var madeBy: LotMakingView?
    /// What it was made of, and what that was made of; at most `maximumAncestors` in all, the nearest first.
    public var parents: [LotAncestorView]
    /// What was made of it.
    public var children: [LotShareView]
    /// Oldest first; the newest `maximumHistory` events.
    public var history: [LotHistoryView]

    public static let maximumAncestors = 200
    public static let maximumHistory = 500

    public init(
        lot: LotView, uri: String, madeBy: LotMakingView?, parents: [LotAncestorView], children: [LotShareView],
        history: [LotHistoryView]
    ) {
        self.lot = lot
        self.uri = uri
        self.madeBy = madeBy
        self.parents = parents
        self.children = children
        self.history = history
    }
}

extension LotDetailView: Codable {
    private enum CodingKeys: String, CodingKey {
        case uri, madeBy, parents, children, history
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        lot = try LotView(from: decoder)
        uri = try container.decode(String.self, forKey: .uri)
        madeBy = try container.decodeIfPresent(LotMakingView.self, forKey: .madeBy)
        parents = try container.decode([LotAncestorView].self, forKey: .parents)
        children = try container.decode([LotShareView].self, forKey: .children)
        history = try container.decode([LotHistoryView].self, forKey: .history)
    }

    public func encode(to encoder: any Encoder) throws {
        try lot.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(uri, forKey: .uri)
        try container.encodeIfPresent(madeBy, forKey: .madeBy)
        try container.encode(parents, forKey: .parents)
        try container.encode(children, forKey: .children)
        try container.encode(history, forKey: .history)
    }
}

/// The operation that made a lot.
public struct LotMakingView: Hashable, Sendable, Codable {
    public var operation: OperationID
    public var job: JobID
    public var machine: MachineID?
    /// Absent for a print.
    public var recipe: String?
    public var process: ProcessKind?

    public init(
        operation: OperationID, job: JobID, machine: MachineID?, recipe: String? = nil, process: ProcessKind? = nil
    ) {
        self.operation = operation
        self.job = job
        self.machine = machine
        self.recipe = recipe
        self.process = process
    }
}

/// A lot that another one was made of.
public struct LotAncestorView: Hashable, Sendable, Codable {
    public var lot: LotID
    /// How much of it went in.
    public var massG: Double
    public var form: MaterialForm
    public var material: String
    public var source: MaterialSource?
    public var origin: String?
    /// Empty for a lot that was received.
    public var parents: [LotAncestorView]

    public init(
        lot: LotID, massG: Double, form: MaterialForm, material: String, source: MaterialSource?, origin: String?,
        parents: [LotAncestorView]
    ) {
        self.lot = lot
        self.massG = massG
        self.form = form
        self.material = material
        self.source = source
        self.origin = origin
        self.parents = parents
    }
}

/// One thing that happened to a lot; only the fields that its type has are there. A movement of mass has `from`, `to`
/// and `mass_g`: `{"at":"…","type":"material_moved","from":"lot-3","to":"machine/shred-1","mass_g":500,
/// "reason":"loaded","basis":"weighed","operation":"op-4","by":"p-1","who":"ada","sequence":91}`.
public struct LotHistoryView: Hashable, Sendable, Codable {
    public var sequence: Int64
    public var at: UTCTime
    /// As in `GET /v1/events`.
    public var type: String
    public var from: Account?
    public var to: Account?
    /// What moved, or what a weighing found.
    public var massG: Double?
    public var reason: MovementReason?
    /// Why a person corrected the book.
    public var adjustment: AdjustmentReason?
    public var basis: ConsumptionBasis?
    public var operation: OperationID?
    public var machine: MachineID?
    public var location: String?
    public var scale: SensorID?
    /// The opaque token of the person who acted, and the name behind it until the person is erased.
    public var by: PersonID?
    public var who: String?

    public init(sequence: Int64, at: UTCTime, type: String) {
        self.sequence = sequence
        self.at = at
        self.type = type
    }
}

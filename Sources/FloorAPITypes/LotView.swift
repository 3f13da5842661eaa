public import FloorModel

/// A lot of material, masses in grams with at most three decimals.
public struct LotView: Hashable, Sendable, Codable {
    public var id: LotID
    public var form: MaterialForm
    public var material: String
    public var colour: String?
    public var massG: Double
    /// Promised to planned and running prints.
    public var claimedG: Double
    public var mountedOn: MachineID?
    public var receivedAt: UTCTime

    public init(
        id: LotID, form: MaterialForm, material: String, colour: String?, massG: Double, claimedG: Double,
        mountedOn: MachineID?, receivedAt: UTCTime
    ) {
        self.id = id
        self.form = form
        self.material = material
        self.colour = colour
        self.massG = massG
        self.claimedG = claimedG
        self.mountedOn = mountedOn
        self.receivedAt = receivedAt
    }
}

/// `GET /v1/lots`.
public struct LotList: Hashable, Sendable, Codable {
    public var lots: [LotView]
    public init(lots: [LotView]) { self.lots = lots }
}

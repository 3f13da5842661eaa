public import FloorModel

/// A fault that somebody must see.
public struct AlarmView: Hashable, Sendable, Codable {
    public var id: AlarmID
    /// `FaultCode`'s number and name: 1001 and `link_lost`.
    public var code: Int
    public var name: String
    public var machine: MachineID?
    /// What is wrong in general, what a person does about it, and what happened in particular.
    public var meaning: String
    public var remedy: String
    public var detail: String
    /// Whether the cause is still there.
    public var active: Bool
    public var acknowledged: Bool
    public var raisedAt: UTCTime

    public init(
        id: AlarmID, code: Int, name: String, machine: MachineID?, meaning: String, remedy: String, detail: String,
        active: Bool, acknowledged: Bool, raisedAt: UTCTime
    ) {
        self.id = id
        self.code = code
        self.name = name
        self.machine = machine
        self.meaning = meaning
        self.remedy = remedy
        self.detail = detail
        self.active = active
        self.acknowledged = acknowledged
        self.raisedAt = raisedAt
    }
}

/// `GET /v1/alarms`, oldest first.
public struct AlarmList: Hashable, Sendable, Codable {
    public var alarms: [AlarmView]
    public init(alarms: [AlarmView]) { self.alarms = alarms }
}

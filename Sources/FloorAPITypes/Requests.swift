public import FloorModel

/// `POST /v1/jobs/<id>/cancel`; an empty body is allowed.
public struct CancelRequest: Hashable, Sendable, Codable {
    /// What came out of the machine, weighed.
    public var weighedG: Double?
    public init(weighedG: Double? = nil) { self.weighedG = weighedG }
}

/// `POST /v1/prompts/<id>`; an empty body takes the default choice.
public struct AnswerRequest: Hashable, Sendable, Codable {
    public var choice: String?
    /// What was made, or loaded.
    public var massG: Double?
    /// What is of no use as it is.
    public var scrapG: Double?
    /// What is as it went in.
    public var leftG: Double?
    /// The scale that gives `mass_g` where nobody types it.
    public var scale: SensorID?

    public init(
        choice: String? = nil, massG: Double? = nil, scrapG: Double? = nil, leftG: Double? = nil,
        scale: SensorID? = nil
    ) {
        self.choice = choice
        self.massG = massG
        self.scrapG = scrapG
        self.leftG = leftG
        self.scale = scale
    }
}

/// `POST /v1/machines/<id>/commands`: `{"command":"hold"}`.
public struct MachineCommandRequest: Hashable, Sendable, Codable {
    public var command: PackMLCommand
    public init(command: PackMLCommand) { self.command = command }
}

/// `POST /v1/machines/<id>/mode`: `{"mode":"manual"}`.
public struct ModeRequest: Hashable, Sendable, Codable {
    public var mode: PackMLMode
    public init(mode: PackMLMode) { self.mode = mode }
}

/// `POST /v1/machines/<id>/jog`: `{"drive":"shaft","reverse":true,"for_s":2}`.
public struct JogRequest: Hashable, Sendable, Codable {
    public var drive: String
    public var reverse: Bool?
    /// In the unit of the drive's speed; absent: the slowest.
    public var speed: Double?
    public var forS: Double

    public init(drive: String, reverse: Bool? = nil, speed: Double? = nil, forS: Double) {
        self.drive = drive
        self.reverse = reverse
        self.speed = speed
        self.forS = forS
    }
}

/// `POST /v1/machines/<id>/heat`: `{"heater":"nozzle","celsius":180}`; 0 switches it off.
public struct HeatRequest: Hashable, Sendable, Codable {
    public var heater: String
    public var celsius: Double

    public init(heater: String, celsius: Double) {
        self.heater = heater
        self.celsius = celsius
    }
}

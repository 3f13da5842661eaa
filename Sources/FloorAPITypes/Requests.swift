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
    public var massG: Double?

    public init(choice: String? = nil, massG: Double? = nil) {
        self.choice = choice
        self.massG = massG
    }
}

/// `POST /v1/lots`: `{"form":"filament","material":"PLA","colour":"white","mass_g":750}`.
public struct LotRequest: Hashable, Sendable, Codable {
    public var form: MaterialForm
    public var material: String
    public var colour: String?
    public var massG: Double

    public init(form: MaterialForm, material: String, colour: String?, massG: Double) {
        self.form = form
        self.material = material
        self.colour = colour
        self.massG = massG
    }
}

/// `POST /v1/lots/<id>/mount`.
public struct MountRequest: Hashable, Sendable, Codable {
    public var machine: MachineID
    public init(machine: MachineID) { self.machine = machine }
}

/// `POST /v1/machines/<id>/commands`: `{"command":"hold"}`.
public struct MachineCommandRequest: Hashable, Sendable, Codable {
    public var command: PackMLCommand
    public init(command: PackMLCommand) { self.command = command }
}

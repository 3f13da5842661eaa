public import FloorAPITypes
public import FloorModel

/// What can be asked for.
extension FloorClient {
    /// `POST /v1/jobs/<id>/cancel`, with what came off the plate where it was weighed.
    public func cancel(_ job: JobID, weighedG: Double? = nil) async throws(FloorClientError) -> Receipt {
        try await post("/v1/jobs/\(job)/cancel", CancelRequest(weighedG: weighedG))
    }

    /// `POST /v1/jobs/<id>/hold`.
    public func hold(_ job: JobID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/jobs/\(job)/hold")
    }

    /// `POST /v1/jobs/<id>/release`.
    public func release(_ job: JobID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/jobs/\(job)/release")
    }

    /// `POST /v1/jobs/<id>/reprint`.
    public func reprint(_ job: JobID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/jobs/\(job)/reprint")
    }

    /// `POST /v1/prompts/<id>`.
    public func answer(_ prompt: PromptID, _ answer: AnswerRequest) async throws(FloorClientError) -> Receipt {
        try await post("/v1/prompts/\(prompt)", answer)
    }

    /// `POST /v1/alarms/<id>/ack`.
    public func acknowledge(_ alarm: AlarmID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/alarms/\(alarm)/ack")
    }

    /// `POST /v1/lots`; the receipt names the new lot.
    public func receive(_ lot: LotRequest) async throws(FloorClientError) -> Receipt {
        try await post("/v1/lots", lot)
    }

    /// `POST /v1/lots/<id>/mount`.
    public func mount(_ lot: LotID, on machine: MachineID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/lots/\(lot)/mount", MountRequest(machine: machine))
    }

    /// `POST /v1/lots/<id>/weigh`.
    public func weigh(_ lot: LotID, _ weighing: WeighRequest) async throws(FloorClientError) -> Receipt {
        try await post("/v1/lots/\(lot)/weigh", weighing)
    }

    /// `POST /v1/lots/<id>/adjust`.
    public func adjust(_ lot: LotID, _ change: AdjustRequest) async throws(FloorClientError) -> Receipt {
        try await post("/v1/lots/\(lot)/adjust", change)
    }

    /// `POST /v1/lots/<id>/move`.
    public func move(_ lot: LotID, to location: String) async throws(FloorClientError) -> Receipt {
        try await post("/v1/lots/\(lot)/move", MoveRequest(location: location))
    }

    /// `POST /v1/lots/<id>/dispose`.
    public func dispose(_ lot: LotID, _ disposal: DisposeRequest) async throws(FloorClientError) -> Receipt {
        try await post("/v1/lots/\(lot)/dispose", disposal)
    }

    /// `POST /v1/lots/<id>/hand-over`: all of it goes to its maker.
    public func handOver(_ lot: LotID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/lots/\(lot)/hand-over")
    }

    /// `POST /v1/machines/<id>/mode`.
    public func setMode(_ mode: PackMLMode, of machine: MachineID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/machines/\(machine)/mode", ModeRequest(mode: mode))
    }

    /// `POST /v1/machines/<id>/jog`.
    public func jog(_ machine: MachineID, _ order: JogRequest) async throws(FloorClientError) -> Receipt {
        try await post("/v1/machines/\(machine)/jog", order)
    }

    /// `POST /v1/machines/<id>/heat`.
    public func heat(_ machine: MachineID, _ order: HeatRequest) async throws(FloorClientError) -> Receipt {
        try await post("/v1/machines/\(machine)/heat", order)
    }

    /// `POST /v1/machines/<id>/commands`.
    public func command(_ command: PackMLCommand, to machine: MachineID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/machines/\(machine)/commands", MachineCommandRequest(command: command))
    }

    /// `POST /v1/machines/stop-all`: every machine, in one request.
    public func stopAll() async throws(FloorClientError) -> Receipt {
        try await post("/v1/machines/stop-all")
    }
}

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

    /// `POST /v1/machines/<id>/commands`.
    public func command(_ command: PackMLCommand, to machine: MachineID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/machines/\(machine)/commands", MachineCommandRequest(command: command))
    }

    /// `POST /v1/machines/stop-all`: every machine, in one request.
    public func stopAll() async throws(FloorClientError) -> Receipt {
        try await post("/v1/machines/stop-all")
    }
}

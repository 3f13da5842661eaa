public import FloorAPITypes
public import FloorModel

/// What can be asked for.
extension FloorClient {
    public func cancel(_ job: JobID, weighedG: Double? = nil) async throws(FloorClientError) -> Receipt {
        try await post("/v1/jobs/\(job)/cancel", CancelRequest(weighedG: weighedG))
    }
    public func hold(_ job: JobID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/jobs/\(job)/hold")
    }
    public func release(_ job: JobID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/jobs/\(job)/release")
    }
    public func reprint(_ job: JobID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/jobs/\(job)/reprint")
    }
    public func answer(_ prompt: PromptID, _ answer: AnswerRequest) async throws(FloorClientError) -> Receipt {
        try await post("/v1/prompts/\(prompt)", answer)
    }
    public func acknowledge(_ alarm: AlarmID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/alarms/\(alarm)/ack")
    }
    public func receive(_ lot: LotRequest) async throws(FloorClientError) -> Receipt {
        try await post("/v1/lots", lot)
    }
    public func mount(_ lot: LotID, on machine: MachineID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/lots/\(lot)/mount", MountRequest(machine: machine))
    }
    public func command(_ command: PackMLCommand, to machine: MachineID) async throws(FloorClientError) -> Receipt {
        try await post("/v1/machines/\(machine)/commands", MachineCommandRequest(command: command))
    }
    /// Every machine, in one request.
    public func stopAll() async throws(FloorClientError) -> Receipt {
        try await post("/v1/machines/stop-all")
    }
}

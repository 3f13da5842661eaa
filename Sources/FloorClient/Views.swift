public import FloorAPITypes
public import FloorModel

/// What can be looked at.
extension FloorClient {
    /// `GET /v1/status`.
    public func status() async throws(FloorClientError) -> StatusView { try await get("/v1/status") }

    /// `GET /v1/machines`.
    public func machines() async throws(FloorClientError) -> [MachineView] {
        let list: MachineList = try await get("/v1/machines")
        return list.machines
    }

    /// `GET /v1/machines/<id>`.
    public func machine(_ id: MachineID) async throws(FloorClientError) -> MachineView {
        try await get("/v1/machines/\(id)")
    }

    /// `GET /v1/jobs`, one page.
    public func jobs(_ query: JobQuery = JobQuery()) async throws(FloorClientError) -> JobPage {
        let after = query.after.map { "&after=\($0)" } ?? ""
        return try await get("/v1/jobs?state=\(query.selection.name)&limit=\(query.limit)\(after)")
    }

    /// `GET /v1/jobs/<id>`.
    public func job(_ id: JobID) async throws(FloorClientError) -> JobView { try await get("/v1/jobs/\(id)") }

    /// `GET /v1/lots`.
    public func lots() async throws(FloorClientError) -> [LotView] {
        let list: LotList = try await get("/v1/lots")
        return list.lots
    }

    /// `GET /v1/lots/<id>`.
    public func lot(_ id: LotID) async throws(FloorClientError) -> LotDetailView { try await get("/v1/lots/\(id)") }

    /// `GET /v1/ledger`.
    public func ledger() async throws(FloorClientError) -> LedgerView { try await get("/v1/ledger") }

    /// `GET /v1/sensors`.
    public func sensors() async throws(FloorClientError) -> [SensorView] {
        let list: SensorList = try await get("/v1/sensors")
        return list.sensors
    }

    /// `GET /v1/plan`.
    public func plan() async throws(FloorClientError) -> PlanView { try await get("/v1/plan") }

    /// `GET /v1/prompts`.
    public func prompts() async throws(FloorClientError) -> [PromptView] {
        let list: PromptList = try await get("/v1/prompts")
        return list.prompts
    }

    /// `GET /v1/alarms`.
    public func alarms() async throws(FloorClientError) -> [AlarmView] {
        let list: AlarmList = try await get("/v1/alarms")
        return list.alarms
    }
}

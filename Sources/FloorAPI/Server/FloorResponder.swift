internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Answers the requests of those who may use the Unix socket.
struct FloorResponder: HTTPResponder {
    typealias Context = FloorContext

    let backend: any FloorBackend
    let people = KnownPeople()

    var views: FloorViews { FloorViews(backend.floor, at: backend.now()) }

    func respond(to request: Request, context: FloorContext) async throws -> Response {
        do {
            let query = request.uri.queryParameters.map { (name: String($0.key), value: String($0.value)) }
            let endpoint = try Endpoint.find(request.method, path: request.uri.path, query: query)
            return try await answer(endpoint, request, context)
        } catch let problem as ProblemDetails {
            return try .problem(problem)
        } catch let refusal as Refusal {
            return try .problem(ProblemDetails(refusal))
        } catch {
            context.logger.error("request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return try .problem(.internalError)
        }
    }

    private func answer(_ endpoint: Endpoint, _ request: Request, _ context: FloorContext) async throws -> Response {
        switch endpoint {
        case .submit, .storeFile: try await takeIn(endpoint, request, context)
        case .act, .answer, .acknowledge, .receiveLot, .handle, .command, .byHand, .stopAll:
            try await carryOut(endpoint, request, context)
        case .events: try watchEvents(request)
        case .eraseMaker(let user): try await erase(user)
        case .checkChain: try .json(await backend.checkChain())
        default: try await show(endpoint)
        }
    }

    private func show(_ endpoint: Endpoint) async throws -> Response {
        switch endpoint {
        case .health: try .health(views.health)
        case .metrics: .metrics(views, await backend.chain())
        case .status: try .json(views.status(version: backend.version, chain: await backend.chain()))
        case .machines: try .json(MachineList(machines: views.machines))
        case .machine(let id): try .json(try found(views.machine(id), "machine '\(id)'"))
        case .jobs(let query): try .json(await page(query))
        case .job(let id): try .json(try found(await job(id), "\(id)"))
        case .lots: try .json(LotList(lots: views.lots))
        case .lot(let id): try .json(try found(try await lot(id), "\(id)"))
        case .ledger: try .json(views.ledger)
        case .sensors: try .json(SensorList(sensors: views.sensors))
        case .plan: try .json(views.plan)
        case .prompts: try .json(PromptList(prompts: views.prompts))
        case .alarms: try .json(AlarmList(alarms: views.alarms))
        case .chain: try .json(await backend.chain())
        case .chainFile(let file): try await backend.serve(file)
        case .passport(let lot): try await backend.servePassport(of: lot)
        case .makers: try .json(MakerList(makers: try await backend.makers()))
        default: preconditionFailure("\(endpoint) is not something to look at")
        }
    }

    private func page(_ query: JobQuery) async -> JobPage {
        let views = views
        let (ids, next) = views.jobs(query)
        let details = await backend.details(of: ids)
        return JobPage(jobs: ids.compactMap { views.job($0, personal: details[$0]) }, next: next)
    }

    private func job(_ id: JobID) async -> JobView? {
        let details = await backend.details(of: [id])
        return views.job(id, personal: details[id])
    }

    private func lot(_ id: LotID) async throws -> LotDetailView? {
        guard backend.floor.state.lots[id] != nil else { return nil }
        let history = try await backend.history(of: id, limit: LotDetailView.maximumHistory)
        let names = await backend.names(of: Set(history.compactMap(\.actor)).sorted())
        return views.lotDetail(id, history: history, names: names)
    }

    private func found<View>(_ view: View?, _ name: String) throws(ProblemDetails) -> View {
        guard let view else {
            throw ProblemDetails(.notFound, status: 404, detail: "there is no \(name) on this floor")
        }
        return view
    }
}

extension Response {
    static func health(_ health: HealthView) throws -> Response {
        try .json(health, status: health.status == "ok" ? .ok : .serviceUnavailable)
    }

    static func metrics(_ views: FloorViews, _ chain: ChainView) -> Response {
        .text(views.metrics(chain), type: "text/plain; version=0.0.4; charset=utf-8")
    }
}

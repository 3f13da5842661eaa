internal import FloorAPITypes
internal import FloorModel
internal import HTTPTypes

/// What can be asked of the server over the Unix socket.
enum Endpoint: Hashable, Sendable {
    case health, metrics
    case status, machines, lots, ledger, sensors, plan, prompts, alarms, events
    case machine(MachineID)
    case jobs(JobQuery)
    case job(JobID)
    case lot(LotID)
    case submit
    case act(JobAction, JobID)
    case answer(PromptID)
    case acknowledge(AlarmID)
    case receiveLot
    case handle(LotAction, LotID)
    case command(MachineID)
    case byHand(HandAction, MachineID)
    case stopAll
    case storeFile(FileDigest)
    case chain, checkChain, makers
    case eraseMaker(String)
    case chainFile(ChainPath)
    case passport(LotID)

    /// What a request line asks for.
    ///
    /// - Parameters:
    ///   - path: without the query, `/v1/jobs/17`.
    ///   - query: decoded pairs.
    /// - Throws: 404 for an unknown path or id, 405 for a method that the path does not have, 422 for a query.
    static func find(
        _ method: HTTPRequest.Method, path: String, query: [(name: String, value: String)] = []
    ) throws(ProblemDetails) -> Endpoint {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let methods = try methods(of: Array(segments), path: path, query: query)
        if let endpoint = methods.first(where: { $0.method == method })?.endpoint { return endpoint }
        let allowed = methods.map(\.method.rawValue).joined(separator: ", ")
        throw ProblemDetails(
            status: 405, title: "method not allowed", detail: "\(path) has no \(method.rawValue)",
            remedy: "use \(allowed)")
    }

    private typealias Method = (method: HTTPRequest.Method, endpoint: Endpoint)

    private static func methods(
        of segments: [Substring], path: String, query: [(name: String, value: String)]
    ) throws(ProblemDetails) -> [Method] {
        let unknown = ProblemDetails(
            .notFound, status: 404, detail: "there is no \(path)", remedy: "Documentation/openapi.yaml lists all paths")
        if segments == ["healthz"] { return [(.get, .health)] }
        if segments == ["metrics"] { return [(.get, .metrics)] }
        if let endpoint = try published(segments) { return [(.get, endpoint)] }
        guard segments.first == "v1", segments.count >= 2 else { throw unknown }
        let methods: [Method]? =
            switch segments.count {
            case 2: try collection(segments[1], query)
            case 3: try element(segments[1], segments[2])
            case 4: try action(segments[1], segments[2], segments[3])
            default: nil
            }
        guard let methods else { throw unknown }
        return methods
    }

    private static func collection(
        _ name: Substring, _ query: [(name: String, value: String)]
    ) throws(ProblemDetails) -> [Method]? {
        switch name {
        case "status": [(.get, .status)]
        case "machines": [(.get, .machines)]
        case "jobs": [(.get, .jobs(try JobQuery(query))), (.post, .submit)]
        case "lots": [(.get, .lots), (.post, .receiveLot)]
        case "ledger": [(.get, .ledger)]
        case "sensors": [(.get, .sensors)]
        case "plan": [(.get, .plan)]
        case "prompts": [(.get, .prompts)]
        case "alarms": [(.get, .alarms)]
        case "events": [(.get, .events)]
        case "chain": [(.get, .chain)]
        case "makers": [(.get, .makers)]
        default: nil
        }
    }

    private static func element(_ name: Substring, _ id: Substring) throws(ProblemDetails) -> [Method]? {
        switch name {
        case "machines" where id == "stop-all": [(.post, .stopAll)]
        case "machines": [(.get, .machine(MachineID(String(id))))]
        case "jobs": [(.get, .job(try number(id)))]
        case "lots": [(.get, .lot(try number(id)))]
        case "chain" where id == "check": [(.post, .checkChain)]
        case "prompts": [(.post, .answer(try number(id)))]
        case "files": [(.put, .storeFile(try digest(id)))]
        default: nil
        }
    }

    private static func action(
        _ name: Substring, _ id: Substring, _ action: Substring
    ) throws(ProblemDetails) -> [Method]? {
        switch (name, action) {
        case ("jobs", _):
            if let action = JobAction(rawValue: String(action)) { [(.post, .act(action, try number(id)))] } else { nil }
        case ("alarms", "ack"): [(.post, .acknowledge(try number(id)))]
        case ("lots", _):
            if let action = LotAction(rawValue: String(action)) {
                [(.post, .handle(action, try number(id)))]
            } else {
                nil
            }
        case ("makers", "erase"): [(.post, try maker(id))]
        case ("machines", "commands"): [(.post, .command(MachineID(String(id))))]
        case ("machines", _):
            HandAction(rawValue: String(action)).map { [(.post, .byHand($0, MachineID(String(id))))] }
        default: nil
        }
    }

    static func number<ID: NumberedID>(_ text: Substring) throws(ProblemDetails) -> ID {
        guard let id = ID(text) else {
            throw ProblemDetails(
                .notFound, status: 404, detail: "'\(text)' is not the id of a \(ID.kind)",
                remedy: "ids look like \(ID.kind)-17 or 17")
        }
        return id
    }

    private static func digest(_ text: Substring) throws(ProblemDetails) -> FileDigest {
        let digest = FileDigest(String(text))
        guard digest.isWellFormed else {
            throw ProblemDetails(
                .fieldInvalid, status: 422, detail: "'\(text)' is not a SHA-256", field: "sha256",
                remedy: "name the file by the 64 lower-case hexadecimal digits of its SHA-256")
        }
        return digest
    }
}

/// What people do with a job, the last part of its path.
enum JobAction: String, Sendable {
    case cancel, hold, release, reprint
}

/// What people do with a lot, the last part of its path.
enum LotAction: String, Sendable {
    case weigh, adjust, move, dispose, mount
    case handOver = "hand-over"
}

/// What people do with a machine beside its PackML commands, the last part of its path.
enum HandAction: String, Sendable {
    case mode, jog, heat
}

extension JobQuery {
    /// Reads `state`, `limit` and `after`; any other name is refused.
    init(_ query: [(name: String, value: String)]) throws(ProblemDetails) {
        self.init()
        for (name, value) in query {
            switch name {
            case "state": selection = try Self.required(Selection(value), name, value, Self.states)
            case "limit":
                let bounds = 1...Self.maximumLimit
                let number = Int(value).flatMap { bounds.contains($0) ? $0 : nil }
                limit = try Self.required(number, name, value, "1 to \(Self.maximumLimit)")
            case "after": after = try Self.required(JobID(value), name, value, "an id like job-17")
            default: throw Self.unusable(name, value, "state, limit or after")
            }
        }
    }

    private static var states: String {
        (["all", "open"] + JobState.allCases.map(\.rawValue)).joined(separator: ", ")
    }

    private static func required<Value>(
        _ value: Value?, _ name: String, _ text: String, _ allowed: String
    ) throws(ProblemDetails) -> Value {
        guard let value else { throw unusable(name, text, allowed) }
        return value
    }

    private static func unusable(_ name: String, _ text: String, _ allowed: String) -> ProblemDetails {
        ProblemDetails(
            .fieldInvalid, status: 422, detail: "\(name)=\(text) cannot be used here", field: name,
            remedy: "use \(allowed)")
    }
}

internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel

/// The floor at a glance.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "The floor at a glance: machines, jobs, alarms, questions.",
        discussion: "Example: machina status")

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            let status = try await client.status()
            try daemon.show(status) { FloorTables.status(status, width: $0) }
        }
    }
}

struct MachinesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machines", abstract: "All machines, and why one does not take the next job.",
        discussion: "Example: machina machines --json")

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            let machines = try await client.machines()
            try daemon.show(MachineList(machines: machines)) { FloorTables.machines(machines, width: $0) }
        }
    }
}

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Jobs, and what they wait for.",
        discussion: "Example: machina jobs --state failed --limit 20")

    @Option(help: "all, open (not over), or one of \(JobState.allCases.map(\.rawValue).joined(separator: ", ")).")
    var state = "open"

    @Option(help: "At most so many, 1 to \(JobQuery.maximumLimit).")
    var limit = JobQuery.defaultLimit

    @Option(help: "Only jobs after this one.")
    var after: JobID?

    @OptionGroup var daemon: DaemonOptions

    func query() throws -> JobQuery {
        guard let selection = JobQuery.Selection(state) else {
            throw ValidationError("--state \(state) is not a state; use all, open or a state's name")
        }
        guard (1...JobQuery.maximumLimit).contains(limit) else {
            throw ValidationError("--limit \(limit) is out of bounds; use 1 to \(JobQuery.maximumLimit)")
        }
        return JobQuery(selection: selection, limit: limit, after: after)
    }

    func validate() throws { _ = try query() }

    func run() async throws {
        let query = try query()
        try await daemon.ask { client in
            let page = try await client.jobs(query)
            try daemon.show(page) { FloorTables.jobs(page, width: $0) }
        }
    }
}

struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "One job with all its copies.", discussion: "Example: machina job 17")

    @Argument var job: JobID
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            let view = try await client.job(job)
            try daemon.show(view) { FloorSheets.job(view, width: $0) }
        }
    }
}

struct LotsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lots", abstract: "All feedstock: what is left, what is promised, where it is.",
        discussion: "Example: machina lots")

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            let lots = try await client.lots()
            try daemon.show(LotList(lots: lots)) { FloorTables.lots(lots, width: $0) }
        }
    }
}

struct BalanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "balance", abstract: "The book of masses: what came in, where it is, and that nothing is missing.",
        discussion: "Example: machina balance")

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            let ledger = try await client.ledger()
            try daemon.show(ledger) { LotSheets.ledger(ledger, width: $0) }
            // Every movement takes what it gives: anything else is a fault of the program.
            guard ledger.sumG == 0 else { throw ExitCode.checkFailed }
        }
    }
}

struct SensorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sensors", abstract: "The sensors of the floor file and what they show.",
        discussion: "Example: machina sensors")

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            let sensors = try await client.sensors()
            try daemon.show(SensorList(sensors: sensors)) { FloorTables.sensors(sensors, width: $0) }
        }
    }
}

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "What each machine does next, and what could not be planned.",
        discussion: "Example: machina plan")

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            let plan = try await client.plan()
            try daemon.show(plan) { FloorTables.plan(plan, width: $0) }
        }
    }
}

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow what happens, one line an event, until Ctrl-C.",
        discussion: "Example: machina watch --json | jq .type\nExits with 69 when the daemon stops.")

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            for try await event in try await client.events() {
                try daemon.show(event) { _ in [FloorSheets.event(event)] }
            }
            printError("machina: machinad has stopped; watch again when it is back")
            throw ExitCode.unavailable
        }
    }
}

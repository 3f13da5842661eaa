internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel

struct PromptsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompts", abstract: "What the floor asks of people.", discussion: "Example: machina prompts")

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            let prompts = try await client.prompts()
            try daemon.show(PromptList(prompts: prompts)) { FloorTables.prompts(prompts, width: $0) }
        }
    }
}

struct ConfirmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Answer a question of the floor.",
        discussion: "Example: machina confirm prompt-3 --choice failed --grams 12.5")

    @Argument var prompt: PromptID
    @Option(help: "One of the choices that the question names; without it the first.")
    var choice: String?
    @Option(
        parsing: .unconditional, help: "What was made or loaded, weighed, where the question takes it.",
        transform: Typed.gramsOrNone)
    var grams: Double?
    @Option(
        parsing: .unconditional, help: "What is of no use as it is: a failed part, supports, the purge lump.",
        transform: Typed.gramsOrNone)
    var scrap: Double?
    @Option(
        parsing: .unconditional, help: "What is as it went in and goes back to its lot.",
        transform: Typed.gramsOrNone)
    var left: Double?
    @Option(help: ArgumentHelp("The scale that says the grams.", valueName: "sensor"))
    var scale: SensorID?
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        guard grams == nil || scale == nil else { throw ValidationError("give --grams or --scale, not both") }
    }

    func run() async throws {
        try await daemon.ask { client in
            let answer = AnswerRequest(choice: choice, massG: grams, scrapG: scrap, leftG: left, scale: scale)
            let receipt = try await client.answer(prompt, answer)
            try daemon.show(receipt, done: "\(prompt) is answered", requested: "\(prompt) is answered")
        }
    }
}

struct AlarmsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alarms", abstract: "Faults that are there or that nobody has seen yet.",
        discussion: "Example: machina alarms")

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            let alarms = try await client.alarms()
            try daemon.show(AlarmList(alarms: alarms)) { FloorTables.alarms(alarms, width: $0) }
        }
    }
}

struct AcknowledgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "Say that an alarm was seen; it leaves the list once its cause is gone.",
        discussion: "Example: machina ack alarm-2")

    @Argument var alarm: AlarmID
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            let receipt = try await client.acknowledge(alarm)
            try daemon.show(receipt, done: "\(alarm) is marked as seen", requested: "\(alarm) is marked as seen")
        }
    }
}

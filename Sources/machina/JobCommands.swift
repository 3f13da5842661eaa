internal import ArgumentParser
internal import FloorClient
internal import FloorModel

struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "End a job; a print that runs is stopped.",
        discussion: "Example: machina cancel job-17 --weighed 3.5")

    @Argument var job: JobID
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("What came off the plate of its interrupted print, weighed.", valueName: "grams"),
        transform: Typed.gramsOrNone)
    var weighed: Double?
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            let receipt = try await client.cancel(job, weighedG: weighed)
            try daemon.show(
                receipt, done: "\(job) is cancelled",
                requested: "\(job) is cancelled; its machine was told to stop, 'machina machines' shows when it has")
        }
    }
}

struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Put a job aside; a print that runs is held.",
        discussion: "Example: machina hold 17")

    @Argument var job: JobID
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            try daemon.show(
                try await client.hold(job), done: "\(job) is on hold; 'machina release \(job)' brings it back",
                requested: "the machine was told to hold; 'machina job \(job)' shows when it has")
        }
    }
}

struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Go on with a job that was held.", discussion: "Example: machina release 17")

    @Argument var job: JobID
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            try daemon.show(
                try await client.release(job), done: "\(job) is in the queue again",
                requested: "the machine was told to go on; 'machina job \(job)' shows when it does")
        }
    }
}

struct ReprintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reprint", abstract: "Print the interrupted and failed copies of a job anew.",
        discussion: "Example: machina reprint job-17")

    @Argument var job: JobID
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            let done = "the copies of \(job) that did not come out wait for a machine again"
            try daemon.show(try await client.reprint(job), done: done, requested: done)
        }
    }
}

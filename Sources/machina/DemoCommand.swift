internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel
internal import Foundation

/// `machina demo`: the whole of Machina at work, on a virtual floor, with nobody asked.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show Machina at work on a virtual floor: from a bag of waste to a part with its passport.",
        discussion: """
            Starts a broker, a virtual floor with two printers, a shredder, a dryer, an extruder and a scale, and \
            machinad, each as a process of its own on this machine, then acts as a maker and as an operator: for the \
            maker's part no filament is in stock, so waste is shredded, dried and extruded first. At the end the daemon \
            is stopped, and the part's passport and the signed log are checked offline. Needs mosquitto and nothing \
            else; touches no real machine.
            Example: machina demo --gcode vase.gcode --speed 500 --keep
            """)

    @Option(help: "How much faster than real time the virtual machines work, 1 to 10000.")
    var speed = 2000.0
    @Option(help: "Seed of the virtual floor.")
    var seed: UInt64 = 1
    @Option(help: ArgumentHelp("The sliced part to print; without it one of our own.", valueName: "file"))
    var gcode: String?
    @Option(help: "What to print it from.")
    var material: String?
    @Flag(help: "Leave floor and state for a look, and say where.")
    var keep = false
    @Flag(help: "Print one JSON object at the end; the story goes to stderr.")
    var json = false

    func validate() throws {
        guard (1...10_000).contains(speed) else {
            throw ValidationError("--speed \(speed) is out of bounds; use 1 to 10000")
        }
    }

    func run() async throws {
        let story = DemoStory(toStandardError: json)
        do {
            let part = try DemoPart(file: gcode, material: material)
            let stage = try DemoStage(speed: speed, seed: seed)
            // Each process of the stage has a process group of its own and would not hear Ctrl-C.
            let signals = EndSignals { number in
                stage.close()
                printError("machina demo: ended; its files are in \(stage.directory.path)")
                // As a shell tells of a program that a signal ended.
                Foundation.exit(128 + number)
            }
            defer { signals.cancel() }
            var result: DemoResult
            let proof: DemoProof
            do {
                (result, proof) = try await play(part, on: stage, story)
                stage.close()
                (result.passport, result.chain) = try proof.check(story)
                result.seconds = story.roundedSeconds
            } catch {
                stage.close()
                story.tell("Floor, state and logs are kept in \(stage.directory.path)")
                throw error
            }
            if keep {
                story.tell("Floor, state and logs are kept in \(stage.directory.path)")
                proof.keepsakes.forEach(story.tell)
            } else {
                try stage.removeFiles()
            }
            if json { try printJSON(result) }
        } catch let failure as DemoFailure {
            printError("machina demo: \(failure)")
            throw failure.exitCode
        } catch let error as FloorClientError {
            printError("machina demo: \(error)")
            throw error.exitCode
        }
    }

    private func play(_ part: DemoPart, on stage: DemoStage, _ story: DemoStory) async throws -> (DemoResult, DemoProof)
    {
        story.tell(
            "A makerspace on this machine at \(Int(speed))x speed: two printers, a shredder, a dryer, an extruder, a "
                + "scale, a broker, and machinad.")
        try await stage.open()
        return try await FloorClient.with(socket: stage.daemonSocket.path) { client in
            let people = DemoPeople(part: part, stage: stage, client: client, story: story)
            return try await people.bringPartToLife()
        }
    }
}

/// What `machina demo --json` prints.
struct DemoResult: Encodable {
    var job: String
    var state: String
    var machine: String
    var linesExpected: Int
    var linesExecuted: Int
    var exact: Bool
    /// Where all mass is, and what it adds up to: 0.
    var balance: LedgerView
    /// From the bag of waste to the part.
    var ancestry: [LotID]
    /// Both are checked from their files after the daemon has stopped.
    var passport: Passport?
    var chain: Chain?
    var seconds: Double

    struct Passport: Encodable {
        var item: String
        var recycledPercent: Double?
        var events: Int
        var verified: Bool
    }

    struct Chain: Encodable {
        var origin: String
        var size: UInt64
        var verified: Bool
        var vkey: String
    }
}

/// Why the demo could not be shown, with the remedy.
struct DemoFailure: Error, CustomStringConvertible {
    var what: String
    var remedy: String
    var exitCode = ExitCode.checkFailed

    var description: String { "\(what); \(remedy)" }
}

/// What the audience reads.
struct DemoStory: Sendable {
    private let toStandardError: Bool
    private let start = ContinuousClock.now

    init(toStandardError: Bool) { self.toStandardError = toStandardError }

    var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
    /// To a tenth.
    var roundedSeconds: Double { (seconds * 10).rounded() / 10 }

    func tell(_ text: String) {
        let line = String(format: "%5.1f s  ", seconds) + text
        if toStandardError { printError(line) } else { printLines([line]) }
    }
}

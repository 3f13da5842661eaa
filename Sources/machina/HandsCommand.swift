internal import ArgumentParser
internal import Foundation
internal import VirtualFloor

/// `machina hands`: what people do at the machines of a virtual floor.
struct HandsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hands", abstract: "Do what people do at the machines of a virtual floor.",
        subcommands: [
            HandsLoad.self, HandsCollect.self, HandsPlace.self, HandsLid.self, HandsEmergencyStop.self,
            HandsClearJam.self,
        ])
}

/// What all hands need: the floor's control socket and the shape of the answer.
struct HandsOptions: ParsableArguments {
    @Option(help: "The control socket of machina virtual-floor.") var control: String
    @Flag(help: "The answer as JSON.") var json = false

    /// Asks, prints the answer as JSON or `done`, and ends the program when it was refused.
    func carryOut(
        _ verb: String, _ ask: (String) throws(VirtualFloorFault) -> ControlAnswer, done: (ControlAnswer) -> String
    ) throws {
        do {
            let answer = try ask(control)
            if json { try printOutput((answer.json + "\n").utf8) }
            guard answer.isOk else {
                let error = answer.error ?? "the request was refused"
                printError("machina hands \(verb): \(error); \(answer.remedy ?? "see machina hands --help")")
                throw answer.refusalCode
            }
            if !json { printError(done(answer)) }
        } catch let fault as VirtualFloorFault {
            printError("machina hands \(verb): \(fault)")
            throw fault.exitCode
        }
    }
}

struct HandsLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Pour material into a machine's hopper.")

    @Argument(help: "The machine's id in the floor file.") var machine: String
    @Option(help: "How much, in grams.") var grams: Double
    @Option(name: .customLong("moisture-ppm"), help: "How much of it is water, in millionths.") var moisture = 0
    @OptionGroup var options: HandsOptions

    func run() async throws {
        try options.carryOut("load") { socket throws(VirtualFloorFault) in
            try ControlClient.load(grams: grams, moisturePPM: moisture, machine: machine, socket: socket)
        } done: { _ in
            "\(machine): loaded \(grams) g"
        }
    }
}

struct HandsCollect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect", abstract: "Take everything out of a machine and say how much was where.")

    @Argument(help: "The machine's id in the floor file.") var machine: String
    @OptionGroup var options: HandsOptions

    func run() async throws {
        try options.carryOut("collect") { socket throws(VirtualFloorFault) in
            try ControlClient.collect(machine: machine, socket: socket)
        } done: { answer in
            "\(machine): \(HandsCollected(json: answer.json)?.words ?? answer.json)"
        }
    }
}

/// What was in a machine when everything was taken out of it.
struct HandsCollected: Decodable {
    var productG: Double
    var productMoisturePpm: Int
    var byproductG: Double
    var leftG: Double

    /// nil where the virtual floor answers with something else, as one of another version may.
    init?(json: String) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            self = try decoder.decode(Self.self, from: Data(json.utf8))
        } catch {
            return nil
        }
    }

    /// `product 480 g (250 ppm water), byproduct 3 g, left 0 g`
    var words: String {
        let water = productG > 0 ? " (\(productMoisturePpm) ppm water)" : ""
        return "product \(grams(productG))\(water), byproduct \(grams(byproductG)), left \(grams(leftG))"
    }
}

struct HandsPlace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "place", abstract: "Put a mass, and nothing else, on a scale.")

    @Argument(help: "The scale's id in the floor file.") var scale: String
    @Option(help: "How much, in grams; 0 clears it.") var grams: Double
    @OptionGroup var options: HandsOptions

    func run() async throws {
        try options.carryOut("place") { socket throws(VirtualFloorFault) in
            try ControlClient.place(grams: grams, scale: scale, socket: socket)
        } done: { _ in
            "\(scale): \(grams) g"
        }
    }
}

struct HandsLid: AsyncParsableCommand {
    enum Position: String, ExpressibleByArgument, CaseIterable {
        case open, close
    }

    static let configuration = CommandConfiguration(
        commandName: "lid", abstract: "Open or close the lid, door or guard of a machine.")

    @Argument(help: "The machine's id in the floor file.") var machine: String
    @Argument(help: "open or close.") var position: Position
    @OptionGroup var options: HandsOptions

    func run() async throws {
        try options.carryOut("lid") { socket throws(VirtualFloorFault) in
            try ControlClient.setLid(isOpen: position == .open, machine: machine, socket: socket)
        } done: { _ in
            "\(machine): lid \(position == .open ? "open" : "closed")"
        }
    }
}

struct HandsEmergencyStop: AsyncParsableCommand {
    enum Movement: String, ExpressibleByArgument, CaseIterable {
        case press, release
    }

    static let configuration = CommandConfiguration(
        commandName: "emergency-stop", abstract: "Press or release the emergency stop of a machine.")

    @Argument(help: "The machine's id in the floor file.") var machine: String
    @Argument(help: "press or release.") var movement: Movement
    @OptionGroup var options: HandsOptions

    func run() async throws {
        try options.carryOut("emergency-stop") { socket throws(VirtualFloorFault) in
            try ControlClient.setEmergencyStop(isPressed: movement == .press, machine: machine, socket: socket)
        } done: { _ in
            "\(machine): emergency stop \(movement == .press ? "pressed" : "released")"
        }
    }
}

struct HandsClearJam: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear-jam", abstract: "Take out what holds the shafts of a shredder.")

    @Argument(help: "The machine's id in the floor file.") var machine: String
    @OptionGroup var options: HandsOptions

    func run() async throws {
        try options.carryOut("clear-jam") { socket throws(VirtualFloorFault) in
            try ControlClient.clearJam(machine: machine, socket: socket)
        } done: { _ in
            "\(machine): nothing holds the shafts"
        }
    }
}

import FloorAPITypes
import FloorModel
import Foundation
import LocalBroker
import Testing

/// A recycling machine of a test floor, with a Modbus line of its own.
enum Recycler: String, CaseIterable {
    case shredder = "shred-1"
    case dryer = "dryer-1"
    case extruder = "extruder-1"

    /// A route needs all three.
    static let all = Array(allCases)

    var line: String {
        get throws { "\(rawValue): {kind: tcp, host: 127.0.0.1, port: \(try LoopbackPort.free())}, " }
    }

    var machine: String {
        let modules = units.map { "\($0.name): {line: \(rawValue), unit: \($0.unit)}" }.joined(separator: ", ")
        return "  \(rawValue): {type: \(type), modules: {\(modules)}}\n"
    }

    private var type: String {
        switch self {
        case .shredder: "two-shaft-shredder"
        case .dryer: "hopper-dryer"
        case .extruder: "three-zone-extruder"
        }
    }

    private var units: [(name: String, unit: Int)] {
        switch self {
        case .shredder: [("drive", 1), ("safety", 2), ("meter", 3)]
        case .dryer: [("controller", 1), ("io", 2), ("meter", 3)]
        case .extruder:
            [("screw", 1), ("puller", 2), ("io", 3), ("meter", 4), ("feed", 11), ("barrel", 12), ("nozzle", 13)]
        }
    }
}

/// What the virtual floor says of a recycling machine.
struct VirtualRecycler: Decodable {
    struct Masses: Decodable {
        var loadedG: Double
        var hopperG: Double
        var productG: Double
    }
    var id: String
    var moving: Bool
    var heating: Bool
    var watchdogTrips: Int
    var masses: Masses
}

extension Shop {
    func virtual(_ recycler: Recycler) throws -> VirtualRecycler {
        struct State: Decodable { var processes: [VirtualRecycler] }
        let answer = try ControlConnection.ask(#"{"state":true}"#, socket: controlSocket)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let state = try decoder.decode(State.self, from: Data(answer.utf8))
        return try #require(state.processes.first { $0.id == recycler.rawValue })
    }

    func hands(_ arguments: String...) throws {
        let outcome = try run("machina", ["hands"] + arguments + ["--control", controlSocket])
        #expect(outcome.code == 0, "hands \(arguments): \(outcome)")
    }

    func spoil(_ recycler: Recycler, _ fault: String, seconds: Int? = nil) throws {
        let time = seconds.map { ["--for", "\($0)"] } ?? []
        let outcome = try run("machina", ["fault", recycler.rawValue, fault, "--control", controlSocket] + time)
        #expect(outcome.code == 0, "\(fault): \(outcome)")
    }

    func balance(_ account: String) throws -> Double {
        let ledger = try json(LedgerView.self, "balance")
        #expect(ledger.sumG == 0)
        return ledger.accounts.first { $0.account.description == account }?.balanceG ?? 0
    }

    func prompt(_ kind: PromptKind) throws -> PromptView {
        try waitUntil("\(kind.rawValue) is asked") { try prompts().contains { $0.kind == kind } }
        return try #require(try prompts().first { $0.kind == kind })
    }

    func confirm(_ prompt: PromptView, _ arguments: String...) throws {
        let outcome = try run("machina", ["confirm", "\(prompt.id)"] + arguments)
        #expect(outcome.code == 0, "\(prompt.question): \(outcome)")
    }

    /// Releases all machines, takes feedstock into stock, submits the part, and loads the recycler that it asks for.
    func begin(_ recycler: Recycler, feedstock: [String]) throws {
        try waitUntil("all machines ask") { try prompts().filter { $0.kind == .machineReady }.count == 5 }
        for prompt in try prompts() { try confirm(prompt) }
        let lot = try run(
            "machina", ["lot", "add", "--material", "PLA", "--colour", "white", "--grams", "400"] + feedstock)
        #expect(lot.code == 0, "\(lot)")
        #expect(try submit("a").code == 0)
        try load(recycler)
    }

    /// Does what the floor asks for: fills the hopper and says so.
    func load(_ recycler: Recycler) throws {
        let load = try prompt(.loadHopper)
        #expect(load.machine.name == recycler.rawValue)
        let grams = load.shares?.reduce(0) { $0 + $1.massG } ?? 0
        try hands("load", recycler.rawValue, "--grams", "\(grams)")
        try confirm(load)
    }

    func waitUntilRunning(_ recycler: Recycler, phase: String) throws {
        try waitUntil("\(recycler.rawValue) is at '\(phase)'") {
            let view = try machine(recycler.rawValue)
            return view.state == .execute && view.phase?.name == phase
        }
    }

    /// Everything that was loaded is accounted for by what a person found.
    func account(for recycler: Recycler) throws {
        let prompt = try prompt(.emptyMachine)
        let loaded = try balance("machine/\(recycler.rawValue)")
        #expect(loaded > 0)
        let half = (loaded / 2 * 10).rounded() / 10
        try confirm(prompt, "--scrap", "\(half)", "--left", "\((loaded - half - 0.5) * 1000 / 1000)")
        #expect(try balance("machine/\(recycler.rawValue)") == 0)
    }
}

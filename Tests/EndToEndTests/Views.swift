import FloorAPITypes
import FloorModel
import Foundation
import Testing

/// What the virtual floor says of a machine: the judge's own words.
struct VirtualState: Decodable {
    struct Machine: Decodable {
        var id: String
        var moves: Int
        var commandsExecuted: Int
        var nozzleTargetCelsius: Double
        var lastStop: String?
        var lastStopMonotonicNs: Int64?
    }
    var machines: [Machine]
}

/// What an operator does, through the command line.
extension Shop {
    func virtual(_ machine: String) throws -> VirtualState.Machine {
        let answer = try ControlConnection.ask(#"{"state":true}"#, socket: controlSocket)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let state = try decoder.decode(VirtualState.self, from: Data(answer.utf8))
        return try #require(state.machines.first { $0.id == machine })
    }

    func prompts() throws -> [PromptView] { try json(PromptList.self, "prompts").prompts }
    func job(_ id: String) throws -> JobView { try json(JobView.self, "job", id) }
    func machine(_ id: String) throws -> MachineView {
        try #require(try json(MachineList.self, "machines").machines.first { $0.id.name == id })
    }
    func alarms() throws -> [AlarmView] { try json(AlarmList.self, "alarms").alarms }

    /// Releases both printers and takes a spool into stock, mounted on `mk3-1`.
    func makeReady() throws {
        try waitUntil("both printers ask") { try prompts().count == 2 }
        for prompt in try prompts() { #expect(try machina("confirm", "\(prompt.id)").code == 0) }
        let lot = try machina(
            "lot", "add", "--material", "PLA", "--colour", "white", "--grams", "750", "--mount", "mk3-1")
        #expect(lot.code == 0, "\(lot)")
    }

    /// Submits the demo's part.
    @discardableResult
    func submit(_ id: String) throws -> Outcome { try machina("submit", Programs.part, "--id", id) }

    /// Waits until the printer has made some moves of the running job.
    func waitUntilPrinting(_ machine: String = "mk3-1") throws {
        try waitUntil("\(machine) prints") {
            let progress = try self.machine(machine).progress
            return (progress?.acknowledgedLine ?? 0) > 60
        }
    }

    /// Answers whatever is asked until the job is over.
    func finish(_ job: String) throws -> JobView {
        try waitUntil("\(job) is over") {
            for prompt in try prompts() { try machina("confirm", "\(prompt.id)") }
            return try self.job(job).state.isOver
        }
        return try self.job(job)
    }
}

/// One line to the virtual floor's control socket, and one back.
enum ControlConnection {
    static func ask(_ line: String, socket path: String) throws -> String {
        let connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(connection) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(connected == 0, "no virtual floor at \(path)")
        let bytes = Array((line + "\n").utf8)
        try #require(write(connection, bytes, bytes.count) == bytes.count)
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while answer.last != UInt8(ascii: "\n") {
            let count = read(connection, &buffer, buffer.count)
            try #require(count > 0, "the virtual floor hung up")
            answer += buffer[..<count]
        }
        return String(decoding: answer, as: UTF8.self)
    }
}

import ArgumentParser
import FloorModel
import Foundation
import Testing
import VirtualFloor

@testable import machina

/// `machina fault` and `machina hands` against a virtual floor that runs.
@Suite(.serialized) struct FaultCommandTests {
    private let directory = FileManager.default.temporaryDirectory.appendingPathComponent("machina-\(UUID())").path
    private var control: String { directory + "/control.sock" }

    /// Runs a virtual floor of one printer while `body` works.
    private func withFloor(_ body: () async throws -> Void) async throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let stop = try StopSignal()
        let machine = VirtualFloorMachine(id: MachineID("mk3-1"), port: directory + "/mk3-1")
        let configuration = VirtualFloorConfiguration(machines: [machine], controlSocket: control)
        try await withCheckedThrowingContinuation { (ready: CheckedContinuation<Void, any Error>) in
            let thread = Thread {
                var isReady = false
                do {
                    try VirtualFloor.run(configuration, until: stop) { _ in
                        isReady = true
                        ready.resume()
                    }
                } catch {
                    if !isReady { ready.resume(throwing: error) }
                }
            }
            thread.start()
        }
        defer { stop.raise() }
        try await body()
    }

    private func exitCode(_ line: String) async throws -> ExitCode? {
        var command = try Machina.parseAsRoot(line.split(separator: " ").map(String.init) + ["--control", control])
        do {
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
            return nil
        } catch {
            return try #require(error as? ExitCode)
        }
    }

    @Test func whoIsNotThereIsSaidByTheExitCode() async throws {
        let expected: [(String, ExitCode?)] = [
            ("fault mk3-1 stall --for 1", nil), ("fault nosuch stall", .noInput), ("fault mk3-1 jam", .checkFailed),
            ("hands collect nosuch", .noInput), ("hands place nosuch --grams 5", .noInput),
            ("hands collect mk3-1", .checkFailed),
        ]
        try await withFloor {
            for (line, code) in expected {
                let ended = try await exitCode(line)
                #expect(ended == code, "\(line)")
            }
        }
    }
}

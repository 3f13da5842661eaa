import Foundation
import LocalBroker
import Testing

@Suite final class BrokerProcessTests {
    /// All that a test makes; gone with it.
    private let folder = FileManager.default.temporaryDirectory.appending(path: "broker-\(UUID().uuidString)")

    deinit {
        guard FileManager.default.fileExists(atPath: folder.path) else { return }
        do { try FileManager.default.removeItem(at: folder) } catch { Issue.record("\(folder.path) stays: \(error)") }
    }

    private func configuration(extraLines: [String] = []) -> BrokerConfiguration {
        BrokerConfiguration(
            directory: folder.appending(path: UUID().uuidString),
            accounts: [BrokerAccount(name: "machinad", password: "secret")], extraLines: extraLines)
    }

    @Test func brokersOfParallelTestsHavePortsOfTheirOwn() throws {
        let brokers = try (0..<4).map { _ in try BrokerProcess.launch(configuration()) }
        defer { for broker in brokers { broker.stop() } }
        #expect(Set(brokers.map(\.port)).count == 4)
        #expect(brokers.allSatisfy { $0.isRunning })
    }

    @Test func restartKeepsThePortAndStopEndsIt() throws {
        let broker = try BrokerProcess.launch(configuration())
        let port = broker.port
        broker.kill()
        #expect(!broker.isRunning)
        try broker.restart()
        #expect(broker.port == port)
        #expect(broker.isRunning)
        broker.stop()
        #expect(!broker.isRunning)
    }

    @Test func passwordsAreHashedAndNobodyElseReadsThem() throws {
        let configuration = configuration()
        let broker = try BrokerProcess.launch(configuration)
        defer { broker.stop() }
        let file = configuration.directory.appending(path: "passwords")
        let content = try String(contentsOf: file, encoding: .utf8)
        #expect(content.hasPrefix("machinad:$") && !content.contains("secret"))
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func aMistakeInTheConfigurationIsNamedFromTheBrokersLog() throws {
        #expect {
            try BrokerProcess.launch(configuration(extraLines: ["no_such_option 1"]))
        } throws: { error in
            guard let failure = error as? BrokerFailure else { return false }
            return failure.reason.contains("no_such_option") && !failure.remedy.isEmpty
        }
    }

    @Test func aDirectoryThatCannotBeWrittenIsAClearError() {
        var configuration = configuration()
        configuration.directory = URL(filePath: "/proc/no-such-folder")
        #expect(throws: BrokerFailure.self) { try BrokerProcess.launch(configuration) }
    }
}

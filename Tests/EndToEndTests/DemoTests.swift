import Foundation
import Testing

@Suite struct DemoTests {
    private struct Result: Decodable {
        var state: String
        var exact: Bool
        var linesExecuted: Int
    }

    @Test("The demo prints its part exactly, from an MQTT message, with nobody asked")
    func demo() throws {
        let program = try RunningProgram(
            Programs.directory.appending(path: "machina"), ["demo", "--json", "--speed", "2000"],
            ProcessInfo.processInfo.environment)
        let outcome = program.wait()
        #expect(outcome.code == 0, "\(outcome)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let result = try decoder.decode(Result.self, from: Data(outcome.output.utf8))
        #expect(result.state == "completed")
        #expect(result.exact)
        #expect(result.linesExecuted > 1000)
    }
}

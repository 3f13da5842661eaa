import Foundation
import Testing

@Suite struct DemoTests {
    private struct Result: Decodable {
        struct Passport: Decodable {
            var item: String
            var recycledPercent: Double
            var events: Int
            var verified: Bool
        }

        struct Chain: Decodable {
            var origin: String
            var size: Int
            var verified: Bool
            var vkey: String
        }

        var state: String
        var exact: Bool
        var linesExecuted: Int
        var ancestry: [String]
        var passport: Passport
        var chain: Chain
    }

    @Test("The demo prints its part exactly, from an MQTT message, with nobody asked; its passport and log verify")
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
        #expect(result.passport.verified && result.passport.item == result.ancestry.last)
        #expect(result.passport.recycledPercent == 100 && result.passport.events >= 5)
        #expect(result.chain.verified && result.chain.size >= result.passport.events)
        #expect(result.chain.origin.hasSuffix("/virtual") && result.chain.vkey.hasPrefix(result.chain.origin + "+"))
    }
}

import ArgumentParser
import FloorAPITypes
import Testing

@testable import machina

@Suite struct ChainStatusTests {
    @Test("The exit code says whether somebody must look, or wait")
    func exitCodes() {
        func code(_ state: ChainView.State) -> Int32? {
            ChainStatusReport(ChainView(origin: "maak.example/leuven", state: state)).exitCode?.rawValue
        }
        #expect(code(.running) == nil && code(.opening) == nil)
        #expect(code(.mismatch) == 1 && code(.unavailable) == 75)
    }
}

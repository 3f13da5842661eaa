import FloorAPITypes
import FloorModel
import Foundation
import SeededRandom
import Testing

struct FloorJSONTests {
    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try FloorJSON.encoder().encode(value), as: UTF8.self)
    }

    @Test func keysAreSnakeCaseWithTheUnitLast() throws {
        let signal = SignalView(name: "nozzle_c", value: 205.1, unit: .celsius, quality: .good, ageS: 0.5)
        #expect(
            try text(signal) == #"{"age_s":0.5,"name":"nozzle_c","quality":"good","unit":"celsius","value":205.1}"#)
        let lot = LotRequest(form: .filament, material: "PLA", colour: "white", massG: 750)
        #expect(try text(lot) == #"{"colour":"white","form":"filament","mass_g":750,"material":"PLA"}"#)
    }

    @Test func massesHaveAtMostThreeDecimals() throws {
        var random = SplitMix64(seed: 0x5EED_0002)
        for _ in 0..<2_000 {
            let mass = Milligrams(Int64.random(in: 0..<2_000_000_000, using: &random))
            let json = try text(AnswerRequest(massG: mass.grams))
            let number = try #require(json.firstMatch(of: /:([0-9]+)(\.[0-9]{1,3})?}/))
            #expect(Milligrams(grams: try #require(Double(json[number.range].dropFirst().dropLast()))) == mass)
        }
    }

    @Test func aViewComesBackAsItWas() throws {
        var payload = EventPayload()
        payload.job = JobID(number: 17)
        payload.massG = 12.345
        payload.acknowledgedLine = 41
        let event = EventView(
            sequence: 41, at: UTCTime(WallClock(milliseconds: 1_500)), type: "operation_interrupted", payload: payload)
        let json = try FloorJSON.encoder().encode(event)
        #expect(try FloorJSON.decoder().decode(EventView.self, from: json) == event)
        #expect(String(decoding: json, as: UTF8.self).contains(#""payload":{"acknowledged_line":41"#))
    }

    @Test func aProblemNamesItsFault() throws {
        var problem = ProblemDetails(.notFound, status: 404, detail: "there is no job-9")
        problem.others = [ProblemDetails(.fieldInvalid, status: 422, field: "mass_g", retry: true)]
        let json = try FloorJSON.encoder().encode(problem)
        #expect(try FloorJSON.decoder().decode(ProblemDetails.self, from: json) == problem)
        #expect(String(decoding: json, as: UTF8.self).contains("urn:machina:fault:not_found"))
    }

    @Test func everyFaultRefusesWithAStatusOfTheClientOrTheServer() {
        for code in FaultCode.allCases {
            #expect([400, 404, 409, 413, 422, 503].contains(code.httpStatus), "\(code)")
        }
    }

    @Test func aSelectionIsReadAsItIsWritten() {
        let names = ["all", "open"] + JobState.allCases.map(\.rawValue)
        for name in names { #expect(JobQuery.Selection(name)?.name == name) }
        #expect(JobQuery.Selection("lost") == nil)
    }
}

import FloorAPITypes
import FloorModel
import Testing

@testable import FloorAPI

struct RequestBodyTests {
    private func problem<Body: ExactBody>(_ type: Body.Type, _ json: String) -> ProblemDetails? {
        do throws(ProblemDetails) {
            _ = try Body.read(Array(json.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test func anEmptyBodyTakesTheDefaults() throws {
        #expect(try AnswerRequest.read([]) == AnswerRequest())
        #expect(try CancelRequest.read(Array("{}".utf8)) == CancelRequest())
    }

    @Test func whatIsWrongIsNamed() {
        #expect(problem(LotRequest.self, #"{"form":"filament","mass_g":1}"#)?.field == "material")
        #expect(problem(LotRequest.self, #"{"form":"filament","material":"PLA","masss_g":1}"#)?.field == "masss_g")
        #expect(problem(LotRequest.self, #"{"form":"filament","material":"PLA","mass_g":"1"}"#)?.field == "mass_g")
        #expect(problem(LotRequest.self, #"{"form":"brick","material":"PLA","mass_g":1}"#)?.field == "form")
        #expect(problem(MachineCommandRequest.self, #"{"command":"explode"}"#)?.status == 422)
        #expect(problem(CancelRequest.self, #"{"weighed_g":1e400}"#) != nil)
    }

    @Test(arguments: ["[]", "17", "{", "\u{0}", "{\"choice\":\"good\"}x", "null"])
    func whatIsNoObjectIsUnreadable(_ json: String) {
        #expect(problem(AnswerRequest.self, json)?.code == "body_unreadable")
    }

    @Test func gramsBecomeMilligramsOnce() throws {
        #expect(try Milligrams.read(12.3456, field: "mass_g") == Milligrams(12_346))
        #expect(throws: ProblemDetails.self) { try Milligrams.read(.infinity, field: "mass_g") }
    }
}

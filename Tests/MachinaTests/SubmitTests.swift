import ArgumentParser
import FloorAPITypes
import FloorModel
import Foundation
import Testing

@testable import machina

struct SubmitTests {
    private let now = UTCTime(WallClock(milliseconds: 1_772_357_400_250))

    @Test(arguments: ["vase.gcode", "Größe 2!.bgcode", "", String(repeating: "x", count: 300) + ".gcode", ".hidden"])
    func anIDIsMadeOfAllowedCharactersAndFits(_ name: String) {
        for number in [0, 99] {
            let id = SubmitBody.id(for: name, number: number, at: now)
            #expect(id.wholeMatch(of: /[A-Za-z0-9._\-]{1,64}/) != nil, "\(id)")
        }
    }

    @Test func idsOfOneCallDiffer() {
        #expect(SubmitBody.id(for: "vase.gcode", number: 0, at: now) == "vase-20260301T093000.250Z")
        #expect(SubmitBody.id(for: "vase.gcode", number: 1, at: now) == "vase-20260301T093000.250Z-2")
    }

    @Test func theBodyIsTheMakersMessage() throws {
        let body = SubmitBody(
            id: "vase-1", title: "Vase", file: .init(sha256: FileDigest("0a")), material: "PLA", colour: "white",
            quantity: 2, due: nil, priority: nil)
        let json = String(decoding: try FloorJSON.encoder().encode(body), as: UTF8.self)
        #expect(
            json
                == #"{"colour":"white","file":{"sha256":"0a"},"id":"vase-1","material":"PLA","quantity":2,"title":"Vase","v":1}"#
        )
    }

    @Test func aFileIsReadAsItIs() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("machina-\(UUID()).gcode")
        let content = Data((0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try content.write(to: file)
        let stored = try PrintFile(file.path)
        #expect(stored.length == content.count && stored.digest.isWellFormed)
        var sent: [UInt8] = []
        for try await piece in stored.pieces { sent += piece }
        #expect(Data(sent) == content)

        // FIPS 180-4, the example of one block.
        try Data("abc".utf8).write(to: file)
        let abc = try PrintFile(file.path)
        #expect(abc.digest.name == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        try FileManager.default.removeItem(at: file)
    }

    @Test(arguments: SubmissionResult.allCases)
    func repliesAreToldInWords(_ result: SubmissionResult) {
        let isTaken = result == .accepted || result == .duplicate
        let reply = SubmissionReply(
            id: "a", result: result, job: isTaken ? JobID(number: 3) : nil, bodySHA256: nil)
        #expect(reply.isTaken == isTaken && (reply.refusalCode == nil) == isTaken)
        #expect(reply.words(for: "vase.gcode").contains("job-3") == isTaken)
        #expect(reply.words(for: "vase.gcode").contains("not accepted") != isTaken)
    }

    @Test func aRefusalEndsTheProgramWithItsKind() {
        func code(_ result: SubmissionResult, _ retries: Bool...) -> Int32? {
            let reasons = retries.map { SubmissionReason(.fieldInvalid, message: "m", retry: $0) }
            var reply = SubmissionReply(SubmissionRefusal(id: "a", reasons: reasons), bodySHA256: nil)
            reply.result = result
            return reply.refusalCode?.rawValue
        }
        #expect(code(.rejected, false) == 65 && code(.rejected, true) == 75 && code(.rejected, true, false) == 65)
        #expect(code(.conflict, false) == 1)
    }

    @Test func aReplyWithoutAnIDIsUnderstood() throws {
        let refusal = SubmissionRefusal(id: nil, reasons: [SubmissionReason(.bodyUnreadable, message: "m")])
        let reply = SubmissionReply(refusal, bodySHA256: nil)
        #expect(try JSONDecoder().decode(SubmissionReply.self, from: Data(reply.encoded())) == reply)
        #expect(reply.words(for: "vase.gcode") == "vase.gcode: not accepted")
    }
}

import FloorAPITypes
import FloorControl
import FloorModel
import FloorStore
import Foundation
import Testing

@testable import machinad

@Suite(.timeLimit(.minutes(10))) struct JobIntakeTests {
    private static let part = "; filament_type = petg\nM109 S200\nG28\nG1 X10 Y10 Z0.2 F3000\nG1 X20 E1\nM104 S0\n"
    private let bench: Bench

    init() throws { bench = try Bench() }

    private func submit(_ fields: [String: Any], user: String = "anna") async throws -> SubmissionReply {
        await bench.intake.submit(try submission(fields), user: user).reply
    }

    @Test(
        "What is rejected leaves nothing on the disk",
        arguments: [
            (part + "M112\n", "PLA", FaultCode.gcodeRefused), (part, "WOOD", .unknownMaterial),
            (part, "ABS", .noMachineFits), (part + "G1 X900 E2\n", "PLA", .noMachineFits),
        ])
    func rejected(file: String, material: String, code: FaultCode) async throws {
        try await bench.run {
            let reply = try await submit(["file": ["text": file], "material": material])
            #expect(reply.result == .rejected)
            #expect(reply.reasons.map(\.code) == [code.name])
            #expect(try bench.storedFiles.isEmpty)
        }
    }

    @Test("Without a material it is what the slicer wrote; when that is silent too, the known ones are named")
    func material() async throws {
        try await bench.run {
            let reply = try await submit(["file": ["text": Self.part], "colour": "RED"])
            let job = try #require(reply.job.flatMap { bench.writer.floor.state.jobs[$0] })
            #expect(job.order.material == "PETG")
            #expect(job.order.colour == "red")
            let silent = try await submit(["id": "b", "file": ["text": "G28\nG1 X10 F3000\n"], "material": NSNull()])
            #expect(silent.reasons.map(\.field) == ["material"])
            #expect(silent.reasons.first?.remedy.contains("PETG, PLA") == true)
            #expect(silent.reasons.first?.retry == false)
        }
    }

    @Test("The same submission is known again however its file travels; another one under its id is a conflict")
    func duplicates() async throws {
        let digest = FileDigest(ofContent: Array(Self.part.utf8))
        try await bench.run {
            let first = try await submit(["file": ["text": Self.part], "material": "PLA"])
            #expect(first.result == .accepted)
            #expect(first.bodySHA256?.count == 64)
            let again = try await submit(["file": ["sha256": digest.name], "material": "pla", "quantity": 1])
            #expect(again.result == .duplicate && again.job == first.job && again.state == .queued)
            #expect(again.bodySHA256 != first.bodySHA256)
            let other = try await submit(["file": ["sha256": digest.name], "material": "PLA", "quantity": 2])
            #expect(other.result == .conflict && other.job == first.job)
            let ben = try await submit(["file": ["sha256": digest.name], "material": "PLA"], user: "ben")
            #expect(ben.result == .accepted)
        }
    }

    @Test("A full disk hides no job that was accepted")
    func fullDisk() async throws {
        try await bench.run {
            let fields: [String: Any] = ["file": ["text": Self.part], "material": "PLA"]
            let first = try await submit(fields)
            bench.journal.fill()
            // Nothing can be stored any more, whoever runs this test.
            try FileManager.default.removeItem(atPath: bench.directory.filesPath)
            let again = try await submit(fields)
            #expect(again.result == .duplicate && again.job == first.job)
            let new = try await submit(fields.merging(["id": "b"]) { $1 })
            #expect(new.result == .rejected)
            #expect(new.reasons.map(\.retry) == [true])
        }
    }

    @Test("Brought again while its commit is under way: one job, and every delivery hears of it")
    func redelivered() async throws {
        let fields: [String: Any] = ["file": ["text": Self.part], "material": "PLA"]
        let body = try submission(fields)
        await bench.run {
            bench.journal.stick()
            let replies = await withTaskGroup(of: SubmissionReply.self) { [bench] group in
                for _ in 0..<(1 + SubmissionsUnderWay.repetitions) {
                    group.addTask { await bench.intake.submit(body, user: "anna").reply }
                }
                // One more than may wait is postponed: the broker keeps it.
                group.addTask {
                    while true {
                        let reply = await bench.intake.submit(body, user: "anna").reply
                        if reply.isPostponed || reply.result == .duplicate { return reply }
                    }
                }
                var replies: [SubmissionReply] = []
                for await reply in group {
                    if reply.isPostponed { bench.journal.comeBack() }
                    replies.append(reply)
                }
                return replies
            }
            #expect(replies.count { $0.result == .accepted } == 1)
            #expect(replies.count { $0.result == .duplicate } == SubmissionsUnderWay.repetitions)
            #expect(replies.count(where: \.isPostponed) == 1)
            #expect(Set(replies.compactMap(\.job)).count == 1)
            #expect(bench.writer.floor.state.jobs.count == 1)
        }
    }

    @Test("One maker has only so much under way, and takes no room from others")
    func perMaker() async throws {
        let underWay = SubmissionsUnderWay()
        func nested(_ depth: Int) async throws {
            guard depth > 0 else {
                await #expect(throws: Refusal.self) { try await underWay.alone(.init(user: "anna", id: "x")) {} }
                return try await underWay.alone(.init(user: "ben", id: "x")) {}
            }
            try await underWay.alone(.init(user: "anna", id: "\(depth)")) { try await nested(depth - 1) }
        }
        try await nested(SubmissionsUnderWay.perMaker)
        try await underWay.alone(.init(user: "anna", id: "x")) {}
    }
}

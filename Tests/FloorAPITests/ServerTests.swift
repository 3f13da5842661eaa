import FloorAPI
import FloorAPITypes
import FloorClient
import FloorControl
import FloorModel
import Foundation
import Synchronization
import Testing

/// The server and the client against each other over a real Unix socket.
struct ServerTests {
    @Test func everyViewArrivesAsItWasMade() async throws {
        var floor = SampleFloor.ready()
        floor.happen(SampleFloor.job(1, quantity: 2))
        floor.happen(SampleFloor.job(2, firstOperation: 3, colour: "red"))
        floor.happen(.planAdopted(.init(assignments: [SampleFloor.assignment(1, SampleFloor.first)])))
        floor.happen(SampleFloor.prompt(1, .machineReady, SampleFloor.second))
        floor.happen(.alarmRaised(.init(alarm: AlarmID(number: 1), fault: Fault(.brokerUnavailable, detail: "no"))))
        let views = floor.views
        try await RunningServer.with(floor) { server in
            let personal = PersonalDetails(
                user: "ada", details: JobDetails(submissionID: "vase-1", title: "Vase", fileName: nil))
            server.backend.memory.withLock { $0.details[JobID(number: 1)] = personal }
            let client = server.client
            let chain = await server.backend.chain()
            #expect(try await client.status() == views.status(version: "0.1.0", chain: chain))
            #expect(try await client.machines() == views.machines)
            #expect(try await client.machine(SampleFloor.first) == views.machine(SampleFloor.first))
            #expect(try await client.lots() == views.lots)
            #expect(try await client.ledger() == views.ledger)
            #expect(try await client.sensors() == views.sensors)
            #expect(try await client.plan() == views.plan)
            #expect(try await client.prompts() == views.prompts)
            #expect(try await client.alarms() == views.alarms)
            let first = try await client.job(JobID(number: 1))
            #expect(first == views.job(JobID(number: 1), personal: personal))
            let page = try await client.jobs(JobQuery(selection: .open, limit: 1))
            #expect(page == JobPage(jobs: [first], next: JobID(number: 1)))
            let rest = try await client.jobs(JobQuery(limit: 1, after: page.next))
            #expect(rest.jobs.map(\.id) == [JobID(number: 2)] && rest.next == nil)
        }
    }

    @Test func everyRequestReachesTheGateInThePeersName() async throws {
        try await RunningServer.with { server in
            let client = server.client
            let job = JobID(number: 1)
            let lot = LotID(number: 1)
            let machine = SampleFloor.first
            server.backend.memory.withLock { $0.replies = [.received(lot)] }
            let received = try await client.receive(
                LotRequest(form: .filament, material: "PLA", colour: "white", massG: 750.0004))
            #expect(received == Receipt(.done, lot: lot))
            #expect(try await client.mount(lot, on: machine) == Receipt(.done))
            #expect(try await client.cancel(job, weighedG: 1.5) == Receipt(.done))
            #expect(try await client.hold(job) == Receipt(.done))
            #expect(try await client.release(job) == Receipt(.done))
            #expect(try await client.reprint(job) == Receipt(.done))
            let answer = AnswerRequest(choice: "good", massG: 2, scrapG: 0.5, leftG: 0, scale: SensorID("bench"))
            #expect(try await client.answer(PromptID(number: 3), answer) == Receipt(.done))
            #expect(try await client.acknowledge(AlarmID(number: 4)) == Receipt(.done))
            let requests = server.backend.requests
            #expect(
                requests.map(\.command) == [
                    .receiveLot(
                        LotFacts(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(750_000)),
                    .mount(lot, machine), .cancel(job, weighed: Milligrams(1_500)), .hold(job), .release(job),
                    .reprint(job),
                    .answer(
                        PromptID(number: 3), choice: "good",
                        weights: AnswerWeights(
                            product: Milligrams(2_000), scrap: Milligrams(500), left: .zero, scale: SensorID("bench"))),
                    .acknowledge(AlarmID(number: 4)),
                ])
            // The kernel says who is connected: this process itself.
            #expect(requests.allSatisfy { $0.by == PersonID("uid-\(getuid())") })
        }
    }

    @Test func whatAMachineHasToConfirmIsOnlyRequested() async throws {
        var floor = SampleFloor.ready()
        floor.happen(SampleFloor.job(1))
        floor.happen(SampleFloor.started(1, SampleFloor.second))
        try await RunningServer.with(floor) { server in
            let client = server.client
            let both = [SampleFloor.first, SampleFloor.second]
            let stopped = try await client.stopAll()
            #expect(stopped == Receipt(.requested, machines: both))
            let held = try await client.command(.hold, to: SampleFloor.first)
            #expect(held == Receipt(.requested, machines: [SampleFloor.first]))
            let reset = try await client.command(.reset, to: SampleFloor.first)
            #expect(reset == Receipt(.done))
            let cancelled = try await client.cancel(JobID(number: 1))
            #expect(cancelled == Receipt(.requested, machines: [SampleFloor.second]))
        }
    }

    @Test func aRefusalKeepsItsCodeFieldAndRemedy() async throws {
        try await RunningServer.with { server in
            server.backend.memory.withLock {
                $0.replies = [
                    .refused([
                        Refusal(.stateForbids, field: "job", message: "job-1 is completed", remedy: "look"),
                        Refusal(.quantityInvalid),
                    ]), .refused([Refusal(.floorBusy, retry: true)]),
                ]
            }
            let problem = await refusal { () throws(FloorClientError) in try await server.client.hold(JobID(number: 1))
            }
            #expect(problem?.status == 409 && problem?.code == "state_forbids" && problem?.field == "job")
            #expect(problem?.detail == "job-1 is completed" && problem?.remedy == "look")
            #expect(problem?.others?.map(\.code) == ["quantity_invalid"])
            let busy = await refusal { () throws(FloorClientError) in try await server.client.hold(JobID(number: 1)) }
            #expect(busy?.status == 503 && busy?.retry == true)
        }
    }

    @Test func whatIsNotThereIsNotFound() async throws {
        try await RunningServer.with { server in
            let client = server.client
            let job = await refusal { () throws(FloorClientError) in try await client.job(JobID(number: 9)) }
            #expect(job?.status == 404 && job?.detail == "there is no job-9 on this floor")
            let machine = await refusal { () throws(FloorClientError) in
                try await client.machine(MachineID("mk3-9"))
            }
            #expect(machine?.code == "not_found")
        }
    }

    @Test func filesStreamInAndJobsGoThroughAsTheyAre() async throws {
        try await RunningServer.with { server in
            let digest = FileDigest(String(repeating: "0b", count: 32))
            let pieces = (0..<40).map { [UInt8](repeating: UInt8($0), count: 50_000) }
            let stream = AsyncStream { continuation in
                for piece in pieces { continuation.yield(piece) }
                continuation.finish()
            }
            let receipt = try await server.client.storeFile(digest, bytes: stream, length: 2_000_000)
            #expect(receipt == FileReceipt(sha256: digest, bytes: 2_000_000))
            #expect(server.backend.memory.withLock { $0.files[digest] } == pieces.flatMap { $0 })

            let body = Array(#"{"v":1,"id":"vase-1"}"#.utf8)
            let reply = try await server.client.submit(body)
            #expect(String(decoding: reply, as: UTF8.self) == "{\"result\":\"accepted\"}\n")
            #expect(server.backend.memory.withLock { $0.submissions } == [body])
            #expect(server.backend.memory.withLock { $0.submissionPeers } == [Peer(uid: getuid())])
        }
    }

    @Test func aFileThatIsNotWhatItsNameSaysIsRefused() async throws {
        try await RunningServer.with { server in
            let stream = AsyncStream { continuation in
                continuation.yield(Array("wrong".utf8))
                continuation.finish()
            }
            let digest = FileDigest(String(repeating: "0b", count: 32))
            let problem = await refusal { () throws(FloorClientError) in
                try await server.client.storeFile(digest, bytes: stream, length: 5)
            }
            #expect(problem?.status == 422 && problem?.field == "sha256")
        }
    }

    @Test func aRejectedSubmissionStillBringsTheMakersReply() async throws {
        try await RunningServer.with { server in
            server.backend.memory.withLock {
                $0.outcome = SubmissionOutcome(.rejected(retry: true), reply: Array(#"{"result":"rejected"}"#.utf8))
            }
            let reply = try await server.client.submit(Array("{}".utf8))
            #expect(String(decoding: reply, as: UTF8.self) == "{\"result\":\"rejected\"}\n")
            let large = [UInt8](repeating: 0x20, count: ServerLimits.submissionBytes + 1)
            let problem = await refusal { () throws(FloorClientError) in try await server.client.submit(large) }
            #expect(problem?.status == 413 && problem?.code == "body_too_large")
        }
    }
}

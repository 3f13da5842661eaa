import FloorControl
import FloorModel
import Scheduling
import SeededRandom
import Synchronization
import Testing

/// A machine that writes down what it is asked, together with how much was journalled by then.
private final class RecordingPort: MachinePort {
    let machine: MachineID
    private let journal: GatedJournal
    private let seen = Mutex<[String]>([])
    init(_ machine: MachineID, _ journal: GatedJournal) {
        self.machine = machine
        self.journal = journal
    }
    var log: [String] { seen.withLock { $0 } }

    func perform(_ order: MachineOrder) -> Bool {
        let isDurable = journal.committed.contains { if case .operationStarted = $0 { true } else { false } }
        seen.withLock { $0.append(isDurable ? "print after its commit" : "print before its commit") }
        return true
    }
    func safe(_ command: SafingCommand) { seen.withLock { $0.append("\(command)") } }
}

@Suite struct FloorWriterTests {
    private let journal = GatedJournal()

    private func makeWriter() -> (FloorWriter, RecordingPort) {
        let ticks = Mutex<Int64>(0)
        let writer = FloorWriter(
            floor: Floor(description: Scene.description),
            surroundings: .init(
                journal: journal,
                now: {
                    ticks.withLock { ticks in
                        ticks += 1
                        return Moment(
                            monotonic: .init(elapsed: .milliseconds(ticks)), wallClock: .init(milliseconds: ticks))
                    }
                }, plan: FirstComeFirstServed.plan, committed: { _, _ in }))
        let port = RecordingPort(Scene.mk3, journal)
        writer.connect(port)
        writer.post(.started(version: "test", hints: []))
        return (writer, port)
    }

    private func ask(_ writer: FloorWriter, _ command: FloorCommand) async -> FloorReply {
        await writer.request(FloorRequest(by: nil, command: command))
    }

    /// Brings `mk3-1` to Idle with a spool.
    private func prepare(_ writer: FloorWriter) async throws {
        writer.post(.machine(Scene.mk3, .connected(firmware: "Marlin", found: .atRest)))
        _ = await ask(
            writer, .receiveLot(.init(form: .filament, material: "PLA", colour: nil), mass: Milligrams(750_000)))
        _ = await ask(writer, .mount(LotID(number: 1), Scene.mk3))
        let prompt = try #require(writer.floor.state.prompts.first { $0.machine == Scene.mk3 })
        #expect(await ask(writer, .answer(prompt.id, choice: nil, weights: .init())) == .done)
    }

    private func submit(_ writer: FloorWriter, _ id: String) async -> FloorReply {
        await ask(writer, .submit(Scene.order(id), JobDetails(submissionID: id, title: nil, fileName: nil)))
    }

    @Test("A print leaves only after its commit")
    func durableBeforeVisible() async throws {
        let (writer, port) = makeWriter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await writer.run() }
            try await prepare(writer)
            #expect(await submit(writer, "a") == .accepted(JobID(number: 1)))
            // The plan comes back as an input of its own; a later request is answered after it was adopted.
            while port.log.isEmpty { _ = await ask(writer, .acknowledge(AlarmID(number: 1))) }
            #expect(port.log == ["print after its commit"])
            writer.close()
        }
    }

    @Test("A stop reaches the machine while the journal is stuck")
    func safingLane() async throws {
        let (writer, port) = makeWriter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await writer.run() }
            try await prepare(writer)
            journal.shut()
            async let answer = submit(writer, "a")
            #expect(await ask(writer, .stopAll) == .done)
            #expect(port.log.first == "stop")
            journal.open()
            #expect(await answer == .accepted(JobID(number: 1)))
            writer.close()
        }
    }

    @Test("A decision's own stop does not wait for the commit before it")
    func decidesWhileCommitting() async throws {
        let (writer, port) = makeWriter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await writer.run() }
            try await prepare(writer)
            journal.shut()
            async let answer = submit(writer, "a")
            writer.post(.machine(Scene.mk3, .connected(firmware: "Marlin", found: .active(detail: "hot"))))
            while !port.log.contains("stop") { await Task.yield() }
            journal.open()
            #expect(await answer == .accepted(JobID(number: 1)))
            writer.close()
        }
    }

    @Test("When a commit fails the request is refused, facts are kept, and all of it is there afterwards")
    func failingCommit() async throws {
        let (writer, _) = makeWriter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await writer.run() }
            try await prepare(writer)
            journal.fail(JournalFault(detail: "disk full"))
            guard case .refused(let refusals) = await submit(writer, "a") else {
                Issue.record("accepted on a full disk")
                return
            }
            #expect(refusals.map(\.code) == [.journalUnavailable])
            #expect(writer.floor.state.jobs.count == 0)
            let gone = Fault(.linkLost, machine: Scene.mk3, detail: "unplugged")
            writer.post(.machine(Scene.mk3, .disconnected(gone, lastAcknowledgedLine: nil)))
            guard case .refused = await submit(writer, "b") else {
                Issue.record("accepted on a full disk")
                return
            }
            journal.fail(nil)
            writer.post(.tick)
            var answer = await submit(writer, "c")
            while answer != .accepted(JobID(number: 1)) {
                writer.post(.tick)
                answer = await submit(writer, "c")
            }
            writer.close()
        }
        var replayed = FloorState()
        for event in journal.committed { replayed.evolve(event, at: WallClock(milliseconds: 0)) }
        #expect(replayed.jobs.count == 1)
        #expect(replayed.alarms.contains { $0.fault.code == .linkLost })
        #expect(replayed.alarms.contains { $0.fault.code == .journalUnavailable && !$0.isActive })
    }

    @Test("An order whose commit was slow does not leave after a stop that came meanwhile")
    func orderAfterStop() async throws {
        let (writer, port) = makeWriter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await writer.run() }
            writer.post(.machine(Scene.mk3, .connected(firmware: "Marlin", found: .atRest)))
            _ = await ask(
                writer, .receiveLot(.init(form: .filament, material: "PLA", colour: nil), mass: Milligrams(750_000)))
            _ = await ask(writer, .mount(LotID(number: 1), Scene.mk3))
            #expect(await submit(writer, "a") == .accepted(JobID(number: 1)))
            while writer.floor.state.plan.isEmpty { await Task.yield() }
            let prompt = try #require(writer.floor.state.prompts.first { $0.machine == Scene.mk3 })
            journal.shut()
            // This answer decides the start; its commit does not come back for now.
            async let released = ask(writer, .answer(prompt.id, choice: nil, weights: .init()))
            while journal.waitingCommits == 0 { await Task.yield() }
            #expect(await ask(writer, .stopAll) == .done)
            writer.post(.machine(Scene.mk3, .stopped(lastAcknowledgedLine: nil)))
            journal.open()
            #expect(await released == .done)
            #expect(await ask(writer, .acknowledge(AlarmID(number: 1))) != .done)
            #expect(!port.log.contains { $0.hasPrefix("print") }, "\(port.log)")
            writer.close()
        }
    }

    @Test("A journal that comes and goes: nothing is accepted that is not written", arguments: 1...20)
    func flappingJournal(seed: UInt64) async throws {
        let (writer, _) = makeWriter()
        var random = SplitMix64(seed: seed)
        var accepted = 0
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await writer.run() }
            for round in 0..<200 {
                if Int.random(in: 0..<3, using: &random) == 0 {
                    journal.fail(Bool.random(using: &random) ? JournalFault(detail: "full") : nil)
                }
                writer.post(.tick)
                if case .accepted = await submit(writer, "j\(round)") {
                    accepted += 1
                    let written = journal.committed.count { if case .jobAccepted = $0 { true } else { false } }
                    #expect(written >= accepted, "round \(round): accepted without a commit")
                }
            }
            journal.fail(nil)
            var last = await submit(writer, "last")
            while last != .accepted(JobID(number: accepted + 1)) {
                writer.post(.tick)
                last = await submit(writer, "last")
            }
            writer.close()
        }
        #expect(writer.floor.observations.journalFault == nil)
    }

    @Test("Who still waits when the writer ends is told so")
    func closing() async throws {
        let (writer, _) = makeWriter()
        async let run: Void = writer.run()
        writer.close()
        await run
        #expect(await submit(writer, "late") == .refused([Refusal(.floorBusy, retry: true)]))
    }
}

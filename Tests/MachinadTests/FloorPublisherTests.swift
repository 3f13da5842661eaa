import FloorAPI
import FloorControl
import FloorModel
import MQTTLink
import Scheduling
import Synchronization
import Testing

@testable import machinad

@Suite struct FloorPublisherTests {
    /// A floor that changes, and a broker that keeps what is retained.
    private final class Stage: Sendable {
        let floor: Mutex<Floor>
        let broker = Mutex<[String: [UInt8]]>([:])
        let published = Mutex<[String]>([])
        let news = News()
        let owners = Mutex(true)
        /// What is committed right after the publisher has read the floor.
        let afterReading = Mutex<[FloorInput]>([])
        let checkpoint = Mutex<[UInt8]?>(nil)
        let forgotten = ForgottenTopics()
        let deliveries = Mutex(Deliveries(areDone: true, refused: 0))
        let emptied = Mutex<[String]>([])

        init() {
            // There was one machine more in an earlier life.
            var earlier = Bench.description
            earlier.machines.append(earlier.machines[0])
            earlier.machines[1].id = MachineID("sold-1")
            var past = Floor(description: earlier)
            _ = past.decide(.started(version: "test", hints: []), at: SystemClock.now())
            floor = Mutex(Floor(description: Bench.description, state: past.state))
            put(.started(version: "test", hints: []))
            put(.machine(Bench.printer, .connected(firmware: "Marlin", found: .atRest)))
        }

        func put(_ input: FloorInput) {
            floor.withLock { floor in _ = floor.decide(input, at: SystemClock.now()) }
            news.note()
        }

        func ask(_ command: FloorCommand) {
            put(.request(FloorRequest(by: nil, command: command), replyTo: nil))
        }

        func submit(_ number: Int) {
            let digest = KeyedDigest("\(number)")
            let order = JobOrder(
                person: PersonID("p"), submission: digest, body: digest, file: FileDigest("00"),
                facts: PrintFileFacts(lines: 1, bytes: 1), material: "PLA", colour: nil, quantity: 1, due: nil,
                priority: 5)
            ask(.submit(order, JobDetails(submissionID: "s\(number)", title: nil, fileName: nil)))
        }

        func publisher(_ news: News? = nil) -> FloorPublisher {
            FloorPublisher(
                site: "test", speed: 1, news: news ?? self.news,
                floor: { [self] in
                    let read = floor.withLock { $0 }
                    let inputs = afterReading.withLock { inputs in
                        defer { inputs = [] }
                        return inputs
                    }
                    for input in inputs { put(input) }
                    return read
                }, now: SystemClock.now,
                owners: { [self] jobs in
                    guard owners.withLock({ $0 }) else { return [:] }
                    return Dictionary(
                        uniqueKeysWithValues: jobs.map { job in
                            let details = JobDetails(submissionID: "s\(job.number)", title: nil, fileName: nil)
                            return (job, PersonalDetails(user: "anna", details: details))
                        })
                },
                publish: { [self] publication in
                    published.withLock { $0.append(publication.topic) }
                    broker.withLock { broker in
                        broker[publication.topic] = publication.payload.isEmpty ? nil : publication.payload
                    }
                }, checkpoint: { [self] in checkpoint.withLock { $0 } }, forgotten: forgotten,
                deliveries: { [self] in deliveries.withLock { $0 } },
                emptied: { [self] topics in emptied.withLock { $0 += topics } })
        }

        /// Topics at the broker below one branch, without the branch.
        func topics(_ branch: String) -> [String] {
            let prefix = "machina/test/\(branch)/"
            return broker.withLock { $0.keys.filter { $0.hasPrefix(prefix) } }.map {
                String($0.dropFirst(prefix.count))
            }
            .sorted()
        }

        func jobState(_ number: Int) -> String? {
            let payload = broker.withLock { $0["machina/test/makers/anna/jobs/s\(number)/state"] }
            return payload.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    @Test("What is committed while the floor is being read is told at the next look")
    func between() async {
        let stage = Stage()
        let publisher = stage.publisher()
        var memory = FloorPublisher.Memory()
        let prompt = stage.floor.withLock { $0.state.prompts[0].id }
        stage.afterReading.withLock {
            $0 = [
                .request(
                    FloorRequest(by: nil, command: .answer(prompt, choice: nil, weights: AnswerWeights())), replyTo: nil
                )
            ]
        }
        await publisher.look(&memory)
        #expect(stage.topics("prompts") == ["\(prompt)"])
        await publisher.look(&memory)
        #expect(stage.topics("prompts").isEmpty)
    }

    @Test("The checkpoint of the provenance log is told when there is one, and again when there is another")
    func checkpoint() async {
        let stage = Stage()
        var memory = FloorPublisher.Memory()
        let publisher = stage.publisher()
        await publisher.look(&memory)
        #expect(stage.topics("chain").isEmpty)
        for note in ["one", "one", "two"] {
            stage.checkpoint.withLock { $0 = Array(note.utf8) }
            await publisher.look(&memory)
            #expect(stage.broker.withLock { $0["machina/test/chain/checkpoint"] } == Array(note.utf8))
        }
        #expect(stage.published.withLock { $0.count { $0.hasSuffix("checkpoint") } } == 2)
    }

    @Test("Who was erased is emptied at the broker, after everything that was about to be told of them")
    func forgotten() async {
        let stage = Stage()
        stage.submit(1)
        stage.submit(2)
        var memory = FloorPublisher.Memory()
        stage.forgotten.add(["machina/test/makers/anna/jobs/s1/state"])
        await stage.publisher().look(&memory)
        #expect(stage.jobState(1) == nil && stage.jobState(2) != nil)
        #expect(stage.forgotten.take().isEmpty)
    }

    @Test("A topic counts as emptied when the broker has said so, and not when it refused")
    func emptied() async {
        let stage = Stage()
        let publisher = stage.publisher()
        var memory = FloorPublisher.Memory()
        func look(areDone: Bool = true, refused: Int = 0) async {
            stage.deliveries.withLock { $0 = Deliveries(areDone: areDone, refused: refused) }
            await publisher.look(&memory)
        }
        stage.forgotten.add(["a"])
        await look()
        await look(areDone: false)
        #expect(stage.emptied.withLock { $0.isEmpty })
        await look()
        #expect(stage.emptied.withLock { $0 } == ["a"])
        stage.forgotten.add(["b"])
        await look()
        await look(refused: 1)
        await look(refused: 1)
        #expect(stage.emptied.withLock { $0 } == ["a"])
    }

    @Test("A lot is told with its facts, and without whom it came from")
    func inventory() async throws {
        let stage = Stage()
        var memory = FloorPublisher.Memory()
        let facts = LotFacts(
            form: .waste, material: "PLA", colour: "white", source: .postConsumer, origin: "Ada's school",
            location: "bin 4")
        stage.ask(.receiveLot(facts, mass: Milligrams(500_000)))
        await stage.publisher().look(&memory)
        #expect(stage.topics("inventory") == ["lot-1"])
        let payload = try #require(stage.broker.withLock { $0["machina/test/inventory/lot-1"] })
        let text = String(decoding: payload, as: UTF8.self)
        for part in [#""form":"waste""#, #""mass_g":500"#, #""free_g":500"#] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.contains("origin") && !text.contains("Ada") && !text.contains("bin 4"))
    }

    @Test("A new life takes away what is over and tells the end of jobs that an earlier one did not")
    func nextLife() async {
        let stage = Stage()
        stage.submit(1)
        stage.put(.broker(Fault(.brokerUnavailable, detail: "away")))
        var memory = FloorPublisher.Memory()
        await stage.publisher().look(&memory)
        #expect(stage.topics("prompts").count == 1 && stage.topics("alarms").count == 1)
        #expect(stage.jobState(1)?.contains("queued") == true)

        // All of it ends, and the daemon dies before it looks again.
        stage.ask(.answer(stage.floor.withLock { $0.state.prompts[0].id }, choice: nil, weights: AnswerWeights()))
        stage.put(.broker(nil))
        stage.ask(.acknowledge(AlarmID(number: 1)))
        stage.ask(.cancel(JobID(number: 1), weighed: nil))
        stage.broker.withLock { $0["machina/test/machines/sold-1/state"] = [1] }
        var next = FloorPublisher.Memory()
        await stage.publisher(News()).look(&next)
        #expect(stage.topics("prompts").isEmpty && stage.topics("alarms").isEmpty)
        #expect(stage.topics("machines") == ["\(Bench.printer)/state"])
        #expect(stage.jobState(1)?.contains("cancelled") == true)
    }

    @Test("What is over and told is forgotten, and not told again")
    func memory() async {
        let stage = Stage()
        let publisher = stage.publisher()
        var memory = FloorPublisher.Memory()
        await publisher.look(&memory)
        let before = memory.topics.count
        for number in 1...50 {
            stage.submit(number)
            if number % 2 == 0 { await publisher.look(&memory) }
            stage.ask(.cancel(JobID(number: number), weighed: nil))
            await publisher.look(&memory)
        }
        #expect((1...50).allSatisfy { stage.jobState($0)?.contains("cancelled") == true })
        #expect(memory.topics.count == before)
        #expect(memory.followed?.isEmpty == true)
        let told = stage.published.withLock { $0.count }
        stage.news.note()
        await publisher.look(&memory)
        #expect(stage.published.withLock { $0.count } == told)
    }

    @Test("While the people cannot be read, the end of a job waits to be told")
    func unreadablePeople() async {
        let stage = Stage()
        let publisher = stage.publisher()
        var memory = FloorPublisher.Memory()
        stage.submit(1)
        await publisher.look(&memory)
        stage.ask(.cancel(JobID(number: 1), weighed: nil))
        stage.owners.withLock { $0 = false }
        await publisher.look(&memory)
        #expect(stage.jobState(1)?.contains("queued") == true)
        stage.owners.withLock { $0 = true }
        stage.news.note()
        await publisher.look(&memory)
        #expect(stage.jobState(1)?.contains("cancelled") == true)
    }
}

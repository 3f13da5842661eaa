import FloorAPITypes
import FloorModel
import Testing

@testable import FloorAPI
@testable import FloorControl

struct FloorViewTests {
    @Test func statusCountsOpenJobsByState() {
        var floor = SampleFloor.ready()
        for number in 1...4 { floor.happen(SampleFloor.job(number)) }
        floor.happen(.jobHeld(.init(job: JobID(number: 1), by: nil)))
        floor.happen(.jobCancelled(.init(job: JobID(number: 2), by: nil)))
        floor.happen(SampleFloor.started(3, SampleFloor.first))
        let status = floor.views.status(version: "0.1.0")
        #expect(status.openJobs.queued == 1 && status.openJobs.onHold == 1 && status.openJobs.running == 1)
        #expect(status.virtual && status.site == "leuven" && status.journalFault == nil)
        #expect(floor.views.health == HealthView(status: "ok"))
    }

    @Test func aJournalThatCannotBeWrittenIsSaidEverywhere() {
        var floor = SampleFloor.ready()
        floor.observations.journalFault = Fault(.journalUnavailable, detail: "disk full")
        #expect(floor.views.status(version: "0.1.0").journalFault == "disk full")
        #expect(floor.views.health.status == "degraded")
        #expect(floor.views.machines.allSatisfy { $0.notTaking?.contains("disk full") == true })
        #expect(
            floor.views.metrics(ChainView(origin: "o", state: .running, appended: 7, pending: 2)).contains(
                "machina_journal_writable 0.0\n"))
    }

    @Test(arguments: PromptKind.allCases)
    func everyQuestionSaysWhatToType(_ kind: PromptKind) throws {
        var floor = SampleFloor.ready()
        floor.happen(SampleFloor.prompt(7, kind, SampleFloor.first))
        let prompt = try #require(floor.views.prompts.first)
        #expect(prompt.question.hasSuffix("?") && prompt.question.contains("mk3-1"))
        #expect(prompt.remedy.contains("machina confirm prompt-7"))
        #expect(prompt.choices == kind.choices && prompt.takesGrams == kind.takesGrams)
        #expect(prompt.remedy.contains("--grams") == kind.takesGrams)
        if kind == .mountSpool { #expect(prompt.question == "Is lot-1 white PLA mounted on mk3-1?") }
    }

    @Test func aHeldMachinesRemedyDoesNotContradictItsDetail() throws {
        var floor = SampleFloor.ready()
        func remedy(_ detail: String?) throws -> String {
            let prompt = Prompt(
                id: PromptID(number: 7), kind: .clearFault, machine: SampleFloor.first, detail: detail,
                raisedAt: SampleFloor.epoch)
            floor.happen(.promptRaised(.init(prompt: prompt)))
            defer { floor.happen(.promptWithdrawn(.init(prompt: prompt.id))) }
            return try #require(floor.views.prompts.first).remedy
        }
        let ways = "then machina confirm prompt-7; or machina confirm prompt-7 --choice give_up to end the run"
        #expect(try remedy("lid closed: lid_closed is 0; close the lid") == "do what is said above, \(ways)")
        #expect(try remedy(nil) == "mend its fault, \(ways)")
    }

    @Test func onlyAPrinterIsAskedForItsPlate() throws {
        let rest = SafeState(writes: [], confirmedBy: [], within: .seconds(1))
        let shredder = ProcessMachineDescription(
            process: .shred, materials: ["PLA"], capacity: Milligrams(2_000_000), modules: [], points: [], drives: [],
            heaters: [], interlocks: [], roles: [:], hold: rest, stop: rest, abort: rest, maximumHold: .seconds(600),
            staleAfter: .seconds(1), fastPoll: .milliseconds(100), slowPoll: .seconds(1))
        let type = MachineType(name: "any", title: "Any", kind: .process(shredder))
        let machine = MachineDescription(id: SampleFloor.second, type: type, connection: .modbus([]))
        var floor = Floor(
            description: FloorDescription(
                site: SampleFloor.description.site, broker: nil,
                machines: [SampleFloor.description.machines[0], machine], materials: []),
            state: SampleFloor.ready().state)
        floor.happen(SampleFloor.prompt(1, .machineReady, SampleFloor.first))
        floor.happen(SampleFloor.prompt(2, .machineReady, SampleFloor.second))
        let asked = floor.views.prompts
        #expect(
            asked.map(\.question) == [
                "Is mk3-1 free, its plate clear, and is it safe to use?", "Is mk3-2 free, empty and safe to use?",
            ])
        #expect(asked[0].remedy.contains("plate") && !asked[1].remedy.contains("plate"))
    }

    @Test func metricsAreOneGaugeALineAndHideWhatIsUnknown() {
        var floor = SampleFloor.ready()
        floor.observe(SampleFloor.second) { $0.link = .unknown }
        let metrics = floor.views.metrics(ChainView(origin: "o", state: .running, appended: 7, pending: 2))
        #expect(metrics.contains("machina_machine_connected{machine=\"mk3-1\"} 1.0\n"))
        #expect(metrics.contains("machina_machine_connected{machine=\"mk3-2\"} 0.0\n"))
        #expect(metrics.contains("machina_machine_producing{machine=\"mk3-1\"} 0.0\n"))
        #expect(!metrics.contains("machina_machine_producing{machine=\"mk3-2\"}"))
        #expect(metrics.contains("machina_chain_entries 7.0\n") && metrics.contains("machina_chain_pending 2.0\n"))
        #expect(metrics.contains("machina_filament_grams{material=\"PLA\"} 750.0\n"))
        for line in metrics.split(separator: "\n") {
            #expect(line.hasPrefix("# ") || line.contains(/^[a-z_]+({[a-z]+="[^"]*"})? [0-9.]+$/), "\(line)")
        }
    }

    @Test func everyEventTellsWhatItIsAbout() {
        let job = JobID(number: 1)
        let lot = SampleFloor.lot(1, "PLA", "white", grams: 12.5)
        let events: [(FloorEvent, String, (EventPayload) -> Bool)] = [
            (SampleFloor.job(1, quantity: 2), "job_accepted", { $0.job == job && $0.count == 2 }),
            (.jobHeld(.init(job: job, by: PersonID("p-1"))), "job_held", { $0.by == PersonID("p-1") }),
            (.lotReceived(lot), "lot_received", { $0.massG == 12.5 }),
            (SampleFloor.started(1, SampleFloor.first), "operation_started", { $0.machine == SampleFloor.first }),
            (
                .machineStateChanged(.init(machine: SampleFloor.first, state: .held, reason: "hold")),
                "machine_state_changed", { $0.state == "held" && $0.reason == "hold" }
            ),
            (SampleFloor.prompt(3, .plateClear, SampleFloor.first), "prompt_raised", { $0.reason == "plate_clear" }),
            (.daemonStarted(.init(version: "0.1.0")), "daemon_started", { $0.version == "0.1.0" }),
            (.alarmCleared(.init(alarm: AlarmID(number: 2))), "alarm_cleared", { $0.alarm == AlarmID(number: 2) }),
        ]
        for (sequence, (event, type, holds)) in events.enumerated() {
            let view = EventView(JournalledEvent(sequence: Int64(sequence), event: event, at: SampleFloor.epoch))
            #expect(view.type == type)
            #expect(holds(view.payload), "\(type)")
        }
    }
}

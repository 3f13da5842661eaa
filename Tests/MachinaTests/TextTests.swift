import FloorAPITypes
import FloorModel
import Testing

@testable import machina

struct TextTests {
    private func machine(
        confirmed: Bool = true, stopRequested: Bool = false, notSafe: Bool = false, signals: [SignalView] = []
    ) -> MachineView {
        MachineView(
            id: MachineID("mk3-1"), type: "prusa-mk3s", title: "Prusa", port: "/dev/x", state: .execute,
            confirmed: confirmed, stopRequested: stopRequested, notSafe: notSafe, mode: .production, reason: "job-1",
            since: UTCTime(WallClock(milliseconds: 0)), link: confirmed ? .connected : .disconnected, firmware: nil,
            linkFault: nil, operation: nil, job: nil, progress: nil, spool: nil, plateOccupied: false,
            notTaking: nil, signals: signals)
    }

    @Test func aStateThatIsNotConfirmedNeverReadsAsAFact() {
        #expect(machine().stateWords == "execute")
        #expect(machine(confirmed: false).stateWords == "unknown (last: execute)")
        #expect(machine(stopRequested: true).stateWords == "execute, not confirmed")
        #expect(machine(confirmed: false, stopRequested: true, notSafe: true).stateWords == "NOT SAFE, go there")
    }

    @Test func temperaturesShowTheirTargetAndTheirDoubt() {
        func signal(_ name: String, _ value: Double, _ quality: Quality = .good) -> SignalView {
            SignalView(name: name, value: value, unit: .celsius, quality: quality, ageS: 0)
        }
        let signals = [
            signal("bed_c", 60.2, .stale), signal("bed_target_c", 0), signal("nozzle_c", 204.6),
            signal("nozzle_target_c", 205),
        ]
        #expect(machine(signals: signals).temperatureWords == "bed 60 °C?, nozzle 205/205 °C")
    }

    @Test func durationsReadWell() {
        let expected = [(20.4, "20 s"), (60, "1 min"), (3_599, "59 min"), (3_900, "1 h 05 min"), (-1, "0 s")]
        for (seconds, words) in expected { #expect(duration(seconds: seconds) == words) }
        #expect(grams(12.5) == "12.5 g" && grams(.nan) == "nan g")
    }

    @Test func emptyTablesSayWhatToDo() {
        #expect(FloorTables.lots([], width: 80)[0].contains("machina lot add"))
        #expect(FloorTables.prompts([], width: 80) == ["nothing is asked"])
        #expect(FloorTables.plan(PlanView(entries: [], unplanned: []), width: 80) == ["nothing is planned"])
    }

    @Test func anEventIsOneLine() {
        var payload = EventPayload()
        payload.lot = LotID(number: 3)
        payload.massG = 2.983
        let event = EventView(
            sequence: 1, at: UTCTime(WallClock(milliseconds: 0)), type: "filament_consumed", payload: payload)
        #expect(FloorSheets.event(event) == "1970-01-01T00:00:00Z  filament_consumed       lot-3 2.983 g")
    }

    @Test func aJobsSheetShowsWhereItWasCutOff() {
        let operation = OperationView(
            id: OperationID(number: 1), copy: 1, state: .interrupted, machine: MachineID("mk3-1"),
            lot: LotID(number: 3), attempts: 2, progress: nil, acknowledgedLine: 412, startedAt: nil, endedAt: nil)
        let job = JobView(
            id: JobID(number: 17), state: .interrupted, personal: PersonalView(user: "ada", title: "Vase"),
            material: "PLA", colour: "white", quantity: 1, completed: 0, priority: 5, due: nil,
            acceptedAt: UTCTime(WallClock(milliseconds: 0)), endedAt: nil, sha256: FileDigest("0"), copyG: 2.5,
            copyS: 3_900, waitingFor: "somebody to decide", operations: [operation])
        let sheet = FloorSheets.job(job, width: 80)
        #expect(sheet[0] == "job-17  interrupted")
        #expect(sheet.contains("  one copy    2.5 g, 1 h 05 min"))
        #expect(sheet.last?.contains("interrupted after line 412  mk3-1  lot-3") == true)
    }

    @Test func aLotsSheetTellsItsStory() {
        let at = UTCTime(WallClock(milliseconds: 0))
        let facts = LotFacts(form: .flake, material: "PLA", colour: "white", source: .postConsumer, moisturePPM: 250)
        let lot = LotView(
            id: LotID(number: 3), facts: facts, massG: 480, reservedG: 300, freeG: 180, driedAt: at, receivedAt: at)
        var entry = LotHistoryView(sequence: 1, at: at, type: "material_moved")
        entry.from = .machine(MachineID("shred-1"))
        entry.to = .lot(lot.id)
        (entry.massG, entry.reason, entry.who, entry.basis) = (480, .produced, "ada", .estimated)
        entry.operation = OperationID(number: 4)
        let grandparent = LotAncestorView(
            lot: LotID(number: 1), massG: 510, form: .part, material: "PLA", source: nil, origin: "beach", parents: [])
        let parent = LotAncestorView(
            lot: LotID(number: 2), massG: 500, form: .waste, material: "PLA", source: .postConsumer, origin: nil,
            parents: [grandparent])
        let detail = LotDetailView(
            lot: lot, uri: "machina:leuven/lot-3",
            madeBy: LotMakingView(
                operation: OperationID(number: 4), job: JobID(number: 2), machine: MachineID("shred-1"),
                recipe: "shred/pla", process: .shred), parents: [parent],
            children: [LotShareView(lot: LotID(number: 5), massG: 300, form: .filament, material: "PLA")],
            history: [entry])
        let sheet = LotSheets.lot(detail, width: nil)
        #expect(sheet[0] == "lot-3  white PLA flake")
        for line in [
            "  free        180 g", "  moisture    250 ppm, dried 1970-01-01T00:00:00Z", "  source      post-consumer",
            "  made by     op-4 for job-2, shred/pla on shred-1", "  lot-2  500 g  PLA waste post-consumer",
            "    lot-1  510 g  PLA part beach", "  lot-5  300 g  PLA filament",
        ] { #expect(sheet.contains(line), "\(line)") }
        #expect(
            sheet.last
                == "1970-01-01T00:00:00Z  produced  machine/shred-1  lot-3  480 g  ada  op-4, estimated")
        for width in 80...120 { #expect(LotSheets.lot(detail, width: width).allSatisfy { $0.count <= 120 }) }
    }

    @Test func theBalanceEndsWithItsSum() {
        let ledger = LedgerView(
            accounts: [
                AccountView(account: .outside, balanceG: -500),
                AccountView(account: .lot(LotID(number: 3)), balanceG: 500, form: .waste, material: "PLA"),
            ], totals: [StockView(form: .waste, material: "PLA", massG: 500, lots: 1)], sumG: 0)
        let lines = LotSheets.ledger(ledger, width: nil)
        #expect(lines[1].hasPrefix("outside   -500 g  received from outside"))
        #expect(lines[2] == "lot-3      500 g  PLA waste" && lines[3] == "sum          0 g  nothing is missing")
        #expect(lines.last == "waste     PLA       500 g     1")
    }

    @Test func aMachineShowsWhatKeepsIt() {
        var machine = machine(signals: [
            SignalView(name: "drive_current_a", value: 1.25, unit: .ampere, quality: .good, ageS: 0.2)
        ])
        machine.unmetInterlocks = ["lid closed: lid_closed is 0, not == 1"]
        machine.phase = PhaseView(recipe: "shred/pla", name: "shred", number: 1, of: 2)
        let sheet = FloorSheets.machine(machine, width: nil)
        #expect(sheet.contains("  interlock   lid closed: lid_closed is 0, not == 1"))
        #expect(sheet.contains("  recipe      shred/pla, shred (1/2)"))
        #expect(sheet.last == "drive_current_a  1.25 A  good     0.2 s")
        #expect(FloorTables.machines([machine], width: nil)[1].contains("shred (1/2)"))
        #expect(FloorTables.sensors([], width: nil) == ["no sensors in the floor file"])
    }
}

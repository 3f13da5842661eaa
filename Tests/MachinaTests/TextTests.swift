import ArgumentParser
import FloorAPITypes
import FloorModel
import Foundation
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

    private func bench(ageS: Double?) -> SensorView {
        let signals = [
            SignalView(name: "mass_g", value: 99, unit: .gram, quality: .good, ageS: ageS),
            SignalView(name: "battery_percent", value: 80, unit: .percent, quality: .stale, ageS: 240),
        ]
        return SensorView(
            id: SensorID("bench-scale"), topic: "tele/bench/SENSOR", isScale: true, tareG: 12.5, signals: signals)
    }

    @Test func eachValueOfASensorHasItsAge() {
        let silent = SensorView(id: SensorID("air"), topic: "tele/air/SENSOR", isScale: false, tareG: 0, signals: [])
        #expect(
            FloorTables.sensors([silent, bench(ageS: 0.42)], width: nil) == [
                "SENSOR       SHOWS                   AGE  QUALITY    TARE  TOPIC",
                "air          nothing yet               -  unknown       -  tele/air/SENSOR",
                "bench-scale  mass_g 99 g           0.4 s  good     12.5 g  tele/bench/SENSOR",
                "bench-scale  battery_percent 80 %  4 min  stale    12.5 g  tele/bench/SENSOR",
            ])
    }

    @Test func aWeighingSaysWhatWasBookedAndFromWhere() throws {
        let byScale = try LotCommand.Weigh.parse(["10", "--scale", "bench-scale"])
        #expect(
            byScale.words(before: 120, after: 99, shown: bench(ageS: 0.42))
                == "lot-10: 99 g booked from bench-scale (reading 0.4 s old); the book had 120 g")
        #expect(
            byScale.words(before: 120, after: 99, shown: bench(ageS: nil))
                == "lot-10: 99 g booked from bench-scale; the book had 120 g")
        let byHand = try LotCommand.Weigh.parse(["10", "--net", "99"])
        #expect(byHand.words(before: 120, after: 99, shown: nil) == "lot-10: 99 g booked; the book had 120 g")
    }

    @Test func whatHandsCollectIsToldInWords() {
        let json = #"{"byproduct_g":3,"left_g":0,"ok":true,"product_g":480.5,"product_moisture_ppm":250}"#
        #expect(
            HandsCollected(json: json)?.words == "product 480.5 g (250 ppm water), byproduct 3 g, left 0 g")
        #expect(HandsCollected(json: "{}") == nil)
    }

    @Test func theReadinessLineNamesEverybody() throws {
        let ready = VirtualFloorReady(
            machines: [.init(id: "mk3-1", port: "/tmp/mk3-1")],
            processes: [.init(id: "shred-1", host: "127.0.0.1", port: 1502)],
            scales: [.init(id: "bench", topic: "tele/bench/SENSOR")])
        #expect(
            ready.words
                == "virtual floor ready: mk3-1 at /tmp/mk3-1, shred-1 at 127.0.0.1:1502, bench at tele/bench/SENSOR")
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(ready)) as? [String: Any]
        #expect((object?["processes"] as? [[String: Any]])?.first?["port"] as? Int == 1502)
        #expect((object?["scales"] as? [[String: Any]])?.first?["topic"] as? String == "tele/bench/SENSOR")
        #expect(object?["ready"] as? Bool == true)
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

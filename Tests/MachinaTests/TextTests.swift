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
}

import FloorAPITypes
import FloorModel
import Testing

@testable import FloorAPI
@testable import FloorControl

struct MachineViewTests {
    @Test func aStateIsOnlyAFactWhileTheMachineAnswers() throws {
        var floor = SampleFloor.new()
        floor.happen(.machineStateChanged(.init(machine: SampleFloor.first, state: .execute, reason: "started")))
        var view = try #require(floor.views.machine(SampleFloor.first))
        #expect(view.state == .execute && !view.confirmed && view.link == .unknown)
        #expect(view.notTaking == "mk3-1 has not reported yet, its state is unknown")

        floor.connect(SampleFloor.first)
        view = try #require(floor.views.machine(SampleFloor.first))
        #expect(view.confirmed && view.firmware == "Marlin 2.1")

        floor.observe(SampleFloor.first) { $0.link = .disconnected(Fault(.linkLost, detail: "no answer for 10 s")) }
        view = try #require(floor.views.machine(SampleFloor.first))
        #expect(!view.confirmed && view.link == .disconnected && view.linkFault == "no answer for 10 s")
    }

    @Test func signalsCarryUnitAgeAndAnHonestQuality() throws {
        var floor = SampleFloor.ready()
        floor.observe(SampleFloor.first) {
            $0.signals = [SignalReading(name: "nozzle", value: 205.10000001, unit: .celsius)]
            $0.signalsAt = MonotonicTime(elapsed: .milliseconds(97_500))
        }
        let signal = try #require(floor.views.machine(SampleFloor.first)?.signals.first)
        #expect(
            signal == SignalView(name: "nozzle_c", value: 205.1, unit: .celsius, quality: .good, ageS: 2.5))

        floor.observe(SampleFloor.first) { $0.link = .disconnected(Fault(.linkLost, detail: "gone")) }
        let lost = try #require(floor.views.machine(SampleFloor.first)?.signals.first)
        #expect(lost.quality == .stale)
    }

    @Test func progressBelongsToTheOperationThatRuns() throws {
        var floor = SampleFloor.ready()
        floor.happen(SampleFloor.job(1))
        floor.happen(SampleFloor.started(1, SampleFloor.first))
        floor.observe(SampleFloor.first) {
            $0.progress = PrintProgress(operation: OperationID(number: 1), acknowledgedLine: 333, lines: 1_000)
        }
        var view = try #require(floor.views.machine(SampleFloor.first))
        #expect(view.progress == ProgressView(acknowledgedLine: 333, lines: 1_000, percent: 33.3))
        #expect(view.job == JobID(number: 1) && view.plateOccupied)

        floor.happen(.operationFinished(.init(operation: OperationID(number: 1))))
        view = try #require(floor.views.machine(SampleFloor.first))
        #expect(view.progress == nil && view.job == JobID(number: 1))
    }

    @Test func aStopThatIsNotConfirmedIsSaid() throws {
        var floor = SampleFloor.ready()
        floor.observe(SampleFloor.first) {
            $0.pendingSafing = PendingSafing(command: .stop, deadline: MonotonicTime(elapsed: .seconds(105)))
        }
        var view = try #require(floor.views.machine(SampleFloor.first))
        #expect(view.stopRequested && !view.notSafe)

        let fault = Fault(.notSafe, machine: SampleFloor.first, detail: "heaters not confirmed off")
        floor.happen(.alarmRaised(.init(alarm: AlarmID(number: 1), fault: fault)))
        view = try #require(floor.views.machine(SampleFloor.first))
        #expect(view.notSafe)
        #expect(floor.views.machine(SampleFloor.second)?.notSafe == false)
        let alarm = try #require(floor.views.alarms.first)
        #expect(alarm.code == 1003 && alarm.name == "not_safe" && alarm.active && !alarm.acknowledged)
    }

    @Test func anIdleMachineSaysNothingAgainstTheNextJob() {
        let views = SampleFloor.ready().views
        #expect(views.machines.map(\.notTaking) == [nil, nil])
        #expect(views.machine(MachineID("mk3-9")) == nil)
    }

    @Test(arguments: [
        (PromptKind.machineReady, "somebody has to say that mk3-1 is free and safe to use (prompt-1)"),
        (.interrupted, "somebody has to clear the plate of mk3-1 (prompt-1)"),
        (.plateClear, "somebody has to clear the plate of mk3-1 (prompt-1)"),
        (.machineAsks, "mk3-1 itself asks for somebody (prompt-1)"),
        (.collectOutput, "somebody has to take out what mk3-1 made (prompt-1)"),
        (.emptyMachine, "somebody has to empty mk3-1 (prompt-1)"),
        (.clearFault, "somebody has to mend mk3-1 (prompt-1)"),
    ])
    func aStandingQuestionBlocksTheMachine(_ kind: PromptKind, _ reason: String) {
        var floor = SampleFloor.ready()
        floor.happen(SampleFloor.prompt(1, kind, SampleFloor.first))
        #expect(floor.views.machine(SampleFloor.first)?.notTaking == reason)
        #expect(floor.views.machine(SampleFloor.second)?.notTaking == nil)
    }
}

internal import FloorModel
internal import Foundation

/// The types of event in the journal, by the name that is written there.
enum EventKind: String, CaseIterable {
    case daemonStarted = "daemon_started"
    case machineAdded = "machine_added"
    case machineRemoved = "machine_removed"
    case machineStateChanged = "machine_state_changed"
    case jobAccepted = "job_accepted"
    case jobHeld = "job_held"
    case jobReleased = "job_released"
    case jobCancelled = "job_cancelled"
    case jobReprinted = "job_reprinted"
    case planAdopted = "plan_adopted"
    case operationStarted = "operation_started"
    case operationFinished = "operation_finished"
    case operationInterrupted = "operation_interrupted"
    case operationEnded = "operation_ended"
    case plateCleared = "plate_cleared"
    case lotReceived = "lot_received"
    case lotMounted = "lot_mounted"
    case filamentConsumed = "filament_consumed"
    case promptRaised = "prompt_raised"
    case promptAnswered = "prompt_answered"
    case promptWithdrawn = "prompt_withdrawn"
    case alarmRaised = "alarm_raised"
    case alarmCleared = "alarm_cleared"
    case alarmAcknowledged = "alarm_acknowledged"

    init(of event: FloorEvent) {
        self =
            switch event {
            case .daemonStarted: .daemonStarted
            case .machineAdded: .machineAdded
            case .machineRemoved: .machineRemoved
            case .machineStateChanged: .machineStateChanged
            case .jobAccepted: .jobAccepted
            case .jobHeld: .jobHeld
            case .jobReleased: .jobReleased
            case .jobCancelled: .jobCancelled
            case .jobReprinted: .jobReprinted
            case .planAdopted: .planAdopted
            case .operationStarted: .operationStarted
            case .operationFinished: .operationFinished
            case .operationInterrupted: .operationInterrupted
            case .operationEnded: .operationEnded
            case .plateCleared: .plateCleared
            case .lotReceived: .lotReceived
            case .lotMounted: .lotMounted
            case .filamentConsumed: .filamentConsumed
            case .promptRaised: .promptRaised
            case .promptAnswered: .promptAnswered
            case .promptWithdrawn: .promptWithdrawn
            case .alarmRaised: .alarmRaised
            case .alarmCleared: .alarmCleared
            case .alarmAcknowledged: .alarmAcknowledged
            }
    }

    func decode(_ body: Data, with decoder: JSONDecoder) throws -> FloorEvent {
        switch self {
        case .daemonStarted: .daemonStarted(try decoder.decode(DaemonStarted.self, from: body))
        case .machineAdded: .machineAdded(try decoder.decode(MachineAdded.self, from: body))
        case .machineRemoved: .machineRemoved(try decoder.decode(MachineRemoved.self, from: body))
        case .machineStateChanged: .machineStateChanged(try decoder.decode(MachineStateChanged.self, from: body))
        case .jobAccepted: .jobAccepted(try decoder.decode(JobAccepted.self, from: body))
        case .jobHeld: .jobHeld(try decoder.decode(JobChanged.self, from: body))
        case .jobReleased: .jobReleased(try decoder.decode(JobChanged.self, from: body))
        case .jobCancelled: .jobCancelled(try decoder.decode(JobChanged.self, from: body))
        case .jobReprinted: .jobReprinted(try decoder.decode(JobReprinted.self, from: body))
        case .planAdopted: .planAdopted(try decoder.decode(PlanAdopted.self, from: body))
        case .operationStarted: .operationStarted(try decoder.decode(OperationStarted.self, from: body))
        case .operationFinished: .operationFinished(try decoder.decode(OperationFinished.self, from: body))
        case .operationInterrupted: .operationInterrupted(try decoder.decode(OperationInterrupted.self, from: body))
        case .operationEnded: .operationEnded(try decoder.decode(OperationEnded.self, from: body))
        case .plateCleared: .plateCleared(try decoder.decode(PlateCleared.self, from: body))
        case .lotReceived: .lotReceived(try decoder.decode(LotReceived.self, from: body))
        case .lotMounted: .lotMounted(try decoder.decode(LotMounted.self, from: body))
        case .filamentConsumed: .filamentConsumed(try decoder.decode(FilamentConsumed.self, from: body))
        case .promptRaised: .promptRaised(try decoder.decode(PromptRaised.self, from: body))
        case .promptAnswered: .promptAnswered(try decoder.decode(PromptAnswered.self, from: body))
        case .promptWithdrawn: .promptWithdrawn(try decoder.decode(PromptWithdrawn.self, from: body))
        case .alarmRaised: .alarmRaised(try decoder.decode(AlarmRaised.self, from: body))
        case .alarmCleared: .alarmCleared(try decoder.decode(AlarmCleared.self, from: body))
        case .alarmAcknowledged: .alarmAcknowledged(try decoder.decode(AlarmAcknowledged.self, from: body))
        }
    }
}

extension FloorEvent {
    /// What is written as the row's body.
    var payload: any Encodable {
        switch self {
        case .daemonStarted(let payload): payload
        case .machineAdded(let payload): payload
        case .machineRemoved(let payload): payload
        case .machineStateChanged(let payload): payload
        case .jobAccepted(let payload): payload
        case .jobHeld(let payload): payload
        case .jobReleased(let payload): payload
        case .jobCancelled(let payload): payload
        case .jobReprinted(let payload): payload
        case .planAdopted(let payload): payload
        case .operationStarted(let payload): payload
        case .operationFinished(let payload): payload
        case .operationInterrupted(let payload): payload
        case .operationEnded(let payload): payload
        case .plateCleared(let payload): payload
        case .lotReceived(let payload): payload
        case .lotMounted(let payload): payload
        case .filamentConsumed(let payload): payload
        case .promptRaised(let payload): payload
        case .promptAnswered(let payload): payload
        case .promptWithdrawn(let payload): payload
        case .alarmRaised(let payload): payload
        case .alarmCleared(let payload): payload
        case .alarmAcknowledged(let payload): payload
        }
    }
}

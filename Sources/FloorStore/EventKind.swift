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

    /// Reads a JSON array of payloads: starting a decoder costs more than most payloads do.
    func decodeAll(_ bodies: Data, with decoder: JSONDecoder) throws -> [FloorEvent] {
        func read<Payload: Decodable>(_ event: (Payload) -> FloorEvent) throws -> [FloorEvent] {
            try decoder.decode([Payload].self, from: bodies).map(event)
        }
        return switch self {
        case .daemonStarted: try read(FloorEvent.daemonStarted)
        case .machineAdded: try read(FloorEvent.machineAdded)
        case .machineRemoved: try read(FloorEvent.machineRemoved)
        case .machineStateChanged: try read(FloorEvent.machineStateChanged)
        case .jobAccepted: try read(FloorEvent.jobAccepted)
        case .jobHeld: try read(FloorEvent.jobHeld)
        case .jobReleased: try read(FloorEvent.jobReleased)
        case .jobCancelled: try read(FloorEvent.jobCancelled)
        case .jobReprinted: try read(FloorEvent.jobReprinted)
        case .planAdopted: try read(FloorEvent.planAdopted)
        case .operationStarted: try read(FloorEvent.operationStarted)
        case .operationFinished: try read(FloorEvent.operationFinished)
        case .operationInterrupted: try read(FloorEvent.operationInterrupted)
        case .operationEnded: try read(FloorEvent.operationEnded)
        case .plateCleared: try read(FloorEvent.plateCleared)
        case .lotReceived: try read(FloorEvent.lotReceived)
        case .lotMounted: try read(FloorEvent.lotMounted)
        case .filamentConsumed: try read(FloorEvent.filamentConsumed)
        case .promptRaised: try read(FloorEvent.promptRaised)
        case .promptAnswered: try read(FloorEvent.promptAnswered)
        case .promptWithdrawn: try read(FloorEvent.promptWithdrawn)
        case .alarmRaised: try read(FloorEvent.alarmRaised)
        case .alarmCleared: try read(FloorEvent.alarmCleared)
        case .alarmAcknowledged: try read(FloorEvent.alarmAcknowledged)
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

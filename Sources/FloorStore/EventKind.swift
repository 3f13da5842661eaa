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
    case lotProduced = "lot_produced"
    case lotWeighed = "lot_weighed"
    case lotMoved = "lot_moved"
    case materialMoved = "material_moved"
    case filamentConsumed = "filament_consumed"
    case machineModeChanged = "machine_mode_changed"
    case routeAdopted = "route_adopted"
    case routeAbandoned = "route_abandoned"
    case hopperLoaded = "hopper_loaded"
    case processStarted = "process_started"
    case phaseStarted = "phase_started"
    case phaseEnded = "phase_ended"
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
            case .lotProduced: .lotProduced
            case .lotWeighed: .lotWeighed
            case .lotMoved: .lotMoved
            case .materialMoved: .materialMoved
            case .filamentConsumed: .filamentConsumed
            case .machineModeChanged: .machineModeChanged
            case .routeAdopted: .routeAdopted
            case .routeAbandoned: .routeAbandoned
            case .hopperLoaded: .hopperLoaded
            case .processStarted: .processStarted
            case .phaseStarted: .phaseStarted
            case .phaseEnded: .phaseEnded
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
        func read<Payload: Decodable>(_ event: (Payload) throws -> FloorEvent) throws -> [FloorEvent] {
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
        case .lotProduced: try read(FloorEvent.lotProduced)
        case .lotWeighed: try read(FloorEvent.lotWeighed)
        case .lotMoved: try read(FloorEvent.lotMoved)
        case .materialMoved: try read(FloorEvent.materialMoved)
        case .filamentConsumed: try read(FloorEvent.filamentConsumed)
        case .machineModeChanged: try read(FloorEvent.machineModeChanged)
        case .routeAdopted: try read(FloorEvent.routeAdopted)
        case .routeAbandoned: try read(FloorEvent.routeAbandoned)
        case .hopperLoaded: try read(FloorEvent.hopperLoaded)
        case .processStarted: try read { (record: ProcessStartedRecord) in .processStarted(try record.event) }
        case .phaseStarted: try read(FloorEvent.phaseStarted)
        case .phaseEnded: try read(FloorEvent.phaseEnded)
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
        case .lotProduced(let payload): payload
        case .lotWeighed(let payload): payload
        case .lotMoved(let payload): payload
        case .materialMoved(let payload): payload
        case .filamentConsumed(let payload): payload
        case .machineModeChanged(let payload): payload
        case .routeAdopted(let payload): payload
        case .routeAbandoned(let payload): payload
        case .hopperLoaded(let payload): payload
        case .processStarted(let payload): ProcessStartedRecord(payload)
        case .phaseStarted(let payload): payload
        case .phaseEnded(let payload): payload
        case .promptRaised(let payload): payload
        case .promptAnswered(let payload): payload
        case .promptWithdrawn(let payload): payload
        case .alarmRaised(let payload): payload
        case .alarmCleared(let payload): payload
        case .alarmAcknowledged(let payload): payload
        }
    }
}

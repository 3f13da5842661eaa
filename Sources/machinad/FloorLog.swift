internal import FloorControl
internal import FloorModel
internal import Logging

/// What of the journal belongs into the daemon's log too: alarms, and machines that leave or lose their work.
enum FloorLog {
    static func note(_ events: [JournalledEvent], _ logger: Logger) {
        for event in events {
            switch event.event {
            case .alarmRaised(let raised):
                let machine = raised.fault.machine.map { " on \($0)" } ?? ""
                logger.warning(
                    "\(raised.fault.code.name)\(machine): \(raised.fault.detail)",
                    metadata: ["alarm": "\(raised.alarm)"])
            case .alarmCleared(let cleared): logger.info("alarm over", metadata: ["alarm": "\(cleared.alarm)"])
            case .machineStateChanged(let changed) where isTold(changed.state):
                logger.notice("\(changed.machine) is \(changed.state.rawValue): \(changed.reason)")
            case .operationInterrupted(let cut):
                logger.warning("\(cut.operation) was cut off: \(cut.reason)")
            default: break
            }
        }
    }

    private static func isTold(_ state: PackMLState) -> Bool {
        switch state {
        case .stopping, .aborting, .aborted, .holding, .held: true
        default: false
        }
    }
}

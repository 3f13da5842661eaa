public import FloorAPITypes
internal import FloorControl
internal import FloorModel

extension FloorViews {
    /// Oldest first.
    public var alarms: [AlarmView] {
        state.alarms.map { alarm in
            let code = alarm.fault.code
            return AlarmView(
                id: alarm.id, code: code.rawValue, name: code.name, machine: alarm.fault.machine,
                meaning: code.meaning, remedy: code.remedy, detail: alarm.fault.detail, active: alarm.isActive,
                acknowledged: alarm.acknowledgedBy != nil, raisedAt: UTCTime(alarm.raisedAt))
        }
    }
}

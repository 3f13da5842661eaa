public import FloorAPITypes
internal import FloorControl
internal import FloorModel

extension FloorViews {
    /// - Parameter version: the daemon's.
    public func status(version: String, chain: ChainView? = nil) -> StatusView {
        StatusView(
            site: floor.description.site.id, virtual: floor.description.site.isVirtual, version: version,
            at: UTCTime(moment.wallClock), journalFault: floor.observations.journalFault?.detail,
            openJobs: openJobCounts, machines: machines, prompts: prompts, alarms: alarms,
            chain: chain)
    }

    public var health: HealthView {
        guard let fault = floor.observations.journalFault else { return HealthView(status: "ok") }
        return HealthView(status: "degraded", detail: "the journal cannot be written: \(fault.detail)")
    }

    var openJobCounts: OpenJobCounts {
        var counts = OpenJobCounts()
        for job in state.openJobs.compactMap({ state.jobs[$0] }) {
            switch job.state {
            case .queued: counts.queued += 1
            case .onHold: counts.onHold += 1
            case .running: counts.running += 1
            case .interrupted: counts.interrupted += 1
            case .completed, .failed, .cancelled: break
            }
        }
        return counts
    }
}

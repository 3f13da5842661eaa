public import FloorAPITypes
internal import FloorControl
internal import FloorModel

extension FloorViews {
    public var plan: PlanView { PlanView(entries: planEntries, unplanned: unplanned) }

    private var planEntries: [PlanEntryView] {
        floor.description.machines.flatMap { machine in entries(of: machine.id) }
    }

    private func entries(of machine: MachineID) -> [PlanEntryView] {
        var spool = state.machine(machine)?.spool
        var entries: [PlanEntryView] = []
        for assignment in state.plan where assignment.machine == machine {
            guard let operation = state.operations[assignment.operation] else { continue }
            entries.append(
                PlanEntryView(
                    machine: machine, position: entries.count + 1, operation: operation.id, job: operation.job,
                    copy: operation.copy, lot: assignment.lot, needsMounting: spool != assignment.lot))
            spool = assignment.lot
        }
        return entries
    }

    private var unplanned: [UnplannedView] {
        state.openJobs.compactMap { id in
            guard let job = state.jobs[id] else { return nil }
            let copies = state.operations(of: job).count { $0.state == .pending && $0.machine == nil }
            guard copies > 0, let reason = waitingReason(of: job) else { return nil }
            return UnplannedView(job: id, copies: copies, waitingFor: reason)
        }
    }
}

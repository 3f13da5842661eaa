internal import FloorAPITypes
public import FloorControl
public import FloorModel

/// The floor as the API shows it: pure functions of a committed floor and the present moment.
public struct FloorViews: Sendable {
    let floor: Floor
    let moment: Moment
    /// Without what people wrote in their own words; for those who need not know whose shelf it is.
    let isPublic: Bool

    public init(_ floor: Floor, at moment: Moment, isPublic: Bool = false) {
        self.floor = floor
        self.moment = moment
        self.isPublic = isPublic
    }

    var state: FloorState { floor.state }

    /// The operation that the machine runs or still has on its plate, with its job.
    func work(on machine: MachineState) -> (operation: Operation, job: Job)? {
        guard let operation = machine.operation.flatMap({ state.operations[$0] }), let job = state.jobs[operation.job]
        else { return nil }
        return (operation, job)
    }
}

extension PrintProgress {
    var view: ProgressView {
        let share = lines > 0 ? Double(acknowledgedLine) / Double(lines) : 0
        return ProgressView(
            acknowledgedLine: acknowledgedLine, lines: lines, percent: (min(1, max(0, share)) * 1000).rounded() / 10)
    }
}

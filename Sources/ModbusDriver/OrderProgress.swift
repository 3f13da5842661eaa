internal import FloorModel
internal import RegisterMap

/// An order on its way: its writes one after the other, each seen before the next.
struct OrderProgress {
    enum Step: Equatable {
        /// To be sent from this time on; why the attempt before did not go through.
        case send(from: MonotonicTime, failure: String?)
        /// Echoed at this time; what was asked for since then must show it.
        case confirm(since: MonotonicTime)
    }

    /// What one write asks of the machine.
    struct Current {
        let write: PointWrite
        let request: ModbusRequest
        let module: Int
        /// The point that must show the value, and whether the file names it.
        let readBack: (point: Int, isNamed: Bool)?
        let conditions: [Condition]
        /// Until when it must be confirmed.
        let deadline: MonotonicTime
    }

    let number: Int
    private(set) var remaining: ArraySlice<PointWrite>
    var current: Current?
    var step: Step

    init(_ writes: [PointWrite], number: Int, at now: MonotonicTime) {
        self.number = number
        remaining = writes[...]
        step = .send(from: now, failure: nil)
    }

    mutating func takeNext() -> PointWrite? { remaining.popFirst() }
}

extension PointDescription {
    /// What must be seen after `value` was written, as the machine's file says.
    func conditions(after value: Double) -> [Condition] {
        confirmations.filter { $0.value == value }.map(\.condition)
    }

    /// Name of the point that must show what was written; nil: conditions alone confirm it, or the echo does.
    ///
    /// Without a named one it is the point itself, unless it is never polled and has confirmations: then it is a
    /// register that cannot be read.
    var readBackPoint: (name: String, isNamed: Bool)? {
        if let readBack { return (readBack, true) }
        return poll != .none || confirmations.isEmpty ? (name, false) : nil
    }
}

internal import FloorModel
internal import RegisterMap

/// Which of several transactions goes next on a line; the smallest first, the oldest of equals.
enum LinePriority: Int, Comparable {
    case safing
    /// A safing write to a module that did not answer lately: its time-out must not delay the others.
    case safingUnanswered
    /// A write of an order, the first look at what a write has done, and any poll that is long overdue.
    case write
    case fast
    case slow

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A transaction that a session asks its line for.
struct Wanted: Equatable {
    enum Purpose: Equatable {
        case read(item: Int)
        /// A write of the safing sequence with this number, in its present pass.
        case safing(sequence: Int, write: Int)
        case order(number: Int)
    }

    var request: ModbusRequest
    /// Of the session.
    var module: Int
    /// How long the module may take to answer.
    var timeout: Duration
    var priority: LinePriority
    /// Since when it is due.
    var due: MonotonicTime
    /// The pause that the module needs ends here.
    var notBefore: MonotonicTime
    var purpose: Purpose

    /// Whether it goes first.
    func precedes(_ other: Wanted) -> Bool {
        (priority, due) < (other.priority, other.due)
    }

    /// Nothing else may take the line while it waits for the end of a pause.
    var isSafing: Bool { priority <= .safingUnanswered }
}

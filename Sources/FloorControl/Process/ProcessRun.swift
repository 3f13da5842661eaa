public import FloorModel

/// What a process machine is doing on behalf of the floor. Not journalled: after a start nothing runs.
public struct ProcessRun: Hashable, Sendable {
    /// nil while a person works it by hand.
    public internal(set) var operation: OperationID?
    /// The recipe as it was when the operation began.
    var recipe: Recipe?
    var index = 0
    var phase: RunningPhase?
    /// Drives and heaters that were told to be on, in order of name.
    public internal(set) var on: [String] = []
    /// Since when each interlock that guards something that is on has been violated, in the file's order.
    var violatedSince: [MonotonicTime?]
    /// The machine has confirmed the latest halt.
    var isHalted = false
    var heldSince: MonotonicTime?
    /// The drive that turns by hand, and until when.
    var jog: (drive: String, until: MonotonicTime)? {
        get { jogged.flatMap { drive in joggedUntil.map { (drive, $0) } } }
        set { (jogged, joggedUntil) = (newValue?.drive, newValue?.until) }
    }
    private var jogged: String?
    private var joggedUntil: MonotonicTime?
    /// The last command by hand.
    var handledAt: MonotonicTime?

    init(operation: OperationID?, recipe: Recipe?, interlocks: Int) {
        self.operation = operation
        self.recipe = recipe
        violatedSince = Array(repeating: nil, count: interlocks)
    }

    /// Remembers what these writes switch on and off.
    mutating func note(_ writes: [PointWrite], on machine: ProcessMachineDescription) {
        for write in writes {
            for drive in machine.drives where drive.command == write.point {
                set(drive.name, isOn: write.value != drive.stop)
            }
            for heater in machine.heaters where heater.setpoint == write.point {
                set(heater.name, isOn: write.value > 0)
            }
            for heater in machine.heaters where heater.contactor == write.point && write.value == 0 {
                set(heater.name, isOn: false)
            }
        }
    }

    private mutating func set(_ element: String, isOn: Bool) {
        on.removeAll { $0 == element }
        guard isOn else { return }
        on.insert(element, at: on.firstIndex { element < $0 } ?? on.endIndex)
    }
}

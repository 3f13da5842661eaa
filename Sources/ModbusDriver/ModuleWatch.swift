internal import FloorModel
internal import RegisterMap

/// One module of a machine: whether it answers, and when it is asked again if it does not.
///
/// From the second silence in a row on it is probed after half a second, then at doubling intervals up to five: every
/// probe of a dead module costs all others of the line its time-out. While it owes a reply that may still come late it
/// is not read, so that no read has to sit a quarantine out while a stop waits.
struct ModuleWatch {
    let description: ModuleDescription
    let unit: Int
    private(set) var silences = 0
    /// When it last answered, an exception included.
    private(set) var answeredAt: MonotonicTime?
    /// It needs a pause until then.
    private(set) var readyAt = MonotonicTime(elapsed: .zero)
    /// A reply that it owes may come until then.
    private var owesUntil = MonotonicTime(elapsed: .zero)
    /// While it is backed off: not read before.
    private(set) var probeAt = MonotonicTime(elapsed: .zero)

    private static let firstProbe = Duration.milliseconds(500)
    private static let longestProbe = Duration.seconds(5)

    private let lateBound: Duration

    init(_ description: ModuleDescription, unit: Int, lateBound: Duration) {
        self.description = description
        self.unit = unit
        self.lateBound = lateBound
    }

    var isSilent: Bool { silences > 0 }
    var isBackedOff: Bool { silences > 1 }
    /// When it may be read.
    var readableAt: MonotonicTime { max(readyAt, owesUntil) }
    /// `drive (unit 1)`
    var name: String { "\(description.name) (unit \(unit))" }

    func hasAnswered(since time: MonotonicTime) -> Bool { answeredAt.map { $0 >= time } ?? false }

    /// The line was opened: nothing is known.
    mutating func reset() {
        silences = 0
        answeredAt = nil
        probeAt = MonotonicTime(elapsed: .zero)
    }

    mutating func probe(at now: MonotonicTime) { probeAt = min(probeAt, now) }

    mutating func take(_ result: Result<ModbusReply, TransactionFailure>, at now: MonotonicTime) {
        readyAt = now + description.gap
        switch result {
        // Exceptions 10 and 11 are a gateway's: its device is not there (V1.1b3, 7).
        case .success(.exception(10)), .success(.exception(11)), .failure: silent(at: now)
        case .success:
            silences = 0
            answeredAt = now
        }
    }

    private mutating func silent(at now: MonotonicTime) {
        silences = min(silences + 1, 16)
        owesUntil = now + lateBound
        guard isBackedOff else { return }
        probeAt = now + min(Self.firstProbe * (1 << min(silences - 2, 4)), Self.longestProbe)
    }
}

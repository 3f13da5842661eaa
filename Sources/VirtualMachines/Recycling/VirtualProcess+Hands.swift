public import FloorModel

/// Why hands or a fault are refused at a virtual machine.
public struct VirtualProcessRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public var what: String
    /// What to do instead.
    public var remedy: String

    /// `what; remedy`.
    public var description: String { "\(what); \(remedy)" }
}

extension VirtualProcess {
    /// Pours `mass` into the hopper, of which so many millionths are water; refused beyond the hopper's capacity.
    public mutating func load(
        _ mass: Milligrams, moisturePPM: Int = 0, at time: MonotonicTime
    ) throws(VirtualProcessRefusal) {
        advance(to: time)
        let free = configuration.kind.hopperCapacity - machine.hopper.mass
        guard mass > .zero, mass.count <= free else {
            throw VirtualProcessRefusal(
                what: "\(mass) do not go into the \(configuration.kind.rawValue)'s hopper",
                remedy: "load more than 0 and at most \(Milligrams(free))")
        }
        guard 0...200_000 ~= moisturePPM else {
            throw VirtualProcessRefusal(what: "\(moisturePPM) ppm of moisture make no sense", remedy: "use 0 to 200000")
        }
        machine.load(Parcel(mass: mass.count, moisturePPM: moisturePPM))
    }

    /// Takes everything out and says what was where; refused while a shaft turns.
    public mutating func collect(at time: MonotonicTime) throws(VirtualProcessRefusal) -> VirtualCollection {
        advance(to: time)
        guard !machine.isDangerous else {
            throw VirtualProcessRefusal(
                what: "the \(configuration.kind.rawValue) turns", remedy: "stop it before reaching in")
        }
        return machine.collect()
    }

    /// Lid of the shredder, door of the dryer, guard of the extruder; ends a `lid` fault.
    public mutating func setLid(isOpen: Bool, at time: MonotonicTime) {
        advance(to: time)
        surroundings.faults.close(.lid)
        surroundings.isGuardOpen = isOpen
    }

    /// Presses or releases the emergency stop; ends an `emergency-stop` fault.
    public mutating func setEmergencyStop(
        isPressed: Bool, at time: MonotonicTime
    ) throws(VirtualProcessRefusal) {
        advance(to: time)
        guard VirtualFaultKind.emergencyStop.strikes(configuration.kind) else { throw Self.noEmergencyStop }
        surroundings.faults.close(.emergencyStop)
        surroundings.isEmergencyStopped = isPressed
    }

    private static let noEmergencyStop = VirtualProcessRefusal(
        what: "the dryer has no emergency stop in its circuit", remedy: "press that of a shredder or an extruder")

    /// Pulls out what holds the shafts; refused while they are driven.
    public mutating func clearJam(at time: MonotonicTime) throws(VirtualProcessRefusal) {
        advance(to: time)
        guard VirtualFaultKind.jam.strikes(configuration.kind) else {
            throw VirtualProcessRefusal(
                what: "\(configuration.kind.withArticle) does not jam", remedy: "clear that of a shredder")
        }
        guard !machine.isDangerous else {
            throw VirtualProcessRefusal(what: "the shredder turns", remedy: "stop it before reaching in")
        }
        machine.clearJam()
    }

    /// Makes `kind` happen at `time`, for `duration` or as long as the kind lasts by default.
    public mutating func inject(
        _ kind: VirtualFaultKind, for duration: Duration? = nil, at time: MonotonicTime
    ) throws(VirtualProcessRefusal) {
        advance(to: time)
        guard kind.strikes(configuration.kind) else {
            let kinds = VirtualFaultKind.allCases.filter { $0.strikes(configuration.kind) }.map(\.rawValue)
            throw VirtualProcessRefusal(
                what: "'\(kind.rawValue)' does not happen to \(configuration.kind.withArticle)",
                remedy: "use one of \(kinds.joined(separator: ", "))")
        }
        counters.faultsInjected += 1
        machine.begin(kind, &surroundings)
        if kind == .lid { surroundings.isGuardOpen = true }
        if kind == .emergencyStop { surroundings.isEmergencyStopped = true }
        guard kind.takesDuration else { return }
        let length = (duration ?? kind.defaultDuration).map { max(0, min($0.nanoseconds, 1 << 60)) }
        surroundings.faults.open(kind, until: length.map { surroundings.now + $0 } ?? .max)
    }

    /// What a fault leaves behind when its time is over.
    mutating func over(_ kind: VirtualFaultKind) {
        machine.end(kind)
        if kind == .lid { surroundings.isGuardOpen = false }
        if kind == .emergencyStop { surroundings.isEmergencyStopped = false }
    }
}

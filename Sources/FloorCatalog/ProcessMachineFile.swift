internal import FloorModel

/// The part of `machine.yaml` that a shredder, a dryer and an extruder have: modules on a bus, points in their
/// registers, what turns and heats, what must hold, and how all of it is made safe.
struct ProcessMachineFile {
    /// What the kinds of the file do.
    static let kinds: [(kind: String, process: ProcessKind)] = [
        ("shredder", .shred), ("dryer", .dry), ("extruder", .extrude),
    ]

    let process: ProcessKind
    /// Those that the floor knows; nil takes any name.
    let materials: [String]?

    private typealias Equipment = (
        modules: [ModuleDescription], points: [PointDescription], drives: [DriveDescription],
        heaters: [HeaterDescription], interlocks: [Interlock], roles: [PointRole: String],
        safe: (hold: SafeState, stop: SafeState, abort: SafeState)
    )
    private typealias Times = (hold: Duration, staleAfter: Duration, fastPoll: Duration, slowPoll: Duration)

    func read(_ reader: inout MappingReader) -> ProcessMachineDescription? {
        let names = reader.required("materials", example: "[PLA, PETG]")
            .flatMap { MachineTypeFile.names($0, known: materials) }
        let capacity = reader.required("capacity", example: "2 kg")?
            .mass(Milligrams(1000)...Milligrams(10_000_000_000), example: "2 kg")
        let times = times(&reader)
        let equipment = equipment(&reader)
        guard let names, let capacity, let times, let equipment else { return nil }
        return ProcessMachineDescription(
            process: process, materials: names, capacity: capacity, modules: equipment.modules,
            points: equipment.points, drives: equipment.drives, heaters: equipment.heaters,
            interlocks: equipment.interlocks, roles: equipment.roles, hold: equipment.safe.hold,
            stop: equipment.safe.stop, abort: equipment.safe.abort, maximumHold: times.hold,
            staleAfter: times.staleAfter, fastPoll: times.fastPoll, slowPoll: times.slowPoll)
    }

    private func times(_ reader: inout MappingReader) -> Times? {
        let fast = reader.required("fast_poll", example: "100ms")?
            .duration(.milliseconds(20)...(.seconds(10)), example: "100ms")
        let slow = reader.required("slow_poll", example: "2s")?
            .duration(.milliseconds(100)...(.seconds(600)), example: "2s")
        let staleValue = reader.required("stale_after", example: "500ms")
        let stale = staleValue?.duration(.milliseconds(100)...(.seconds(60)), example: "500ms")
        let hold = reader.required("max_hold", example: "30min")?
            .duration(.seconds(1)...(.seconds(86_400)), example: "30min")
        guard let fast, let slow, let staleValue, let stale, let hold else { return nil }
        guard stale >= fast * 3 else {
            staleValue.refuse(
                "is shorter than three fast polls", remedy: "use at least \(fast * 3), or a shorter fast_poll")
            return nil
        }
        return (hold, stale, fast, slow)
    }

    /// Each section needs the names of the ones before it; without them the rest says nothing new.
    private func equipment(_ reader: inout MappingReader) -> Equipment? {
        let modules = reader.required("modules", example: "{drive: {title: Delta MS300}}").flatMap(ModulesSection.read)
        let pointsValue = reader.required("points", example: "{lid_closed: {module: safety, discrete: 1}}")
        guard let modules, let points = pointsValue.flatMap({ PointsSection(modules: modules).read($0) }) else {
            reader.passOverRest()
            return nil
        }
        let drives = reader.optional("drives").map { DrivesSection(points: points).read($0) } ?? NameTable("drive")
        let section = HeatersSection(points: points, driveNames: drives?.written ?? [])
        let heaters = reader.optional("heaters").map(section.read) ?? NameTable("heater")
        let roles = reader.optional("roles").map(RolesSection(points: points).read) ?? [:]
        guard let drives, let heaters else {
            reader.passOverRest()
            return nil
        }
        let safety = safety(&reader, points, drives, heaters)
        if drives.written.isEmpty && heaters.written.isEmpty {
            reader.refuse("has neither drives nor heaters", remedy: "add drives:, heaters: or both")
        }
        guard !modules.hasWrongEntries, !points.hasWrongEntries, !drives.hasWrongEntries, !heaters.hasWrongEntries,
            let roles, let safety
        else { return nil }
        return (
            modules.values, points.values, drives.values, heaters.values, safety.interlocks, roles, safety.safe
        )
    }

    private func safety(
        _ reader: inout MappingReader, _ points: NameTable<PointDescription>, _ drives: NameTable<DriveDescription>,
        _ heaters: NameTable<HeaterDescription>
    ) -> (interlocks: [Interlock], safe: (hold: SafeState, stop: SafeState, abort: SafeState))? {
        let value = reader.required("interlocks", example: "[{name: lid closed, …}]")
        let interlocks = value.flatMap(
            InterlocksSection(points: points, guarded: drives.written + heaters.written).read)
        if let value, let interlocks {
            RequiredInterlocks(process: process, points: points, drives: drives.written, heaters: heaters.values)
                .check(interlocks.map(\.interlock), at: value)
        }
        let safe = reader.required("safe", example: "{hold: …, stop: …, abort: …}").flatMap(
            SafeStatesSection(
                points: points, drives: drives.values, heaters: heaters.values, interlocks: interlocks ?? []
            ).read)
        guard let interlocks, let safe else { return nil }
        return (interlocks.map(\.interlock), safe)
    }
}

/// `roles: {melt_pressure: melt_pressure}`: which point is what phases look at.
struct RolesSection {
    let points: NameTable<PointDescription>

    func read(_ value: YAMLValue) -> [PointRole: String]? {
        value.mapping { (reader: inout MappingReader) -> [PointRole: String]? in
            var roles: [PointRole: String] = [:]
            for role in PointRole.allCases {
                guard let value = reader.optional(role.rawValue) else { continue }
                let point =
                    role == .spoolLengthReset
                    ? value.writablePoint(points) : value.polledPoint(points, .any, unit: role.unit)
                roles[role] = point?.name
            }
            return roles
        }
    }
}

extension PointRole {
    /// What a point with this role must be in.
    var unit: SignalUnit {
        switch self {
        case .dewPoint: .celsius
        case .hopperLevel: .percent
        case .meltPressure: .bar
        case .filamentDiameter: .millimetre
        case .spoolLength: .metre
        case .power: .watt
        case .energy: .kilowattHour
        case .hopperFilled, .spoolLengthReset: .none
        }
    }
}

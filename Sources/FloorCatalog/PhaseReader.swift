internal import FloorModel

/// One entry of a recipe's `procedure:`, `{phase: dwell, name: dry, zones: {air: 65 °C}, …}`: the kind is Swift, the
/// rest are its parameters.
struct PhaseReader {
    /// The whole entry.
    let value: YAMLValue
    let needs: RecipeNeeds

    static let kinds = ["heat_and_soak", "run_with_jam_guard", "dwell", "purge", "control_diameter", "cool_down"]
    /// The longest that a phase may take.
    static let longest = Duration.seconds(7 * 86_400)

    func read(_ reader: inout MappingReader) -> Phase? {
        let kind = reader.required("phase", example: "heat_and_soak")?.choice(of: Self.kinds)
        let name = reader.required("name", example: "heat up")?.text(limit: 60)
        let phase: PhaseKind?
        switch kind {
        case "heat_and_soak": phase = heatAndSoak(&reader).map(PhaseKind.heatAndSoak)
        case "run_with_jam_guard": phase = runWithJamGuard(&reader).map(PhaseKind.runWithJamGuard)
        case "dwell": phase = dwell(&reader).map(PhaseKind.dwell)
        case "purge": phase = purge(&reader).map(PhaseKind.purge)
        case "control_diameter": phase = controlDiameter(&reader).map(PhaseKind.controlDiameter)
        case "cool_down": phase = coolDown(&reader).map(PhaseKind.coolDown)
        default:
            reader.passOverRest()
            phase = nil
        }
        guard let name, let phase else { return nil }
        return Phase(name: name, kind: phase)
    }

    private func heatAndSoak(_ reader: inout MappingReader) -> HeatAndSoak? {
        let targets = zones(&reader)
        let tolerance = reader.required("tolerance", example: "5 K")?.kelvin(Limits(0.5, 50), example: "5 K")
        let soak = time("soak", &reader, example: "10min")
        let running = run(&reader)
        let timeout = timeout(&reader, after: soak, "soak", example: "45min")
        guard let targets, let tolerance, let soak, let running, let timeout else { return nil }
        return HeatAndSoak(
            targets: targets.map(\.target), toleranceKelvin: tolerance, soak: soak, timeout: timeout, running: running)
    }

    private func dwell(_ reader: inout MappingReader) -> Dwell? {
        let targets = zones(&reader)
        let tolerance = reader.required("tolerance", example: "5 K")?.kelvin(Limits(0.5, 50), example: "5 K")
        let running = run(&reader)
        let time = time("time", &reader, example: "4h")
        let dewPointValue = reader.optional("max_dew_point")
        let dewPoint = dewPointValue.map { $0.celsius(Limits(-80, 40), example: "-25 °C") }
        if let dewPointValue { needs.needs(.dewPoint, at: dewPointValue) }
        let timeout = timeout(&reader, after: time, "time", example: "8h")
        guard let targets, let tolerance, let running, let time, let timeout else { return nil }
        if case .some(nil) = dewPoint { return nil }
        return Dwell(
            targets: targets.map(\.target), toleranceKelvin: tolerance, running: running, time: time,
            maximumDewPointCelsius: dewPoint.flatMap { $0 }, timeout: timeout)
    }

    private func purge(_ reader: inout MappingReader) -> PurgePhase? {
        let targets = zones(&reader)
        let minimum = minimum(&reader, below: targets)
        let screw = drive("screw", &reader)
        let speed = reader.required("speed", example: "12 rpm").flatMap { self.speed($0, of: screw) }
        let time = time("time", &reader, example: "15min")
        guard let targets, let minimum, let screw, let speed, let time else { return nil }
        return PurgePhase(
            targets: targets.map(\.target), minimumCelsius: minimum, screw: screw, speed: speed, time: time)
    }

    private func controlDiameter(_ reader: inout MappingReader) -> ControlDiameter? {
        let targets = zones(&reader)
        let minimum = minimum(&reader, below: targets)
        let screw = drive("screw", &reader)
        let screwSpeed = reader.required("screw_speed", example: "12 rpm").flatMap { speed($0, of: screw) }
        let puller = drive("puller", &reader)
        let pullerSpeed = reader.required("puller_speed", example: "25 Hz").flatMap { speed($0, of: puller) }
        let diameter = reader.required("diameter", example: "1.75 mm")?
            .millimetres(Limits(1, 3.2), example: "1.75 mm")
        let tolerance = reader.required("tolerance", example: "0.05 mm")?
            .millimetres(Limits(0.005, 0.5), example: "0.05 mm")
        let lengthValue = reader.optional("max_length")
        let length = lengthValue.map { $0.measure(.metre, Limits(1, 100_000), example: "330 m") }
        needs.needs(.filamentDiameter, at: value)
        needs.needs(.hopperFilled, at: value)
        if let lengthValue {
            needs.needs(.spoolLength, at: lengthValue)
            needs.needs(.spoolLengthReset, at: lengthValue)
        }
        let runOut = time("run_out", &reader, example: "5min")
        let timeout = timeout(&reader, after: runOut, "run_out", example: "12h")
        guard let targets, let minimum, let screw, let screwSpeed, let puller, let pullerSpeed, let diameter,
            let tolerance, let runOut, let timeout
        else { return nil }
        if case .some(nil) = length { return nil }
        return ControlDiameter(
            targets: targets.map(\.target), minimumCelsius: minimum, screw: screw, screwSpeed: screwSpeed,
            puller: puller, pullerSpeed: pullerSpeed, diameterMillimetres: diameter,
            toleranceMillimetres: tolerance, maximumLengthMetres: length.flatMap { $0 }, runOut: runOut,
            timeout: timeout)
    }

    private func coolDown(_ reader: inout MappingReader) -> CoolDown? {
        let items = reader.required("heaters", example: "[air]")?.filledItems(limit: 16, example: "air")
        let heaters = items?.compactMap { item -> String? in
            let name = item.text()
            if let name { needs.needsHeater(name, nil, at: item) }
            return name
        }
        let below = reader.required("below", example: "45 °C")?.celsius(Limits(30, 300), example: "45 °C")
        let running = run(&reader)
        let timeout = timeout(&reader, after: nil, "", example: "2h")
        guard let items, let heaters, heaters.count == items.count, let below, let running, let timeout else {
            return nil
        }
        return CoolDown(heaters: heaters, belowCelsius: below, running: running, timeout: timeout)
    }

    private func runWithJamGuard(_ reader: inout MappingReader) -> RunWithJamGuard? {
        let driveValue = reader.required("drive", example: "shaft")
        let drive = driveValue.flatMap(self.drive)
        if let drive, let driveValue { needs.needsCurrent(of: drive, at: driveValue) }
        let speed = reader.optional("speed").map { self.speed($0, of: drive) }
        let short = Duration.zero...Duration.seconds(60)
        let reverseFirst = reader.required("reverse_first", example: "2s")?.duration(short, example: "2s")
        let jam = ratio("jam_current", &reader, Limits(50, 400), example: "180 %")
        let jamAfter = reader.required("jam_after", example: "500ms")?.duration(short, example: "500ms")
        let reverse = reader.required("reverse", example: "3s")?
            .duration(.milliseconds(500)...(.seconds(60)), example: "3s")
        let tries = reader.required("tries", example: "3")?.integer(1...20, example: 3)
        let idleValue = reader.required("idle_current", example: "45 %")
        let idle = idleValue?.measure(.percent, Limits(5, 200), example: "45 %").map { $0 / 100 }
        if let idle, let jam, idle >= jam {
            idleValue?.refuse("is not below jam_current", remedy: "an empty machine takes less than a jammed one")
        }
        let idleFor = time("idle_for", &reader, example: "20s")
        let timeout = timeout(&reader, after: idleFor, "idle_for", example: "1h")
        guard let drive, let reverseFirst, let jam, let jamAfter, let reverse, let tries, let idle, let idleFor,
            let timeout
        else { return nil }
        if case .some(nil) = speed { return nil }
        return RunWithJamGuard(
            drive: drive, speed: speed.flatMap { $0 }, reverseFirst: reverseFirst, jamRatio: jam, jamAfter: jamAfter,
            reverse: reverse, maximumTries: tries, idleRatio: idle, idleFor: idleFor, timeout: timeout)
    }
}

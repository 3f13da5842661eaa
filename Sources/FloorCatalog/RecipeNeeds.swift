internal import FloorModel

/// What a recipe asks of the machine that it runs on, each with the place where it asks.
///
/// A recipe knows no machine; whether one can run it is seen on the floor.
final class RecipeNeeds {
    private var heaters: [(name: String, celsius: Double?, value: YAMLValue)] = []
    private var drives: [(name: String, value: YAMLValue)] = []
    private var speeds: [(drive: String, value: YAMLValue)] = []
    private var currents: [(drive: String, value: YAMLValue)] = []
    private var roles: [(role: PointRole, value: YAMLValue)] = []
    private var batch: (least: Milligrams, value: YAMLValue)?

    func needsHeater(_ name: String, _ celsius: Double?, at value: YAMLValue) { heaters.append((name, celsius, value)) }
    func needsDrive(_ name: String, at value: YAMLValue) { drives.append((name, value)) }
    func needsSpeed(of drive: String, at value: YAMLValue) { speeds.append((drive, value)) }
    func needsCurrent(of drive: String, at value: YAMLValue) { currents.append((drive, value)) }
    func needs(_ role: PointRole, at value: YAMLValue) { roles.append((role, value)) }
    func needsRoom(for least: Milligrams, at value: YAMLValue) { batch = (least, value) }

    /// Notes whatever `machine`, of the type `type`, cannot do of this.
    func check(_ machine: ProcessMachineDescription, type: String) {
        for need in heaters { check(need, machine, type) }
        let names = machine.drives.map(\.name)
        for need in drives where machine.drive(need.name) == nil {
            let guess = Spelling.nearest(to: need.name, among: names).map { "did you mean '\($0)'? " } ?? ""
            need.value.refuse(
                "has '\(need.name)', which is no drive of \(type)",
                remedy: guess + "its drives: \(Spelling.list(names))")
        }
        for need in speeds {
            if let drive = machine.drive(need.drive) { check(need.value, of: drive, machine, type) }
        }
        for need in currents where machine.drive(need.drive).map({ $0.current == nil }) == true {
            need.value.refuse(
                "watches the current of \(need.drive), which \(type) does not measure",
                remedy: "add current: and rated_current: to the drive in its machine.yaml")
        }
        for need in roles where machine.roles[need.role] == nil {
            need.value.refuse(
                "needs the \(need.role.rawValue) of the machine, which \(type) does not have",
                remedy: "add \(need.role.rawValue): under roles: in its machine.yaml")
        }
        if let batch, batch.least > machine.capacity {
            batch.value.refuse(
                "begins at \(batch.least), but \(type) holds \(machine.capacity)",
                remedy: "allow a smaller batch, or correct the capacity of the machine")
        }
    }

    private func check(
        _ need: (name: String, celsius: Double?, value: YAMLValue), _ machine: ProcessMachineDescription, _ type: String
    ) {
        guard let heater = machine.heater(need.name) else {
            let names = machine.heaters.map(\.name)
            let guess = Spelling.nearest(to: need.name, among: names).map { "did you mean '\($0)'? " } ?? ""
            need.value.refuse(
                "has '\(need.name)', which is no heater of \(type)",
                remedy: guess + "its heaters: \(Spelling.list(names))")
            return
        }
        if let celsius = need.celsius, celsius > heater.maximumCelsius {
            need.value.refuse(
                "is above the \(heater.maximumCelsius.shortText) °C that \(need.name) of \(type) may have",
                remedy: "use at most \(heater.maximumCelsius.shortText) °C")
        }
    }

    private func check(
        _ value: YAMLValue, of drive: DriveDescription, _ machine: ProcessMachineDescription, _ type: String
    ) {
        guard let point = drive.speed.flatMap(machine.point), let limits = drive.speedLimits else {
            value.refuse("is given, but \(drive.name) of \(type) has one speed only", remedy: "delete it")
            return
        }
        let written = value.text().flatMap(WrittenNumber.init)
        guard let written, let named = Units.named(written.unit), named.unit == point.unit else {
            value.refuse(
                "is not in \(point.unit.symbol), as the speed of \(drive.name) of \(type) is",
                remedy: "write it as \(point.text(limits.maximum))")
            return
        }
        if !limits.contains(written.number * named.factor) {
            value.refuse(
                "is out of bounds for \(drive.name) of \(type)", remedy: "use \(limits.shortest) \(point.unit.symbol)")
        }
    }
}

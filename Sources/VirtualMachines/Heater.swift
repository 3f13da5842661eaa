/// How a heater warms and cools.
public struct HeaterPhysics: Hashable, Sendable {
    /// Where it ends when it is off, °C.
    public var ambientCelsius: Double
    /// The most that full power gains in a second, °C.
    public var celsiusPerSecond: Double
    /// The last degrees come slower: the remaining difference shrinks with this time constant, s.
    public var approachSeconds: Double
    /// Time constant of cooling towards ambient, s.
    public var coolingSeconds: Double

    /// All in °C and seconds, as the properties say.
    public init(
        ambientCelsius: Double = 21, celsiusPerSecond: Double, approachSeconds: Double, coolingSeconds: Double
    ) {
        self.ambientCelsius = ambientCelsius
        self.celsiusPerSecond = celsiusPerSecond
        self.approachSeconds = approachSeconds
        self.coolingSeconds = coolingSeconds
    }

    /// A 40 W cartridge in an all-metal hot end: 210 °C in some 80 s.
    public static let nozzle = Self(celsiusPerSecond: 2.5, approachSeconds: 4, coolingSeconds: 130)
    /// A 220 W bed: 60 °C in some 90 s.
    public static let bed = Self(celsiusPerSecond: 0.5, approachSeconds: 8, coolingSeconds: 500)
}

/// A heater with first-order physics that never overshoots; one step is 100 ms of the virtual floor's time.
struct Heater {
    static let stepSeconds = 0.1

    let physics: HeaterPhysics
    private(set) var celsius: Double
    /// °C; 0 is off.
    var target = 0.0
    /// No power reaches it, whatever the firmware asks for.
    var isStuck = false

    init(_ physics: HeaterPhysics) {
        self.physics = physics
        celsius = physics.ambientCelsius
    }

    private var goal: Double { isStuck ? physics.ambientCelsius : max(target, physics.ambientCelsius) }

    var isSettled: Bool { celsius == goal }

    mutating func step() {
        let difference = goal - celsius
        guard difference.magnitude > 0.005 else {
            celsius = goal
            return
        }
        if difference > 0 {
            let rate = min(physics.celsiusPerSecond, difference / physics.approachSeconds)
            celsius += rate * Self.stepSeconds
        } else {
            celsius = max(goal, celsius - (celsius - physics.ambientCelsius + 1) / physics.coolingSeconds * 0.1)
        }
    }

    /// What a broken thermistor or a shorted driver would show.
    mutating func jump(to celsius: Double) { self.celsius = celsius }

    /// The duty that `@:` tells, 0 to 127.
    var power: Int {
        guard target > 0 else { return 0 }
        return target - celsius > 1 ? 127 : Int(target / 5)
    }
}

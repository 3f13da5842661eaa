/// A master recipe (ISA-88.01, 5.3): how one process treats one material, from `Recipes/<process>/<name>.yaml`.
public struct Recipe: Hashable, Sendable, Codable {
    /// `extrude/pla`: folder and file name.
    public var name: String
    public var title: String
    /// Counted up by whoever changes the file.
    public var version: Int
    public var process: ProcessKind
    public var material: String
    public var input: RecipeInput
    public var output: RecipeOutput
    /// What may go in at once; the machine's capacity bounds it too.
    public var minimumBatch: Milligrams
    public var maximumBatch: Milligrams
    /// What comes out as product of 1000 parts that go in beyond the purge, when all goes well.
    public var yieldPerMille: Int
    /// Goes through before there is product.
    public var purge: Milligrams
    /// In order.
    public var phases: [Phase]

    public init(
        name: String, title: String, version: Int, process: ProcessKind, material: String, input: RecipeInput,
        output: RecipeOutput, minimumBatch: Milligrams, maximumBatch: Milligrams, yieldPerMille: Int,
        purge: Milligrams, phases: [Phase]
    ) {
        self.name = name
        self.title = title
        self.version = version
        self.process = process
        self.material = material
        self.input = input
        self.output = output
        self.minimumBatch = minimumBatch
        self.maximumBatch = maximumBatch
        self.yieldPerMille = yieldPerMille
        self.purge = purge
        self.phases = phases
    }

    /// What comes out of so much, when all goes well.
    public func expectedYield(of mass: Milligrams) -> Milligrams {
        Milligrams(max(0, (mass - purge).count) * Int64(yieldPerMille) / 1000)
    }
}

/// What may be fed.
public struct RecipeInput: Hashable, Sendable, Codable {
    public var forms: [MaterialForm]
    /// Wetter than this it must be dried first; nil: any.
    public var maximumMoisturePPM: Int?
    /// How long after the dryer it may lie open before it counts as wet again.
    public var maximumExposure: Duration?

    public init(forms: [MaterialForm], maximumMoisturePPM: Int? = nil, maximumExposure: Duration? = nil) {
        self.forms = forms
        self.maximumMoisturePPM = maximumMoisturePPM
        self.maximumExposure = maximumExposure
    }
}

public struct RecipeOutput: Hashable, Sendable, Codable {
    public var form: MaterialForm
    /// What the process leaves of water, ppm; nil: as it was.
    public var moisturePPM: Int?

    public init(form: MaterialForm, moisturePPM: Int? = nil) {
        self.form = form
        self.moisturePPM = moisturePPM
    }
}

/// One step of a recipe (ISA-88 phase): a kind in Swift, parameters from the file.
public struct Phase: Hashable, Sendable, Codable {
    /// For people: `heat up`.
    public var name: String
    public var kind: PhaseKind

    public init(name: String, kind: PhaseKind) {
        self.name = name
        self.kind = kind
    }
}

public enum PhaseKind: Hashable, Sendable, Codable {
    case heatAndSoak(HeatAndSoak)
    case runWithJamGuard(RunWithJamGuard)
    case dwell(Dwell)
    case purge(PurgePhase)
    case controlDiameter(ControlDiameter)
    case coolDown(CoolDown)

    /// As recipe files call it.
    public var name: String {
        switch self {
        case .heatAndSoak: "heat_and_soak"
        case .runWithJamGuard: "run_with_jam_guard"
        case .dwell: "dwell"
        case .purge: "purge"
        case .controlDiameter: "control_diameter"
        case .coolDown: "cool_down"
        }
    }
}

/// A set-point of one heater.
public struct HeaterTarget: Hashable, Sendable, Codable {
    public var heater: String
    public var celsius: Double

    public init(_ heater: String, _ celsius: Double) {
        self.heater = heater
        self.celsius = celsius
    }
}

/// Heats all named zones and waits until every one has stayed within the tolerance for the soak time.
public struct HeatAndSoak: Hashable, Sendable, Codable {
    public var targets: [HeaterTarget]
    public var toleranceKelvin: Double
    /// Scaled on a virtual floor, as `timeout` is.
    public var soak: Duration
    /// Longer than this to reach the targets is a fault.
    public var timeout: Duration
    /// Drives that run meanwhile (a dryer's blower).
    public var running: [String]

    public init(
        targets: [HeaterTarget], toleranceKelvin: Double, soak: Duration, timeout: Duration, running: [String] = []
    ) {
        self.targets = targets
        self.toleranceKelvin = toleranceKelvin
        self.soak = soak
        self.timeout = timeout
        self.running = running
    }
}

/// Runs a drive until it has idled for a while; a jam is freed by reversing, so many times, then a person is asked.
public struct RunWithJamGuard: Hashable, Sendable, Codable {
    public var drive: String
    /// In the unit of the drive's speed point.
    public var speed: Double?
    /// Turned backwards so long before each start; zero: not at all.
    public var reverseFirst: Duration
    /// A jam: current above `jamRatio` times rated for `jamAfter`.
    public var jamRatio: Double
    public var jamAfter: Duration
    public var reverse: Duration
    public var maximumTries: Int
    /// Empty: current below `idleRatio` times rated for `idleFor`.
    public var idleRatio: Double
    public var idleFor: Duration
    /// Scaled on a virtual floor.
    public var timeout: Duration

    public init(
        drive: String, speed: Double?, reverseFirst: Duration, jamRatio: Double, jamAfter: Duration,
        reverse: Duration, maximumTries: Int, idleRatio: Double, idleFor: Duration, timeout: Duration
    ) {
        self.drive = drive
        self.speed = speed
        self.reverseFirst = reverseFirst
        self.jamRatio = jamRatio
        self.jamAfter = jamAfter
        self.reverse = reverse
        self.maximumTries = maximumTries
        self.idleRatio = idleRatio
        self.idleFor = idleFor
        self.timeout = timeout
    }
}

/// Keeps temperature and dew point for a time; only time during which both hold counts.
public struct Dwell: Hashable, Sendable, Codable {
    public var targets: [HeaterTarget]
    public var toleranceKelvin: Double
    public var running: [String]
    /// Scaled on a virtual floor, as `timeout` is.
    public var time: Duration
    public var maximumDewPointCelsius: Double?
    public var timeout: Duration

    public init(
        targets: [HeaterTarget], toleranceKelvin: Double, running: [String], time: Duration,
        maximumDewPointCelsius: Double?, timeout: Duration
    ) {
        self.targets = targets
        self.toleranceKelvin = toleranceKelvin
        self.running = running
        self.time = time
        self.maximumDewPointCelsius = maximumDewPointCelsius
        self.timeout = timeout
    }
}

/// Runs the screw so long that the barrel is full of clean melt.
public struct PurgePhase: Hashable, Sendable, Codable {
    public var targets: [HeaterTarget]
    /// Zones colder than this stop the screw, °C.
    public var minimumCelsius: Double
    public var screw: String
    public var speed: Double
    /// Scaled on a virtual floor.
    public var time: Duration

    public init(targets: [HeaterTarget], minimumCelsius: Double, screw: String, speed: Double, time: Duration) {
        self.targets = targets
        self.minimumCelsius = minimumCelsius
        self.screw = screw
        self.speed = speed
        self.time = time
    }
}

/// Extrudes filament and keeps its diameter by the puller's speed, until the hopper is empty.
public struct ControlDiameter: Hashable, Sendable, Codable {
    public var targets: [HeaterTarget]
    /// Zones colder than this stop the screw, °C.
    public var minimumCelsius: Double
    public var screw: String
    public var screwSpeed: Double
    public var puller: String
    /// Where control begins; then it follows the diameter.
    public var pullerSpeed: Double
    public var diameterMillimetres: Double
    public var toleranceMillimetres: Double
    /// The spool is full at this length; nil: only an empty hopper ends it.
    public var maximumLengthMetres: Double?
    /// The screw runs on so long after the hopper was found empty; scaled on a virtual floor, as `timeout` is.
    public var runOut: Duration
    public var timeout: Duration

    public init(
        targets: [HeaterTarget], minimumCelsius: Double, screw: String, screwSpeed: Double, puller: String,
        pullerSpeed: Double, diameterMillimetres: Double, toleranceMillimetres: Double,
        maximumLengthMetres: Double?, runOut: Duration, timeout: Duration
    ) {
        self.targets = targets
        self.minimumCelsius = minimumCelsius
        self.screw = screw
        self.screwSpeed = screwSpeed
        self.puller = puller
        self.pullerSpeed = pullerSpeed
        self.diameterMillimetres = diameterMillimetres
        self.toleranceMillimetres = toleranceMillimetres
        self.maximumLengthMetres = maximumLengthMetres
        self.runOut = runOut
        self.timeout = timeout
    }
}

/// Heaters off, and a wait until it is cold enough to be opened.
public struct CoolDown: Hashable, Sendable, Codable {
    public var heaters: [String]
    public var belowCelsius: Double
    /// Drives that run meanwhile.
    public var running: [String]
    /// Scaled on a virtual floor.
    public var timeout: Duration

    public init(heaters: [String], belowCelsius: Double, running: [String], timeout: Duration) {
        self.heaters = heaters
        self.belowCelsius = belowCelsius
        self.running = running
        self.timeout = timeout
    }
}

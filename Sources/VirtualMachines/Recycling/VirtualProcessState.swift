public import FloorModel

/// One heated zone as it truly is.
public struct VirtualTemperature: Hashable, Sendable {
    /// Of the module that regulates it.
    public var module: String
    /// What is there, whatever the sensor says.
    public var celsius: Double
    /// What the controller believes.
    public var readingCelsius: Double
    /// 0 is off.
    public var setpointCelsius: Double
    /// What the controller asks of the heater, 0 to 1.
    public var output: Double

    init(_ module: String, _ zone: ThermalZone, _ controller: VirtualTemperatureController) {
        self.module = module
        celsius = zone.celsius
        readingCelsius = controller.reading
        setpointCelsius = controller.setpoint
        output = controller.output
    }
}

/// One motor as it truly is.
public struct VirtualMotorState: Hashable, Sendable {
    /// What it turns.
    public var name: String
    /// Of the shaft, in the drive's hertz; negative in reverse.
    public var shaftHertz: Double
    /// nil where the drive does not turn in rpm that anybody states.
    public var rpm: Double?
    /// What the drive gives the motor.
    public var amperes: Double
    /// The low byte of 2100H: 0 is no fault.
    public var faultCode: Int

    init(_ name: String, _ drive: VirtualDrive, rpmPerHertz: Double?) {
        self.name = name
        shaftHertz = drive.shaftHertz
        rpm = rpmPerHertz.map { $0 * drive.shaftHertz }
        amperes = drive.amperes
        faultCode = Int(drive.code)
    }
}

/// The true state of a shredder, dryer or extruder, which its sensors need not tell.
public struct VirtualProcessState: Hashable, Sendable {
    /// What it is.
    public var kind: VirtualProcessKind
    /// A shaft turns or air is blown.
    public var isMoving: Bool
    /// Heat arrives.
    public var isHeating: Bool
    /// The last instant at which it moved, on the caller's clock; nil if it never did.
    public var lastMoving: MonotonicTime?
    /// The last instant at which it heated, as above.
    public var lastHeating: MonotonicTime?
    /// Lid of the shredder, door of the dryer, guard of the extruder.
    public var isLidOpen: Bool
    /// False where there is none in the circuit.
    public var isEmergencyStopPressed: Bool
    /// Something holds the shafts of the shredder.
    public var isJammed: Bool
    /// Those that last, oldest first.
    public var activeFaults: [VirtualFaultKind]
    /// From the hopper to the nozzle; empty where nothing is heated.
    public var temperatures: [VirtualTemperature] = []
    /// One for each drive.
    public var motors: [VirtualMotorState] = []
    /// Of the heaters; nil where there is none.
    public var isContactorClosed: Bool?
    /// What it takes from the mains now.
    public var watts = 0.0
    /// What it has taken since power-on, of the time that the speed makes.
    public var kilowattHours = 0.0
    /// Where everything is that was loaded.
    public var masses: VirtualMasses
    /// Water in the hopper, millionths.
    public var hopperMoisturePPM: Int
    /// Of the dryer's air.
    public var dewPointCelsius: Double?
    /// Before the nozzle of the extruder.
    public var meltPressureBar: Double?
    /// 0 while there is no strand.
    public var filamentDiameterMillimetres: Double?
    /// Drawn since the last reset of the length counter.
    public var spoolMetres: Double?
    /// How often a module lost communication and acted on it.
    public var watchdogTrips = 0
    /// Writes to setpoints in memory that wears out.
    public var setpointMemoryWrites = 0
    /// What came over its line.
    public var counters: VirtualProcessCounters

    mutating func describe(_ meter: VirtualEnergyMeter) {
        watts = meter.watts
        kilowattHours = meter.kilowattHours
    }
}

/// What the machine's line counts since power-on.
public struct VirtualProcessCounters: Hashable, Sendable {
    /// Requests that reached a module.
    public var requests = 0
    /// Those that it refused.
    public var exceptions = 0
    /// Requests that nobody heard: an unknown unit, or a fault that silences.
    public var unheard = 0
    /// Requests that asked to write.
    public var writes = 0
    /// Calls of `inject`.
    public var faultsInjected = 0
}

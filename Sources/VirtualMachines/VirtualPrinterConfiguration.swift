/// How a virtual printer is built; the defaults are those of Marlin 2.1's Configuration.h and Configuration_adv.h
/// with EMERGENCY_PARSER and HOST_ACTION_COMMANDS.
public struct VirtualPrinterConfiguration: Hashable, Sendable {
    /// What M115 tells as MACHINE_TYPE.
    public var machineType: String
    /// RX_BUFFER_SIZE, bytes; one of them stays free.
    public var receiveBufferBytes = 128
    /// BUFSIZE: commands, the one that is executed included.
    public var commandQueueLength = 4
    /// BLOCK_BUFFER_SIZE; one block stays free.
    public var plannerBlocks = 16
    /// EMERGENCY_PARSER: M108, M112 and M410 act as they arrive.
    public var hasEmergencyParser = true
    /// ADVANCED_OK: `ok N12 P15 B3`.
    public var saysAdvancedOk = false
    /// How much faster than real time moves, dwells, homing and heating go. Busy messages, reports and the thermal
    /// guards keep their real times.
    public var speed = 1.0
    /// Of all faults that need chance.
    public var seed: UInt64 = 0
    /// How the nozzle warms and cools.
    public var nozzle = HeaterPhysics.nozzle
    /// How the bed warms and cools.
    public var bed = HeaterPhysics.bed
    /// HEATER_0_MAXTEMP and BED_MAXTEMP, °C; targets end 15 °C and 10 °C below.
    public var nozzleMaximumCelsius = 300.0
    public var bedMaximumCelsius = 150.0
    /// Most that an axis moves in a second, mm: x, y, z, filament.
    public var maximumFeedRates = SIMD4<Double>(300, 300, 12, 60)
    /// Travel of each axis, mm: where homing starts from when nobody knows better.
    public var travel = SIMD3<Double>(250, 210, 210)
    /// Executed lines that are kept until somebody takes them; the oldest go first.
    public var executedLogLines = 10_000

    /// A printer with Marlin's defaults.
    public init(machineType: String = "Virtual printer") { self.machineType = machineType }
}

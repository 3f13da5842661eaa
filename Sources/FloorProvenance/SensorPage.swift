internal import FloorModel
internal import Provenance

/// What phases measured, in the words of the GS1 Web Vocabulary and UN/CEFACT Recommendation 20.
extension Page {
    /// One element for each reading: which part of the machine it was is told by the device,
    /// `…/asset/extruder-1%2Fnozzle`.
    func measured(_ result: PhaseResult, on machine: MachineID?) -> [SensorElement] {
        result.readings.compactMap { reading in
            guard reading.quality == .good, reading.name != SignalReading.meanDiameter,
                let value = JSONNumber(rounding: reading.value, decimals: 3)
            else { return nil }
            let (type, uom) = reading.unit.measurement
            return SensorElement(
                startTime: result.startedAt.map { Timestamp(milliseconds: $0.milliseconds) },
                endTime: Timestamp(milliseconds: result.endedAt.milliseconds),
                deviceID: machine.map { names.asset("\($0)/\(reading.name)") },
                reports: [SensorReport(type: type, uom: uom, value: value)])
        }
    }
}

extension SignalReading {
    /// The reading of `control_diameter` that is told as an inspection of the spool.
    static let meanDiameter = "diameter_mean"
}

extension SignalUnit {
    fileprivate var measurement: (type: String, uom: String) {
        switch self {
        case .celsius: ("Temperature", "CEL")
        case .percent: ("Dimensionless", "P1")
        case .gram: ("Mass", "GRM")
        case .watt: ("Power", "WTT")
        case .kilowattHour: ("Energy", "KWH")
        case .millimetre: ("Length", "MMT")
        case .metre: ("Length", "MTR")
        case .metrePerSecond: ("Speed", "MTS")
        case .second: ("Time", "SEC")
        case .ampere: ("ElectricCurrent", "AMP")
        case .volt: ("Voltage", "VLT")
        case .hertz: ("Frequency", "HTZ")
        case .bar: ("Pressure", "BAR")
        case .revolutionsPerMinute: ("AngularVelocity", "RPM")
        case .partsPerMillion: ("Dimensionless", "59")
        case .none: ("Dimensionless", "C62")
        }
    }
}

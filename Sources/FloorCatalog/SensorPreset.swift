internal import FloorModel

/// What a kind of sensor publishes, so that a floor file needs only its topic.
struct SensorPreset {
    var name: String
    var selectors: [SensorSelector]

    /// Tasmota publishes on `tele/<device>/SENSOR` (Tasmota documentation, "MQTT"; HX711 weighs in kg, option
    /// `WeightRes`). Shelly Gen2 publishes on `<id>/status/<component>` (Shelly Gen2 documentation, components Switch,
    /// PM1, EM1; `aenergy.total` in Wh). Keys that a device does not send are simply not there.
    static let all: [SensorPreset] = [
        // {"Time":"2021-11-11T21:23:46","HX711":{"Weight":0.143,"WeightRaw":-84}}
        SensorPreset("tasmota-hx711", [value("weight", "HX711.Weight", .gram, 1000)]),
        // {"Time":"…","ENERGY":{"Total":0.003,"Power":22,"Voltage":246,"Current":0.098}}
        SensorPreset(
            "tasmota-energy",
            [
                value("power", "ENERGY.Power", .watt), value("energy", "ENERGY.Total", .kilowattHour),
                value("voltage", "ENERGY.Voltage", .volt), value("current", "ENERGY.Current", .ampere),
            ]),
        // {"Time":"…","DS18B20":{"Id":"021480B064FF","Temperature":25.1},"TempUnit":"C"}
        SensorPreset("tasmota-ds18b20", [value("temperature", "DS18B20.Temperature", .celsius)]),
        // {"Time":"…","SCD30":{"CarbonDioxide":746,"Temperature":30.6,"Humidity":43.6,"DewPoint":16.8}}
        SensorPreset(
            "tasmota-scd30",
            [
                value("carbon_dioxide", "SCD30.CarbonDioxide", .partsPerMillion),
                value("temperature", "SCD30.Temperature", .celsius), value("humidity", "SCD30.Humidity", .percent),
                value("dew_point", "SCD30.DewPoint", .celsius),
            ]),
        // {"id":0,"output":false,"apower":0.0,"voltage":232.7,"current":0.0,"aenergy":{"total":0.0},"temperature":{"tC":39.2}}
        SensorPreset("shelly-gen2-switch", metered + [value("temperature", "temperature.tC", .celsius)]),
        // {"id":0,"apower":27,"voltage":233.3,"current":0.123,"freq":50.01,"aenergy":{"total":1}}
        SensorPreset("shelly-gen2-pm1", metered + [value("frequency", "freq", .hertz)]),
        // {"id":0,"voltage":117.6,"current":16.714,"act_power":-1899.8,"freq":60.0}
        SensorPreset(
            "shelly-gen2-em1",
            [
                value("power", "act_power", .watt), value("voltage", "voltage", .volt),
                value("current", "current", .ampere), value("frequency", "freq", .hertz),
            ]),
    ]

    private init(_ name: String, _ selectors: [SensorSelector]) {
        self.name = name
        self.selectors = selectors
    }

    private static let metered = [
        value("power", "apower", .watt), value("energy", "aenergy.total", .kilowattHour, 0.001),
        value("voltage", "voltage", .volt), value("current", "current", .ampere),
    ]

    private static func value(_ signal: String, _ path: String, _ unit: SignalUnit, _ scale: Double = 1)
        -> SensorSelector
    {
        SensorSelector(signal: signal, path: path.split(separator: ".").map(String.init), unit: unit, scale: scale)
    }
}

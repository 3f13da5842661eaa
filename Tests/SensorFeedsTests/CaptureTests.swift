import FloorModel
import SensorFeeds
import Testing

/// What devices in the field were seen to send, family by family.
@Suite struct CaptureTests {
    private static let weight = SensorSelector.at(["HX711", "Weight"], .gram, scale: 1_000)
    private static let bridge = "zigbee2mqtt/bridge/state"

    private static let tasmota = [
        Capture(
            "Tasmota LWT", of: "tele/plug_7A1B/SENSOR", "tele/plug_7A1B/LWT", "Online", isThere: true),
        Capture(
            "arendst/Tasmota issue 19457", "tele/DESKTEST/SENSOR",
            #"{"Time":"2023-09-04","Switch1":"OFF","HX711":{"Weight":0.000,"WeightRaw":-1149,"AbsRaw":-137991}}"#,
            [(weight, 0), (.at(["HX711", "AbsRaw"], .none), -137_991), (.at(["Switch1"], .none), 0)]),
        Capture(
            "arendst/Tasmota issue 18600: retained, another FullTopic", "home/WEIGHTSCALE/tele/SENSOR",
            #"{"Time":"2023-05-08T08:41:41","HX711":{"Weight":0.0,"WeightRaw":10377}}"#, isRetained: true,
            [(weight, 0)]),
        Capture(
            "ioBroker/ioBroker.sonoff issue 225", "tele/Tasmota/SENSOR",
            #"{"DS18B20":{"Id":"021480B064FF","Temperature":25.1},"HX711":{"Weight":0.143,"WeightRaw":-84}}"#,
            [(.at(["DS18B20", "Temperature"], .celsius), 25.1), (weight, 0.143 * 1_000)]),
        Capture(
            "Tasmota plug whose clock is not set", "tele/tasmota_5014E2/SENSOR",
            #"{"Time":"1970-01-01T00:33:28","ENERGY":{"Total":0.003,"Power":22,"Current":0.098}}"#,
            [
                (.at(["ENERGY", "Power"], .watt), 22), (.at(["ENERGY", "Total"], .kilowattHour), 0.003),
                (.at(["ENERGY", "Current"], .ampere), 0.098),
            ]),
        Capture(
            "Tasmota SCD30", "tele/lab/SENSOR", #"{"SCD30":{"CarbonDioxide":746,"Humidity":43.6,"DewPoint":16.8}}"#,
            [
                (.at(["SCD30", "CarbonDioxide"], .partsPerMillion), 746),
                (.at(["SCD30", "Humidity"], .percent), 43.6),
            ]),
    ]

    /// One reading in two envelopes: the component's status, and the notification of what has changed.
    private static let shelly = [
        Capture(
            "Shelly Mqtt component", of: "shellyplus1-4417/status/switch:0", "shellyplus1-4417/online", "true",
            isThere: true),
        Capture(
            "Shelly Mqtt component", of: "shellyplus1-4417/events/rpc", "shellyplus1-4417/online", "false",
            isThere: false),
        Capture(
            "Shelly Plus 1PM", "shellies/plus1pm/status/switch:0",
            #"{"id":0, "output":false, "apower":0.0, "aenergy":{"total":512.5}, "temperature":{"tC":39.2}}"#,
            [
                (.at(["apower"], .watt), 0), (.at(["aenergy", "total"], .kilowattHour, scale: 0.001), 512.5 * 0.001),
                (.at(["temperature", "tC"], .celsius), 39.2), (.at(["output"], .none), 0),
            ]),
        Capture(
            "Shelly Plug PM Gen3, prefix with slashes", "shelly/ug/trockner/events/rpc",
            #"{"method":"NotifyStatus","params":{"ts":1783004880.01,"pm1:0":{"apower":27,"voltage":233.3}}}"#,
            [
                (.at(["params", "pm1:0", "apower"], .watt), 27),
                (.at(["params", "pm1:0", "voltage"], .volt), 233.3),
            ]),
        Capture(
            "Shelly EM Gen3 whose transformer is the wrong way round", "shellyemg3-dcb4/status/em1:0",
            #"{"id":0,"current":16.714,"act_power":-1899.8,"freq":60.0,"calibration":"factory"}"#,
            [(.at(["act_power"], .watt), -1899.8), (.at(["freq"], .hertz), 60)]),
        Capture(
            "Shelly Plus 1 input", "shellyplus1-4417/events/rpc",
            #"{"method":"NotifyStatus","params":{"ts":1708180040.62,"input:0":{"id":0,"state":false}}}"#,
            [(.at(["params", "input:0", "state"], .none), 0)]),
    ]

    private static let others = [
        Capture(
            "ESPHome MQTT Client Component", of: "hopper-scale/sensor/hopper_weight/state", "hopper-scale/status",
            "online", isThere: true),
        Capture(
            "ESPHome MQTT Client Component", "hopper-scale/sensor/hopper_weight/state", "12.347", isRetained: true,
            [(.at([], .gram, scale: 1_000), 12.347 * 1_000)]),
        Capture(
            "Arksine/moonraker issue 818", "esphome/3d-printer/sensor/bme280_temperature/state", "24.81",
            [(.at([], .celsius), 24.81)]),
        Capture(
            "ESPHome binary sensor", "printer3/binary_sensor/filament_runout/state", "ON", [(.at([], .none), 1)]),
        Capture(
            "Zigbee2MQTT MQTT Topics and Messages", "zigbee2mqtt/climate",
            #"{"temperature": 27.34, "humidity": 44.72}"#,
            [(.at(["temperature"], .celsius), 27.34), (.at(["humidity"], .percent), 44.72)]),
        Capture(
            "Zigbee2MQTT door contact: true is closed", "zigbee2mqtt/shredder/guard_door",
            #"{"battery":100,"contact":true,"linkquality":102,"voltage":3015}"#,
            [
                (.at(["contact"], .none, scale: -1, offset: 1), 0), (.at(["battery"], .percent), 100),
                (.at(["voltage"], .volt, scale: 0.001), 3015 * 0.001),
            ]),
        Capture(
            "Zigbee2MQTT smoke detector", "zigbee2mqtt/smoke_extruder",
            #"{"ac_status":false,"smoke":false,"smoke_density":0}"#, [(.at(["smoke"], .none), 0)]),
        Capture(
            "Zigbee2MQTT climate", "zigbee2mqtt/climate2", #"{"humidity":41.72,"pressure":947.7,"voltage":2995}"#,
            [(.at(["pressure"], .bar, scale: 0.001), 947.7 * 0.001)]),
        Capture(
            "Zigbee2MQTT bridge", of: "zigbee2mqtt/climate", bridge, #"{"state":"offline"}"#, isThere: false),
        Capture(
            "Zigbee2MQTT bridge before 1.17", of: "zigbee2mqtt/shredder/guard_door", bridge, "offline", isThere: false),
        Capture(
            "Zigbee2MQTT availability", of: "zigbee2mqtt/shredder/guard_door",
            "zigbee2mqtt/shredder/guard_door/availability", #"{"state":"online"}"#, isThere: true),
    ]

    @Test(arguments: tasmota + shelly + others)
    func isReadAsTheDeviceMeansIt(capture: Capture) {
        var feed = capture.feed
        #expect(feed.topics.contains(capture.topic))
        let message = feed.read(
            topic: capture.topic, payload: Array(capture.payload.utf8), isRetained: capture.isRetained)
        #expect(message == capture.expected)
    }

    /// Shelly sends what has changed: a temperature alone, or something about the cloud.
    @Test func aPartialUpdateNeverReadsAsZero() {
        let topic = "shellyplus1-4417/events/rpc"
        let power = SensorSelector.at(["params", "switch:0", "apower"], .watt)
        let heat = SensorSelector.at(["params", "switch:0", "temperature", "tC"], .celsius)
        var feed = SensorFeed(
            SensorDescription(id: SensorID("s"), topic: topic, selectors: [power, heat], staleAfter: .seconds(60)))
        let first = feed.read(#"{"params":{"switch:0":{"apower":41.5}}}"#)
        #expect(first == .readings([SignalReading(name: power.signal, value: 41.5, unit: .watt)]))
        let second = feed.read(#"{"params":{"ts":1.5,"switch:0":{"id":0,"temperature":{"tC":37.67,"tF":99.81}}}}"#)
        #expect(second == .readings([SignalReading(name: heat.signal, value: 37.67, unit: .celsius)]))
        let third = feed.read(#"{"method":"NotifyStatus","params":{"ts":2.5,"cloud":{"connected":true}}}"#)
        guard case .ignored = third else {
            Issue.record("\(third)")
            return
        }
    }
}

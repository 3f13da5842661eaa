internal import CMosquitto
internal import FloorModel
internal import Foundation
internal import Glibc

/// One scale that publishes what stands on it, twice a second, over a connection of its own.
///
/// While the broker is away its readings are lost, as those of a real one are; libmosquitto connects again.
final class RunningScale {
    static let interval = Duration.milliseconds(500)
    private static let keepaliveSeconds: Int32 = 30

    let scale: VirtualScale
    /// What stands on it.
    var mass = Milligrams.zero
    private(set) var due: MonotonicTime
    private(set) var published = 0
    private let client: OpaquePointer

    init(_ scale: VirtualScale, at now: MonotonicTime) throws(VirtualFloorFault) {
        mosquitto_lib_init()
        guard let client = mosquitto_new(nil, true, nil) else {
            throw .system(.cannotCreate, "scale '\(scale.id)' has no MQTT client", remedy: "run a smaller floor")
        }
        self.scale = scale
        self.client = client
        due = now
        try logIn()
        mosquitto_reconnect_delay_set(client, 1, 5, true)
        // A broker that is not there yet is tried again by the loop; an address that cannot be is refused.
        let result = mosquitto_connect_async(client, scale.brokerHost, Int32(scale.brokerPort), Self.keepaliveSeconds)
        guard result != MOSQ_ERR_INVAL.code, mosquitto_loop_start(client) == MOSQ_ERR_SUCCESS.code else {
            throw VirtualFloorFault(
                .configuration, "scale '\(scale.id)' cannot reach \(scale.brokerHost):\(scale.brokerPort)",
                remedy: "check the broker's host and port")
        }
    }

    deinit {
        mosquitto_disconnect(client)
        mosquitto_loop_stop(client, false)
        mosquitto_destroy(client)
        mosquitto_lib_cleanup()
    }

    private func logIn() throws(VirtualFloorFault) {
        guard let user = scale.user else { return }
        var password: String?
        if let file = scale.passwordFile {
            do {
                password = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines)
            } catch {
                throw VirtualFloorFault(
                    .configuration, "password file '\(file)' of scale '\(scale.id)' cannot be read: \(error)",
                    remedy: "make it readable for this user")
            }
        }
        mosquitto_username_pw_set(client, user, password)
    }

    /// Publishes when it is time.
    func turn(at now: MonotonicTime) {
        guard now >= due else { return }
        due = max(due + Self.interval, now)
        let payload = Array(Self.payload(mass, at: Self.localTime).utf8)
        // Without a connection the reading is lost; the next one comes in half a second.
        let result = mosquitto_publish(client, nil, scale.topic, Int32(payload.count), payload, 0, false)
        if result == MOSQ_ERR_SUCCESS.code { published += 1 }
    }

    /// Tasmota's SENSOR message for an HX711 (xsns_34_hx711.ino): kilograms with four decimals, raw steps of 0.1 g:
    /// `{"Time":"2026-11-21T23:50:00","HX711":{"Weight":0.1430,"WeightRaw":1430,"AbsRaw":137430}}`.
    static func payload(_ mass: Milligrams, at time: String) -> String {
        let steps = (mass.count + (mass.count < 0 ? -50 : 50)) / 100
        let decimals = String(steps.magnitude % 10_000)
        let kilograms =
            (steps < 0 ? "-" : "") + "\(steps.magnitude / 10_000)."
            + String(repeating: "0", count: 4 - decimals.count) + decimals
        return
            #"{"Time":"\#(time)","HX711":{"Weight":\#(kilograms),"WeightRaw":\#(steps),"AbsRaw":\#(136_000 + steps)}}"#
    }

    /// `2026-11-21T23:50:00`, as a board without a zone tells it.
    private static var localTime: String {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let length = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
        return String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension mosq_err_t {
    /// What the library's functions return.
    fileprivate var code: Int32 { Int32(rawValue) }
}

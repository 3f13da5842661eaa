internal import FloorModel
internal import VirtualMachines

/// One recycling machine in the answer to `{"state":true}`; times are CLOCK_MONOTONIC.
struct ProcessReply: Encodable {
    struct Temperature: Encodable {
        var module: String
        /// What is there.
        var celsius: Double
        /// What the controller believes.
        var readingCelsius: Double
        var setpointCelsius: Double
        var outputPercent: Double
    }

    struct Motor: Encodable {
        var name: String
        var shaftHertz: Double
        var rpm: Double?
        var amperes: Double
        var faultCode: Int
    }

    struct Masses: Encodable {
        var loadedG: Double
        var hopperG: Double
        var inProcessG: Double
        var productG: Double
        var byproductG: Double
        var lostG: Double
        var collectedG: Double
    }

    var id: String
    var kind: String
    var host: String
    var port: Int
    var moving: Bool
    var heating: Bool
    var lastMovingMonotonicNs: Nullable<Int64>
    var lastHeatingMonotonicNs: Nullable<Int64>
    /// The last instant at which something moved or heated.
    var lastActiveMonotonicNs: Nullable<Int64>
    var lidOpen: Bool
    var emergencyStopPressed: Bool
    var jammed: Bool
    var faults: [String]
    var temperatures: [Temperature]
    var motors: [Motor]
    var contactorClosed: Bool?
    var watts: Double
    var kilowattHours: Double
    var masses: Masses
    var hopperMoisturePpm: Int
    var dewPointCelsius: Double?
    var meltPressureBar: Double?
    var filamentDiameterMm: Double?
    var spoolM: Double?
    var watchdogTrips: Int
    var setpointMemoryWrites: Int
    var requests: Int
    var writes: Int
    var exceptions: Int
    var unheardRequests: Int
    var faultsInjected: Int
}

extension ProcessReply {
    init(_ running: RunningProcess) {
        let state = running.state
        let machine = running.machine
        let last = [state.lastMoving, state.lastHeating].compactMap { $0 }.max()
        self.init(
            id: machine.id.name, kind: machine.kind.rawValue, host: machine.host, port: machine.port,
            moving: state.isMoving, heating: state.isHeating,
            lastMovingMonotonicNs: Nullable(value: state.lastMoving?.wholeNanoseconds),
            lastHeatingMonotonicNs: Nullable(value: state.lastHeating?.wholeNanoseconds),
            lastActiveMonotonicNs: Nullable(value: last?.wholeNanoseconds), lidOpen: state.isLidOpen,
            emergencyStopPressed: state.isEmergencyStopPressed, jammed: state.isJammed,
            faults: state.activeFaults.map(\.rawValue), temperatures: state.temperatures.map(Temperature.init),
            motors: state.motors.map(Motor.init), contactorClosed: state.isContactorClosed,
            watts: rounded(state.watts), kilowattHours: state.kilowattHours, masses: Masses(state.masses),
            hopperMoisturePpm: state.hopperMoisturePPM, dewPointCelsius: state.dewPointCelsius.map(rounded),
            meltPressureBar: state.meltPressureBar.map(rounded),
            filamentDiameterMm: state.filamentDiameterMillimetres.map(rounded),
            spoolM: state.spoolMetres.map(rounded), watchdogTrips: state.watchdogTrips,
            setpointMemoryWrites: state.setpointMemoryWrites, requests: state.counters.requests,
            writes: state.counters.writes, exceptions: state.counters.exceptions,
            unheardRequests: state.counters.unheard, faultsInjected: state.counters.faultsInjected)
    }
}

extension ProcessReply.Temperature {
    fileprivate init(_ state: VirtualTemperature) {
        self.init(
            module: state.module, celsius: rounded(state.celsius), readingCelsius: rounded(state.readingCelsius),
            setpointCelsius: state.setpointCelsius, outputPercent: rounded(state.output * 100))
    }
}

extension ProcessReply.Motor {
    fileprivate init(_ state: VirtualMotorState) {
        self.init(
            name: state.name, shaftHertz: rounded(state.shaftHertz), rpm: state.rpm.map(rounded),
            amperes: rounded(state.amperes), faultCode: state.faultCode)
    }
}

extension ProcessReply.Masses {
    fileprivate init(_ masses: VirtualMasses) {
        self.init(
            loadedG: grams(masses.loaded), hopperG: grams(masses.hopper), inProcessG: grams(masses.inProcess),
            productG: grams(masses.product), byproductG: grams(masses.byproduct), lostG: grams(masses.lost),
            collectedG: grams(masses.collected))
    }
}

/// One scale in the answer to `{"state":true}`.
struct ScaleReply: Encodable {
    var id: String
    var topic: String
    /// What stands on it, not what it tells.
    var placedG: Double
    /// Readings handed to the broker's connection.
    var published: Int
}

extension ScaleReply {
    init(_ running: RunningScale) {
        self.init(
            id: running.scale.id, topic: running.scale.topic, placedG: running.mass.grams,
            published: running.published)
    }
}

extension ControlReply.Collected {
    init(_ taken: VirtualCollection) {
        self.init(
            productG: grams(taken.product), productMoisturePpm: taken.productMoisturePPM,
            byproductG: grams(taken.byproduct), leftG: grams(taken.left))
    }
}

private func grams(_ milligrams: Int64) -> Double { Milligrams(milligrams).grams }

internal import FloorModel

/// One phase of a journalled recipe: the name of its kind, and that kind's parameters.
struct PhaseRecord: Codable {
    var name: String
    var kind: String
    var parameters: PhaseParameters
}

/// The parameters of all kinds together; each kind has its own and leaves out the others.
struct PhaseParameters: Codable {
    var belowCelsius: Double?
    var diameterMillimetres: Double?
    var drive: String?
    var heaters: [String]?
    var idleForMilliseconds: Milliseconds?
    var idleRatio: Double?
    var jamAfterMilliseconds: Milliseconds?
    var jamRatio: Double?
    var maximumDewPointCelsius: Double?
    var maximumLengthMetres: Double?
    var maximumTries: Int?
    var minimumCelsius: Double?
    var puller: String?
    var pullerSpeed: Double?
    var reverseFirstMilliseconds: Milliseconds?
    var reverseMilliseconds: Milliseconds?
    var runOutMilliseconds: Milliseconds?
    var running: [String]?
    var screw: String?
    var screwSpeed: Double?
    var soakMilliseconds: Milliseconds?
    var speed: Double?
    var targets: [HeaterTarget]?
    var timeMilliseconds: Milliseconds?
    var timeoutMilliseconds: Milliseconds?
    var toleranceKelvin: Double?
    var toleranceMillimetres: Double?
}

extension PhaseRecord {
    init(_ phase: Phase) {
        var parameters = PhaseParameters()
        switch phase.kind {
        case .heatAndSoak(let kind): parameters.take(kind)
        case .runWithJamGuard(let kind): parameters.take(kind)
        case .dwell(let kind): parameters.take(kind)
        case .purge(let kind): parameters.take(kind)
        case .controlDiameter(let kind): parameters.take(kind)
        case .coolDown(let kind): parameters.take(kind)
        }
        self.init(name: phase.name, kind: phase.kind.name, parameters: parameters)
    }
}

extension PhaseParameters {
    fileprivate mutating func take(_ kind: HeatAndSoak) {
        (targets, toleranceKelvin, running) = (kind.targets, kind.toleranceKelvin, kind.running)
        (soakMilliseconds, timeoutMilliseconds) = (Milliseconds(kind.soak), Milliseconds(kind.timeout))
    }

    fileprivate mutating func take(_ kind: RunWithJamGuard) {
        (drive, speed, maximumTries) = (kind.drive, kind.speed, kind.maximumTries)
        (jamRatio, jamAfterMilliseconds) = (kind.jamRatio, Milliseconds(kind.jamAfter))
        (idleRatio, idleForMilliseconds) = (kind.idleRatio, Milliseconds(kind.idleFor))
        (reverseFirstMilliseconds, reverseMilliseconds) = (Milliseconds(kind.reverseFirst), Milliseconds(kind.reverse))
        timeoutMilliseconds = Milliseconds(kind.timeout)
    }

    fileprivate mutating func take(_ kind: Dwell) {
        (targets, toleranceKelvin, running) = (kind.targets, kind.toleranceKelvin, kind.running)
        (timeMilliseconds, timeoutMilliseconds) = (Milliseconds(kind.time), Milliseconds(kind.timeout))
        maximumDewPointCelsius = kind.maximumDewPointCelsius
    }

    fileprivate mutating func take(_ kind: PurgePhase) {
        (targets, minimumCelsius, screw, speed) = (kind.targets, kind.minimumCelsius, kind.screw, kind.speed)
        timeMilliseconds = Milliseconds(kind.time)
    }

    fileprivate mutating func take(_ kind: ControlDiameter) {
        (targets, minimumCelsius) = (kind.targets, kind.minimumCelsius)
        (screw, screwSpeed, puller, pullerSpeed) = (kind.screw, kind.screwSpeed, kind.puller, kind.pullerSpeed)
        (diameterMillimetres, toleranceMillimetres) = (kind.diameterMillimetres, kind.toleranceMillimetres)
        maximumLengthMetres = kind.maximumLengthMetres
        (runOutMilliseconds, timeoutMilliseconds) = (Milliseconds(kind.runOut), Milliseconds(kind.timeout))
    }

    fileprivate mutating func take(_ kind: CoolDown) {
        (heaters, belowCelsius, running) = (kind.heaters, kind.belowCelsius, kind.running)
        timeoutMilliseconds = Milliseconds(kind.timeout)
    }
}

internal import FloorModel

/// Journalled phases back to what they were.
extension PhaseRecord {
    var phase: Phase {
        get throws { Phase(name: name, kind: try phaseKind) }
    }

    private var phaseKind: PhaseKind {
        get throws {
            switch kind {
            case "heat_and_soak": .heatAndSoak(try parameters.heatAndSoak)
            case "run_with_jam_guard": .runWithJamGuard(try parameters.runWithJamGuard)
            case "dwell": .dwell(try parameters.dwell)
            case "purge": .purge(try parameters.purge)
            case "control_diameter": .controlDiameter(try parameters.controlDiameter)
            case "cool_down": .coolDown(try parameters.coolDown)
            default: throw EventCodecError.unreadableBody(type: "process_started", detail: "phase kind '\(kind)'")
            }
        }
    }
}

extension PhaseParameters {
    /// A parameter that the kind cannot be without.
    private func needed<Value>(_ path: KeyPath<Self, Value?>, _ name: String) throws -> Value {
        guard let value = self[keyPath: path] else {
            throw EventCodecError.unreadableBody(type: "process_started", detail: "a phase without '\(name)'")
        }
        return value
    }

    private func time(_ path: KeyPath<Self, Milliseconds?>, _ name: String) throws -> Duration {
        try needed(path, name).duration
    }

    fileprivate var heatAndSoak: HeatAndSoak {
        get throws {
            HeatAndSoak(
                targets: try needed(\.targets, "targets"),
                toleranceKelvin: try needed(\.toleranceKelvin, "toleranceKelvin"),
                soak: try time(\.soakMilliseconds, "soakMilliseconds"),
                timeout: try time(\.timeoutMilliseconds, "timeoutMilliseconds"),
                running: try needed(\.running, "running"))
        }
    }

    fileprivate var runWithJamGuard: RunWithJamGuard {
        get throws {
            RunWithJamGuard(
                drive: try needed(\.drive, "drive"), speed: speed,
                reverseFirst: try time(\.reverseFirstMilliseconds, "reverseFirstMilliseconds"),
                jamRatio: try needed(\.jamRatio, "jamRatio"),
                jamAfter: try time(\.jamAfterMilliseconds, "jamAfterMilliseconds"),
                reverse: try time(\.reverseMilliseconds, "reverseMilliseconds"),
                maximumTries: try needed(\.maximumTries, "maximumTries"),
                idleRatio: try needed(\.idleRatio, "idleRatio"),
                idleFor: try time(\.idleForMilliseconds, "idleForMilliseconds"),
                timeout: try time(\.timeoutMilliseconds, "timeoutMilliseconds"))
        }
    }

    fileprivate var dwell: Dwell {
        get throws {
            Dwell(
                targets: try needed(\.targets, "targets"),
                toleranceKelvin: try needed(\.toleranceKelvin, "toleranceKelvin"),
                running: try needed(\.running, "running"), time: try time(\.timeMilliseconds, "timeMilliseconds"),
                maximumDewPointCelsius: maximumDewPointCelsius,
                timeout: try time(\.timeoutMilliseconds, "timeoutMilliseconds"))
        }
    }

    fileprivate var purge: PurgePhase {
        get throws {
            PurgePhase(
                targets: try needed(\.targets, "targets"),
                minimumCelsius: try needed(\.minimumCelsius, "minimumCelsius"),
                screw: try needed(\.screw, "screw"), speed: try needed(\.speed, "speed"),
                time: try time(\.timeMilliseconds, "timeMilliseconds"))
        }
    }

    fileprivate var controlDiameter: ControlDiameter {
        get throws {
            ControlDiameter(
                targets: try needed(\.targets, "targets"),
                minimumCelsius: try needed(\.minimumCelsius, "minimumCelsius"),
                screw: try needed(\.screw, "screw"), screwSpeed: try needed(\.screwSpeed, "screwSpeed"),
                puller: try needed(\.puller, "puller"), pullerSpeed: try needed(\.pullerSpeed, "pullerSpeed"),
                diameterMillimetres: try needed(\.diameterMillimetres, "diameterMillimetres"),
                toleranceMillimetres: try needed(\.toleranceMillimetres, "toleranceMillimetres"),
                maximumLengthMetres: maximumLengthMetres,
                runOut: try time(\.runOutMilliseconds, "runOutMilliseconds"),
                timeout: try time(\.timeoutMilliseconds, "timeoutMilliseconds"))
        }
    }

    fileprivate var coolDown: CoolDown {
        get throws {
            CoolDown(
                heaters: try needed(\.heaters, "heaters"), belowCelsius: try needed(\.belowCelsius, "belowCelsius"),
                running: try needed(\.running, "running"),
                timeout: try time(\.timeoutMilliseconds, "timeoutMilliseconds"))
        }
    }
}

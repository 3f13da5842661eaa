/// Marlin's two guards over a heater (temperature.cpp, `tr_state_machine_t::run` and `watch`): does it warm up when
/// it should, and does it stay where it should. The times are the firmware's own and are never scaled.
struct HeaterProtection {
    /// Values of Configuration_adv.h.
    struct Limits {
        var watchPeriod: Nanoseconds
        var watchIncrease: Double
        var period: Nanoseconds
        var hysteresis: Double

        static let nozzle = Self(
            watchPeriod: 40_000_000_000, watchIncrease: 2, period: 40_000_000_000, hysteresis: 4)
        static let bed = Self(watchPeriod: 60_000_000_000, watchIncrease: 2, period: 20_000_000_000, hysteresis: 2)
    }

    enum Verdict: Equatable { case safe, heatingFailed, thermalRunaway }

    private enum State {
        case inactive
        case firstHeating
        /// It was within the hysteresis at `lastGood`.
        case stable(lastGood: Nanoseconds)
    }

    private let limits: Limits
    private var state = State.inactive
    private var watch: (deadline: Nanoseconds, celsius: Double)?

    init(_ limits: Limits) { self.limits = limits }

    mutating func targetChanged(_ heater: Heater, at now: Nanoseconds) {
        state = heater.target > 0 ? .firstHeating : .inactive
        startWatch(heater, at: now)
    }

    mutating func check(_ heater: Heater, at now: Nanoseconds) -> Verdict {
        if let watch, now >= watch.deadline {
            guard heater.celsius >= watch.celsius else { return .heatingFailed }
            startWatch(heater, at: now)
        }
        switch state {
        case .inactive: break
        case .firstHeating:
            if heater.celsius >= heater.target - 0.05 { state = .stable(lastGood: now) }
        case .stable(let lastGood):
            if heater.celsius >= heater.target - limits.hysteresis {
                state = .stable(lastGood: now)
            } else if now - lastGood > limits.period {
                return .thermalRunaway
            }
        }
        return .safe
    }

    private mutating func startWatch(_ heater: Heater, at now: Nanoseconds) {
        let margin = limits.watchIncrease + limits.hysteresis + 1
        let isNeeded = heater.target > 0 && heater.celsius < heater.target - margin
        watch = isNeeded ? (now + limits.watchPeriod, heater.celsius + limits.watchIncrease) : nil
    }
}

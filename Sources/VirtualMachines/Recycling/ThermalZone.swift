/// One heated mass with first-order physics: at full power it would end so many degrees above its surroundings,
/// with one time constant up and down.
struct ThermalZone: Hashable, Sendable {
    static let ambientCelsius = 21.0

    let maximumRise: Double
    let seconds: Double
    private(set) var celsius = Self.ambientCelsius

    init(maximumRise: Double, seconds: Double) {
        self.maximumRise = maximumRise
        self.seconds = seconds
    }

    /// `power` 0 to 1; `loss` is 1, or more when heat escapes faster.
    mutating func step(power: Double, loss: Double = 1, for duration: Double) {
        let rate = (power * maximumRise - (celsius - Self.ambientCelsius) * loss) / seconds
        celsius += rate * duration
    }
}

/// A contactor or a relay with its auxiliary contact: it follows its coil after a moment.
struct Contactor: Hashable, Sendable {
    let delaySeconds: Double
    private(set) var isClosed = false
    private var seconds = 0.0

    init(delaySeconds: Double) { self.delaySeconds = delaySeconds }

    /// `isWelded`: what is closed stays closed. `isReleased`: a safety relay in series has opened.
    mutating func step(coil: Bool, isWelded: Bool, isReleased: Bool, for duration: Double) {
        let wanted = !isReleased && (coil || (isWelded && isClosed))
        seconds = wanted == isClosed ? 0 : seconds + duration
        if seconds >= delaySeconds, wanted != isClosed {
            isClosed = wanted
            seconds = 0
        }
    }
}

/// Screw, barrel and nozzle as the melt sees them: what flows, and the pressure before the nozzle.
///
/// Throughput goes with the screw, 4 mg/s for each rpm, and is nothing while a zone is below its melting range;
/// pressure goes with the screw and with viscosity, which halves every 28 °C (60 bar at 15 rpm and 200 °C).
struct MeltFlow: Hashable, Sendable {
    static let milligramsPerSecondAndRPM = 4.0
    static let sensorEndBar = 350.0
    private static let barAtFullSpeed = 60.0
    private static let fullSpeedRPM = 15.0
    private static let lagSeconds = 1.5
    private static let blockedBarPerSecond = 8.0

    private(set) var pressureBar = 0.0

    /// 0 when frozen to 1 when molten; the feed zone melts least.
    static func molten(feed: Double, barrel: Double, nozzle: Double) -> Double {
        min(share(feed, from: 110), min(share(barrel, from: 140), share(nozzle, from: 140)))
    }

    private static func share(_ celsius: Double, from low: Double) -> Double {
        min(1, max(0, (celsius - low) / 25))
    }

    /// One step of real time; `fill` is the share of the barrel that is full.
    mutating func step(
        rpm: Double, meltCelsius: Double, fill: Double, isBlocked: Bool, for seconds: Double
    ) {
        if isBlocked {
            let climb = Self.blockedBarPerSecond * rpm / Self.fullSpeedRPM
            pressureBar += (climb > 0 ? climb : -pressureBar / 20) * seconds
        } else {
            let viscosity = pow2((200 - meltCelsius) / 28)
            let goal = Self.barAtFullSpeed * rpm / Self.fullSpeedRPM * viscosity * fill
            pressureBar += (min(Self.sensorEndBar, goal) - pressureBar) * seconds / Self.lagSeconds
        }
        pressureBar = min(Self.sensorEndBar, max(0, pressureBar))
    }
}

/// The strand behind the nozzle: a puller draws it, a laser measures it, a wheel counts its length.
struct Filament: Hashable, Sendable {
    /// PLA, mg/mm³.
    static let density = 1.24
    private static let lagSeconds = 2.0
    /// What a gauge and a good melt scatter, and what steam bubbles add for each ppm of moisture above 250, mm.
    private static let scatterMillimetres = 0.006
    private static let scatterPerPPM = 0.000_02

    /// 0 while there is no strand.
    private(set) var diameterMillimetres = 0.0
    private(set) var reading = 0.0
    private(set) var lengthMetres = 0.0

    /// One step of `scaledSeconds`: `flow` in real mg/s at a puller of `speed` mm/s.
    mutating func step(
        flow: Double, speed: Double, moisturePPM: Int, noise: Double, scaledSeconds: Double
    ) {
        guard flow > 0.1, speed > 0.1 else {
            diameterMillimetres = 0
            reading = 0
            return
        }
        let goal = min(5, (4 * flow / Self.density / (3.141_592_653_589_793 * speed)).squareRoot())
        if diameterMillimetres == 0 { diameterMillimetres = goal * 1.2 }
        // It is the strand on its way to the gauge that lags, and it comes as fast as the material does.
        diameterMillimetres += (goal - diameterMillimetres) * min(1, scaledSeconds / Self.lagSeconds)
        let scatter = Self.scatterMillimetres + Self.scatterPerPPM * Double(min(5000, max(0, moisturePPM - 250)))
        reading = max(0, diameterMillimetres + noise * scatter)
        lengthMetres += speed * scaledSeconds / 1000
    }

    mutating func resetLength() { lengthMetres = 0 }
}

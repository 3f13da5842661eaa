public import FloorAPITypes
internal import FloorControl
internal import FloorModel

extension FloorViews {
    /// The sensors of the floor file, sorted by id.
    public var sensors: [SensorView] {
        zip(floor.description.sensors, floor.observations.sensors).map { sensor, observed in
            let readings = floor.readings(of: sensor.id, at: moment.monotonic)
            return SensorView(
                id: sensor.id, topic: sensor.topic, isScale: sensor.isScale, tareG: sensor.tare.grams,
                signals: zip(readings, observed.values).map { SignalView($0, ageS: moment.seconds(since: $1.at)) })
        }
    }
}

extension Moment {
    /// To the millisecond, as a number for JSON; never negative.
    func seconds(since time: MonotonicTime) -> Double {
        let (seconds, attoseconds) = (monotonic - time).components
        return max(0, Double(seconds * 1000 + attoseconds / 1_000_000_000_000_000)) / 1000
    }
}

extension SignalView {
    /// - Parameters:
    ///   - quality: where more is known than what the reading said when it came.
    ///   - ageS: nil where it is not a value of now.
    init(_ reading: SignalReading, quality: Quality? = nil, ageS: Double? = nil) {
        self.init(
            name: reading.name + reading.unit.suffix, value: reading.value.roundedToThousandths, unit: reading.unit,
            quality: quality ?? reading.quality, ageS: ageS)
    }
}

extension SignalUnit {
    /// How the unit ends a key: `nozzle_c`.
    fileprivate var suffix: String {
        switch self {
        case .celsius: "_c"
        case .percent: "_percent"
        case .gram: "_g"
        case .watt: "_w"
        case .kilowattHour: "_kwh"
        case .millimetre: "_mm"
        case .metre: "_m"
        case .metrePerSecond: "_m_per_s"
        case .second: "_s"
        case .ampere: "_a"
        case .volt: "_v"
        case .hertz: "_hz"
        case .bar: "_bar"
        case .revolutionsPerMinute: "_rpm"
        case .partsPerMillion: "_ppm"
        case .none: ""
        }
    }
}

extension Double {
    fileprivate var roundedToThousandths: Double {
        magnitude < 1e12 ? (self * 1000).rounded() / 1000 : self
    }
}

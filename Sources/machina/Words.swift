internal import FloorAPITypes
internal import FloorModel

/// Views in words, as the tables show them.
extension MachineView {
    /// The state as far as it is a fact.
    var stateWords: String {
        if notSafe { return "NOT SAFE, go there" }
        if !confirmed { return "unknown (last: \(state.words))" }
        return stopRequested ? "\(state.words), not confirmed" : state.words
    }

    /// `nozzle 205.1/205 °C, bed 60 °C`; a value that is not good is marked with `?`.
    var temperatureWords: String {
        let readings = signals.filter { $0.unit == .celsius && !$0.name.hasSuffix("_target_c") }
        return readings.map { reading in
            let name = reading.name.dropLast(2)
            let target = signals.first { $0.name == "\(name)_target_c" && $0.value > 0 }
            let aim = target.map { "/\(Int($0.value.rounded()))" } ?? ""
            let mark = reading.quality == .good ? "" : "?"
            return "\(name) \(Int(reading.value.rounded()))\(aim) °C\(mark)"
        }.joined(separator: ", ")
    }
}

extension PackMLState {
    var words: String { rawValue }
}

extension JobState {
    var words: String { self == .onHold ? "on hold" : rawValue }
}

extension OperationState {
    var words: String { self == .awaitingVerdict ? "done, to be looked at" : rawValue }
}

extension ProgressView {
    var words: String { "\(percent) %" }
}

extension PhaseView {
    /// `heat up (1/4)`
    var words: String {
        guard let number else { return "not begun" }
        return "\(name ?? "phase") (\(number)\(of.map { "/\($0)" } ?? ""))"
    }
}

extension SignalView {
    /// `205.1 °C`; the name says the rest.
    var words: String {
        let value = value.shortText
        return unit.symbol.isEmpty ? value : "\(value) \(unit.symbol)"
    }

    /// `0.4 s`, `3 min`; nil where it is not a value of now.
    var ageWords: String? {
        ageS.map { $0 < 60 ? "\(($0 * 10).rounded() / 10) s" : duration(seconds: $0) }
    }
}

/// Grams as people write them: `12.5 g`.
func grams(_ value: Double) -> String { Milligrams(grams: value)?.description ?? "\(value) g" }

/// `1 h 05 min`, `3 min`, `20 s`.
func duration(seconds: Double) -> String {
    let seconds = Int(min(max(0, seconds), 1e9).rounded())
    if seconds < 60 { return "\(seconds) s" }
    let minutes = seconds / 60
    if minutes < 60 { return "\(minutes) min" }
    return "\(minutes / 60) h \(minutes % 60 < 10 ? "0" : "")\(minutes % 60) min"
}

import FloorModel
import SeededRandom
import Testing

@testable import FloorControl

/// The loop that keeps filament at its diameter, against an extruder of four lines: what comes out per second is
/// constant, and the gauge lags behind the puller.
@Suite struct DiameterControlTests {
    @Test("Wherever it starts, the diameter comes into its tolerance and stays there", arguments: 1...40)
    func converges(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed) &* 7_046_029_254)
        let phase = try #require(Works.extrude.phases.last)
        guard case .controlDiameter(let parameters) = phase.kind else { return }
        var run = ControlDiameterRun(parameters)
        // Off by up to a third either way from what the recipe's author measured.
        let flow = parameters.pullerSpeed * 1.75 * 1.75 * Double.random(in: 0.67...1.5, using: &random)
        var puller = parameters.pullerSpeed
        var diameter = 1.0
        for step in 0..<900 {
            let settled = (flow / puller).squareRoot()
            diameter += (settled - diameter) * 0.2
            let shown = diameter + Double.random(in: -0.01...0.01, using: &random)
            let outcome = run.step(context(at: .milliseconds(100 * step), diameter: shown))
            for write in outcome.writes where write.point == "puller_speed" { puller = write.value }
            guard step > 400 else { continue }
            #expect(
                abs(diameter - parameters.diameterMillimetres) <= parameters.toleranceMillimetres,
                "step \(step): \(diameter) mm at \(puller)")
        }
    }

    private func context(at time: Duration, diameter: Double) -> PhaseContext {
        var observation = MachineObservation()
        let values = [
            "diameter": diameter, "hopper": 1, "nozzle": 200, "screw_state": 3, "puller_state": 3, "pressure": 40,
        ]
        for name in values.keys.sorted() {
            observation.signals.append(SignalReading(name: name, value: values[name] ?? 0, unit: .none))
        }
        guard let machine = Works.description.machine(Works.extruder)?.process else {
            preconditionFailure("no extruder")
        }
        return PhaseContext(machine: machine, observation: observation, now: .init(elapsed: time), speed: 1)
    }
}

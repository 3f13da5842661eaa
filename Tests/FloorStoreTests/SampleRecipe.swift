import FloorModel

/// Recipes as a journal keeps them, with every kind of phase and every optional field, or none.
enum SampleRecipe {
    private static let targets = [HeaterTarget("feed", 170), HeaterTarget("nozzle", 185.5)]

    static let everyPhase = Recipe(
        name: "extrude/pla", title: "PLA filament 1.75 mm", version: 3, process: .extrude, material: "PLA",
        input: RecipeInput(forms: [.flake, .pellet], maximumMoisturePPM: 250, maximumExposure: .seconds(14_400)),
        output: RecipeOutput(form: .filament, moisturePPM: 250), minimumBatch: Milligrams(300_000),
        maximumBatch: Milligrams(2_000_000), yieldPerMille: 930, purge: Milligrams(60_000),
        phases: [
            Phase(
                name: "heat up",
                kind: .heatAndSoak(
                    HeatAndSoak(
                        targets: targets, toleranceKelvin: 3, soak: .seconds(600), timeout: .seconds(3_600),
                        running: ["blower"]))),
            Phase(
                name: "shred",
                kind: .runWithJamGuard(
                    RunWithJamGuard(
                        drive: "main", speed: 40.5, reverseFirst: .milliseconds(1_500), jamRatio: 1.6,
                        jamAfter: .milliseconds(300), reverse: .seconds(2), maximumTries: 3, idleRatio: 0.35,
                        idleFor: .seconds(20), timeout: .seconds(1_800)))),
            Phase(
                name: "dry",
                kind: .dwell(
                    Dwell(
                        targets: [HeaterTarget("air", 55)], toleranceKelvin: 2.5, running: ["blower"],
                        time: .seconds(14_400), maximumDewPointCelsius: -20, timeout: .seconds(28_800)))),
            Phase(
                name: "purge",
                kind: .purge(
                    PurgePhase(targets: targets, minimumCelsius: 165, screw: "screw", speed: 20, time: .seconds(90)))),
            Phase(
                name: "extrude",
                kind: .controlDiameter(
                    ControlDiameter(
                        targets: targets, minimumCelsius: 165, screw: "screw", screwSpeed: 30, puller: "puller",
                        pullerSpeed: 25, diameterMillimetres: 1.75, toleranceMillimetres: 0.05,
                        maximumLengthMetres: 330, runOut: .seconds(45), timeout: .seconds(21_600)))),
            Phase(
                name: "cool down",
                kind: .coolDown(
                    CoolDown(heaters: ["feed"], belowCelsius: 60, running: ["blower"], timeout: .seconds(3_600)))),
        ])

    static let bare = Recipe(
        name: "shred/pla", title: "Shred PLA", version: 1, process: .shred, material: "PLA",
        input: RecipeInput(forms: [.waste]), output: RecipeOutput(form: .flake), minimumBatch: .zero,
        maximumBatch: Milligrams(2_000_000), yieldPerMille: 980, purge: .zero,
        phases: [
            Phase(
                name: "shred",
                kind: .runWithJamGuard(
                    RunWithJamGuard(
                        drive: "main", speed: nil, reverseFirst: .zero, jamRatio: 1.6, jamAfter: .milliseconds(300),
                        reverse: .seconds(2), maximumTries: 3, idleRatio: 0.35, idleFor: .seconds(20),
                        timeout: .seconds(1_800)))),
            Phase(
                name: "dry",
                kind: .dwell(
                    Dwell(
                        targets: [], toleranceKelvin: 2, running: [], time: .seconds(1), maximumDewPointCelsius: nil,
                        timeout: .seconds(2)))),
            Phase(
                name: "extrude",
                kind: .controlDiameter(
                    ControlDiameter(
                        targets: [], minimumCelsius: 165, screw: "screw", screwSpeed: 30, puller: "puller",
                        pullerSpeed: 25, diameterMillimetres: 1.75, toleranceMillimetres: 0.05,
                        maximumLengthMetres: nil, runOut: .zero, timeout: .seconds(2)))),
        ])
}

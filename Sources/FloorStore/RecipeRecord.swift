internal import FloorModel

/// `process_started` as the journal keeps it for ever. Phases stand by the name of their kind and times in whole
/// milliseconds, so that any program can read a recipe that once ran: the compiler's own form of an enumeration and of
/// a `Duration` (two halves of a 128-bit number of attoseconds) would be readable by Swift alone.
///
///     {"machine":"shred-1","operation":"op-2","recipe":{…,"phases":[{"kind":"heat_and_soak","name":"heat up",
///      "parameters":{"soakMilliseconds":600000,"targets":[{"celsius":170,"heater":"feed"}],…}}]}}
struct ProcessStartedRecord: Codable {
    var operation: OperationID
    var machine: MachineID
    var recipe: RecipeRecord
    var meterWattHours: Int64?

    init(_ event: ProcessStarted) {
        operation = event.operation
        machine = event.machine
        recipe = RecipeRecord(event.recipe)
        meterWattHours = event.meterWattHours
    }

    var event: ProcessStarted {
        get throws {
            ProcessStarted(
                operation: operation, machine: machine, recipe: try recipe.recipe, meterWattHours: meterWattHours)
        }
    }
}

struct RecipeRecord: Codable {
    var name: String
    var title: String
    var version: Int
    var process: ProcessKind
    var material: String
    var input: InputRecord
    var output: RecipeOutput
    var minimumBatch: Milligrams
    var maximumBatch: Milligrams
    var yieldPerMille: Int
    var purge: Milligrams
    var phases: [PhaseRecord]

    struct InputRecord: Codable {
        var forms: [MaterialForm]
        var maximumMoisturePPM: Int?
        var maximumExposureMilliseconds: Milliseconds?
    }

    init(_ recipe: Recipe) {
        name = recipe.name
        title = recipe.title
        version = recipe.version
        process = recipe.process
        material = recipe.material
        input = InputRecord(
            forms: recipe.input.forms, maximumMoisturePPM: recipe.input.maximumMoisturePPM,
            maximumExposureMilliseconds: recipe.input.maximumExposure.map(Milliseconds.init))
        output = recipe.output
        minimumBatch = recipe.minimumBatch
        maximumBatch = recipe.maximumBatch
        yieldPerMille = recipe.yieldPerMille
        purge = recipe.purge
        phases = recipe.phases.map(PhaseRecord.init)
    }

    var recipe: Recipe {
        get throws {
            Recipe(
                name: name, title: title, version: version, process: process, material: material,
                input: RecipeInput(
                    forms: input.forms, maximumMoisturePPM: input.maximumMoisturePPM,
                    maximumExposure: input.maximumExposureMilliseconds?.duration),
                output: output, minimumBatch: minimumBatch, maximumBatch: maximumBatch, yieldPerMille: yieldPerMille,
                purge: purge, phases: try phases.map { try $0.phase })
        }
    }
}

/// A time as a whole number of milliseconds; recipe files have no finer ones.
struct Milliseconds: Codable {
    var duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    init(from decoder: any Decoder) throws {
        duration = .milliseconds(try decoder.singleValueContainer().decode(Int64.self))
    }

    func encode(to encoder: any Encoder) throws {
        let (seconds, attoseconds) = duration.components
        var container = encoder.singleValueContainer()
        try container.encode(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

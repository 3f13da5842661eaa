public import FloorModel

/// A lot of feedstock and what of it nobody has claimed.
public struct PlannableFeedstock: Hashable, Sendable {
    public var id: LotID
    public var form: MaterialForm
    public var material: String
    public var colour: String?
    public var free: Milligrams
    /// Names of the recipes that its moisture keeps it from.
    public var tooWetFor: [String]

    public init(
        id: LotID, form: MaterialForm, material: String, colour: String?, free: Milligrams, tooWetFor: [String]
    ) {
        self.id = id
        self.form = form
        self.material = material
        self.colour = colour
        self.free = free
        self.tooWetFor = tooWetFor
    }
}

/// A recipe and the machines that can run it.
public struct PlannableRecipe: Hashable, Sendable {
    public var name: String
    public var process: ProcessKind
    public var material: String
    public var inputForms: [MaterialForm]
    public var outputForm: MaterialForm
    /// What it leaves dry enough for: names of recipes.
    public var driesFor: [String]
    public var minimumBatch: Milligrams
    public var maximumBatch: Milligrams
    public var yieldPerMille: Int
    public var purge: Milligrams
    /// Sorted by id.
    public var machines: [PlannableProcessor]

    public init(
        name: String, process: ProcessKind, material: String, inputForms: [MaterialForm], outputForm: MaterialForm,
        driesFor: [String], minimumBatch: Milligrams, maximumBatch: Milligrams, yieldPerMille: Int,
        purge: Milligrams, machines: [PlannableProcessor]
    ) {
        self.name = name
        self.process = process
        self.material = material
        self.inputForms = inputForms
        self.outputForm = outputForm
        self.driesFor = driesFor
        self.minimumBatch = minimumBatch
        self.maximumBatch = maximumBatch
        self.yieldPerMille = yieldPerMille
        self.purge = purge
        self.machines = machines
    }
}

/// A recycling machine that can take so much at once.
public struct PlannableProcessor: Hashable, Sendable {
    public var id: MachineID
    public var capacity: Milligrams
    /// Operations that wait for it or run on it.
    public var load: Int

    public init(id: MachineID, capacity: Milligrams, load: Int) {
        self.id = id
        self.capacity = capacity
        self.load = load
    }
}

/// Filament that a route under way will make, less what waiting prints are counted on.
public struct ComingFilament: Hashable, Sendable {
    public var material: String
    public var colour: String?
    public var mass: Milligrams

    public init(material: String, colour: String?, mass: Milligrams) {
        self.material = material
        self.colour = colour
        self.mass = mass
    }
}

/// Recipes, one after the other, that make filament for a print that has none.
public struct PlannedRoute: Hashable, Sendable {
    /// The print that it is for; others may use what is left.
    public var operation: OperationID
    /// In the order in which they run.
    public var steps: [PlannedStep]

    public init(operation: OperationID, steps: [PlannedStep]) {
        self.operation = operation
        self.steps = steps
    }
}

public struct PlannedStep: Hashable, Sendable {
    public var recipe: String
    public var machine: MachineID
    /// What it is fed, about.
    public var mass: Milligrams
    /// Of the first step: which lots; empty for the others.
    public var inputs: [LotShare]

    public init(recipe: String, machine: MachineID, mass: Milligrams, inputs: [LotShare]) {
        self.recipe = recipe
        self.machine = machine
        self.mass = mass
        self.inputs = inputs
    }
}

/// A print for which no filament can be made, and why.
public struct UnroutedPrint: Hashable, Sendable {
    public var operation: OperationID
    public var obstacle: RouteObstacle

    public init(operation: OperationID, obstacle: RouteObstacle) {
        self.operation = operation
        self.obstacle = obstacle
    }
}

public import FloorModel

/// What a planner is given: the open work, the machines and the lots, as the floor stood at one revision.
public struct PlanningProblem: Hashable, Sendable {
    /// In the order in which they should run where nothing else decides: priority, then acceptance.
    public var operations: [PlannableOperation]
    public var machines: [PlannableMachine]
    /// Filament.
    public var lots: [PlannableLot]
    /// Everything else that recipes may take, oldest first.
    public var feedstock: [PlannableFeedstock]
    /// Sorted by name.
    public var recipes: [PlannableRecipe]
    public var coming: [ComingFilament]

    public init(
        operations: [PlannableOperation], machines: [PlannableMachine], lots: [PlannableLot],
        feedstock: [PlannableFeedstock] = [], recipes: [PlannableRecipe] = [], coming: [ComingFilament] = []
    ) {
        self.operations = operations
        self.machines = machines
        self.lots = lots
        self.feedstock = feedstock
        self.recipes = recipes
        self.coming = coming
    }
}

/// An operation that has not begun.
public struct PlannableOperation: Hashable, Sendable {
    public var id: OperationID
    public var material: String
    /// nil: any.
    public var colour: String?
    /// What it takes from its lot; nil where the file does not say.
    public var mass: Milligrams?
    /// The machines that can run it, sorted.
    public var machines: [MachineID]

    public init(id: OperationID, material: String, colour: String?, mass: Milligrams?, machines: [MachineID]) {
        self.id = id
        self.material = material
        self.colour = colour
        self.mass = mass
        self.machines = machines
    }
}

public struct PlannableMachine: Hashable, Sendable {
    public var id: MachineID
    /// The spool that is mounted now.
    public var spool: LotID?
    /// Operations ahead of anything planned now (the running one).
    public var load: Int

    public init(id: MachineID, spool: LotID?, load: Int) {
        self.id = id
        self.spool = spool
        self.load = load
    }
}

/// A lot of filament and what of it nobody has claimed.
public struct PlannableLot: Hashable, Sendable {
    public var id: LotID
    public var material: String
    public var colour: String?
    public var free: Milligrams
    /// The machine that it cannot leave now, because that machine prints from it.
    public var boundTo: MachineID?

    public init(id: LotID, material: String, colour: String?, free: Milligrams, boundTo: MachineID?) {
        self.id = id
        self.material = material
        self.colour = colour
        self.free = free
        self.boundTo = boundTo
    }
}

/// What a planner proposes; the floor checks it against its present state before it adopts it.
public struct Plan: Hashable, Sendable {
    /// Each machine's assignments in the order in which it should run them.
    public var assignments: [PlannedAssignment]
    /// New routes for prints without filament.
    public var routes: [PlannedRoute]
    /// Prints without filament that cannot have a route.
    public var obstacles: [UnroutedPrint]

    public init(
        assignments: [PlannedAssignment], routes: [PlannedRoute] = [], obstacles: [UnroutedPrint] = []
    ) {
        self.assignments = assignments
        self.routes = routes
        self.obstacles = obstacles
    }
}

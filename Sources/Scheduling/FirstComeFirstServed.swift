public import FloorModel

/// First come, first served onto a machine that fits: the least loaded one, and among equals the one whose
/// mounted spool serves, so that nobody changes a spool without need. A print that no lot serves gets a route
/// that makes its filament, where the feedstock allows one.
public enum FirstComeFirstServed {
    /// Assignments for the prints that lots serve; for those that no lot serves and no filament on its way covers, a
    /// route or what stands in its way. The same problem always gives the same plan.
    public static func plan(_ problem: PlanningProblem) -> Plan {
        let (assignments, waiting, stock) = assign(problem)
        var planning = RoutePlanning(problem, stock: stock)
        var plan = Plan(assignments: assignments)
        for outcome in planning.outcomes(of: waiting) {
            switch outcome.kind {
            case .route(let route): plan.routes.append(route)
            case .obstacle(let obstacle):
                plan.obstacles.append(UnroutedPrint(operation: outcome.operation, obstacle: obstacle))
            }
        }
        return plan
    }

    /// Why no route makes filament for a print, as `plan` finds it when the print's turn comes; nil where it needs
    /// none or gets one, where no machine fits it, and where it is not in the problem.
    public static func explain(_ problem: PlanningProblem, _ operation: OperationID) -> RouteObstacle? {
        plan(problem).obstacles.first { $0.operation == operation }?.obstacle
    }

    /// The prints that lots serve, those that wait, and what they leave in stock.
    private static func assign(
        _ problem: PlanningProblem
    ) -> (assignments: [PlannedAssignment], waiting: [PlannableOperation], stock: FilamentStock) {
        var machines = problem.machines
        var stock = FilamentStock(problem.lots)
        var positions: [MachineID: Int] = [:]
        for (position, machine) in machines.enumerated() { positions[machine.id] = position }
        var assignments: [PlannedAssignment] = []
        var waiting: [PlannableOperation] = []
        for operation in problem.operations {
            let fitting = operation.machines.compactMap { positions[$0] }
            guard let choice = best(for: operation, among: fitting, of: machines, stock: stock) else {
                waiting.append(operation)
                continue
            }
            let machine = machines[choice.machine].id
            let lot = stock.lots[choice.lot].id
            machines[choice.machine].load += 1
            machines[choice.machine].spool = lot
            stock.claim(operation.mass ?? .zero, of: choice.lot, for: machine)
            assignments.append(PlannedAssignment(operation: operation.id, machine: machine, lot: lot))
        }
        return (assignments, waiting, stock)
    }

    /// The least loaded machine that has a lot, then one without mounting, then the first of the floor.
    private static func best(
        for operation: PlannableOperation, among fitting: [Int], of machines: [PlannableMachine], stock: FilamentStock
    ) -> (machine: Int, lot: Int)? {
        let serving = stock.serving(operation)
        var best: (machine: Int, lot: Int, rank: (Int, Int, Int))?
        for position in fitting {
            let machine = machines[position]
            guard let lot = stock.lot(for: operation, on: machine, of: serving) else { continue }
            let rank = (machine.load, stock.lots[lot].id == machine.spool ? 0 : 1, position)
            if let best, best.rank <= rank { continue }
            best = (position, lot, rank)
        }
        return best.map { ($0.machine, $0.lot) }
    }
}

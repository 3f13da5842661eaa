internal import FloorModel

/// First come, first served onto a machine that fits: the least loaded one, and among equals the one whose
/// mounted spool serves, so that nobody changes a spool without need.
public enum FirstComeFirstServed {
    public static func plan(_ problem: PlanningProblem) -> Plan {
        var machines = problem.machines
        var lots = problem.lots
        var assignments: [PlannedAssignment] = []
        for operation in problem.operations {
            guard let choice = best(for: operation, machines: machines, lots: lots) else { continue }
            machines[choice.machine].load += 1
            machines[choice.machine].spool = lots[choice.lot].id
            lots[choice.lot].free -= operation.mass ?? .zero
            // A spool that is to go onto one machine is not asked for on another.
            lots[choice.lot].boundTo = machines[choice.machine].id
            assignments.append(
                PlannedAssignment(
                    operation: operation.id, machine: machines[choice.machine].id, lot: lots[choice.lot].id))
        }
        return Plan(assignments: assignments)
    }

    private static func best(
        for operation: PlannableOperation, machines: [PlannableMachine], lots: [PlannableLot]
    ) -> (machine: Int, lot: Int)? {
        var best: (machine: Int, lot: Int, load: Int, needsMounting: Bool)?
        for (machineIndex, machine) in machines.enumerated() where operation.machines.contains(machine.id) {
            guard let lotIndex = lot(for: operation, on: machine, lots: lots) else { continue }
            let needsMounting = lots[lotIndex].id != machine.spool
            if let best, (best.load, best.needsMounting ? 1 : 0) <= (machine.load, needsMounting ? 1 : 0) { continue }
            best = (machineIndex, lotIndex, machine.load, needsMounting)
        }
        return best.map { ($0.machine, $0.lot) }
    }

    /// The mounted lot where it serves, else the first one in stock with enough left.
    private static func lot(
        for operation: PlannableOperation, on machine: PlannableMachine, lots: [PlannableLot]
    ) -> Int? {
        let serving = lots.indices.filter { index in
            let lot = lots[index]
            return lot.material == operation.material
                && (operation.colour == nil || operation.colour == lot.colour)
                && lot.free >= (operation.mass ?? Milligrams(1))
                && (lot.boundTo == nil || lot.boundTo == machine.id)
        }
        return serving.first { lots[$0].id == machine.spool } ?? serving.first
    }
}

import FloorModel
import Scheduling
import SeededRandom
import Testing

/// The planner finds lots by index; the rule itself, said plainly, looks at every lot for every machine.
@Suite struct PlainAssignmentTests {
    @Test("The planner assigns as the plain rule does", arguments: 0..<400)
    func agrees(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let problem = problem(&random)
        #expect(FirstComeFirstServed.plan(problem).assignments == plainly(problem))
    }

    private func problem(_ random: inout SplitMix64) -> PlanningProblem {
        let names = ["a", "b", "c"].map { MachineID($0) }
        let colours: [String?] = ["white", "red", nil]
        let lots = (1...Int.random(in: 1...8, using: &random)).map { number in
            PlannableLot(
                id: LotID(number: number), material: number.isMultiple(of: 4) ? "PETG" : "PLA",
                colour: colours.randomElement(using: &random) ?? nil,
                free: Milligrams(.random(in: -5...150, using: &random)),
                boundTo: Int.random(in: 0..<3, using: &random) == 0 ? names.randomElement(using: &random) : nil)
        }
        let machines = names.shuffled(using: &random).map {
            PlannableMachine(
                id: $0, spool: lots.randomElement(using: &random)?.id, load: .random(in: 0...1, using: &random))
        }
        let operations = (1...12).map { number in
            PlannableOperation(
                id: OperationID(number: number), material: number.isMultiple(of: 5) ? "PETG" : "PLA",
                colour: colours.randomElement(using: &random) ?? nil,
                mass: number.isMultiple(of: 7) ? nil : Milligrams(.random(in: 0...60, using: &random)),
                machines: names.filter { _ in Bool.random(using: &random) })
        }
        return PlanningProblem(operations: operations, machines: machines, lots: lots)
    }

    private func plainly(_ problem: PlanningProblem) -> [PlannedAssignment] {
        var (machines, lots) = (problem.machines, problem.lots)
        var assignments: [PlannedAssignment] = []
        for operation in problem.operations {
            var choices: [(rank: (Int, Int, Int), machine: Int, lot: Int)] = []
            for (index, machine) in machines.enumerated() where operation.machines.contains(machine.id) {
                let serving = lots.indices.filter { serves(lots[$0], operation, machine.id) }
                let mounted = serving.first { lots[$0].id == machine.spool }
                guard let lot = mounted ?? serving.first else { continue }
                choices.append(((machine.load, mounted == nil ? 1 : 0, index), index, lot))
            }
            guard let choice = choices.min(by: { $0.rank < $1.rank }) else { continue }
            machines[choice.machine].load += 1
            machines[choice.machine].spool = lots[choice.lot].id
            lots[choice.lot].free -= operation.mass ?? .zero
            lots[choice.lot].boundTo = machines[choice.machine].id
            assignments.append(
                PlannedAssignment(
                    operation: operation.id, machine: machines[choice.machine].id, lot: lots[choice.lot].id))
        }
        return assignments
    }

    private func serves(_ lot: PlannableLot, _ operation: PlannableOperation, _ machine: MachineID) -> Bool {
        lot.material == operation.material && (operation.colour == nil || operation.colour == lot.colour)
            && lot.free >= operation.mass ?? Milligrams(1) && (lot.boundTo == nil || lot.boundTo == machine)
    }
}

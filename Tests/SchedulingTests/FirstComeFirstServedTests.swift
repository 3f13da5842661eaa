import FloorModel
import Scheduling
import SeededRandom
import Testing

@Suite struct FirstComeFirstServedTests {
    private static let machines = ["a", "b", "c"].map { MachineID($0) }

    private func problem(_ random: inout SplitMix64) -> PlanningProblem {
        let colours = ["white", "red", nil]
        let lots = (1...Int.random(in: 1...6, using: &random)).map { number in
            PlannableLot(
                id: LotID(number: number), material: Bool.random(using: &random) ? "PLA" : "PETG",
                colour: colours.randomElement(using: &random) ?? nil,
                free: Milligrams(Int64.random(in: -5...100, using: &random)),
                boundTo: Int.random(in: 0..<4, using: &random) == 0 ? Self.machines.randomElement(using: &random) : nil)
        }
        let operations = (1...Int.random(in: 1...12, using: &random)).map { number in
            PlannableOperation(
                id: OperationID(number: number), material: Bool.random(using: &random) ? "PLA" : "PETG",
                colour: colours.randomElement(using: &random) ?? nil,
                mass: Bool.random(using: &random) ? Milligrams(Int64.random(in: 1...60, using: &random)) : nil,
                machines: Self.machines.filter { _ in Bool.random(using: &random) })
        }
        let machines = Self.machines.map {
            PlannableMachine(
                id: $0, spool: lots.randomElement(using: &random)?.id, load: Int.random(in: 0...1, using: &random))
        }
        return PlanningProblem(operations: operations, machines: machines, lots: lots)
    }

    @Test("Every plan fits: machine, filament, mass, and no spool on two machines", arguments: 0..<300)
    func fits(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let problem = problem(&random)
        let plan = FirstComeFirstServed.plan(problem)
        var taken: [LotID: Milligrams] = [:]
        var boundTo: [LotID: MachineID] = [:]
        for assignment in plan.assignments {
            let operation = try #require(problem.operations.first { $0.id == assignment.operation })
            let lot = try #require(problem.lots.first { $0.id == assignment.lot })
            #expect(operation.machines.contains(assignment.machine))
            #expect(lot.material == operation.material)
            #expect(operation.colour == nil || operation.colour == lot.colour)
            taken[lot.id, default: .zero] += operation.mass ?? .zero
            #expect(lot.boundTo == nil || lot.boundTo == assignment.machine)
            #expect(boundTo[lot.id, default: assignment.machine] == assignment.machine)
            boundTo[lot.id] = assignment.machine
        }
        for lot in problem.lots {
            if let mass = taken[lot.id] { #expect(mass <= lot.free, "\(lot.id) is promised twice") }
        }
        #expect(Set(plan.assignments.map(\.operation)).count == plan.assignments.count)
        let order = plan.assignments.map(\.operation)
        #expect(order == order.sorted(), "who came first is planned first")
        #expect(FirstComeFirstServed.plan(problem) == plan)
    }

    @Test("A spool that is mounted is used before one that somebody would have to mount")
    func prefersMounted() {
        let lots = [1, 2].map {
            PlannableLot(
                id: LotID(number: $0), material: "PLA", colour: nil, free: Milligrams(1000), boundTo: nil)
        }
        let machines = [
            PlannableMachine(id: Self.machines[0], spool: nil, load: 0),
            PlannableMachine(id: Self.machines[1], spool: LotID(number: 2), load: 0),
        ]
        let operation = PlannableOperation(
            id: OperationID(number: 1), material: "PLA", colour: nil, mass: Milligrams(10), machines: Self.machines)
        let plan = FirstComeFirstServed.plan(
            PlanningProblem(operations: [operation], machines: machines, lots: lots))
        let expected = PlannedAssignment(
            operation: operation.id, machine: Self.machines[1], lot: LotID(number: 2))
        #expect(plan.assignments == [expected])
    }
}

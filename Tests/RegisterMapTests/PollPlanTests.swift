import FloorModel
import RegisterMap
import SeededRandom
import Testing

/// A random machine, and what its registers hold.
private struct RandomMachine {
    var modules: [ModuleDescription] = []
    var points: [PointDescription] = []
    let units = ["m0": 1, "m1": 7, "m2": 247]
    var gap: GapBudget

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        gap = GapBudget(registers: Int.random(in: 0...9, using: &random), bits: Int.random(in: 0...40, using: &random))
        for index in 0..<3 {
            modules.append(
                ModuleDescription(
                    name: "m\(index)", title: "",
                    maximumRegisters: [1, 2, 5, 16, 20, 80, 125, 500].randomElement(using: &random)!,
                    isEvenOnly: Bool.random(using: &random)))
        }
        for index in 0..<Int.random(in: 1...60, using: &random) {
            let table = RegisterTable.allCases.randomElement(using: &random)!
            let base = [0, 0, 0, 300, 65_500].randomElement(using: &random)!
            points.append(
                PointDescription(
                    name: "p\(index)", module: "m\(Int.random(in: 0...2, using: &random))", table: table,
                    address: base + Int.random(in: 0...32, using: &random),
                    type: table.isBits ? .bit : PointType.allCases.dropFirst().randomElement(using: &random)!,
                    wordOrder: WordOrder.allCases.randomElement(using: &random)!,
                    poll: PollClass.allCases.randomElement(using: &random)!))
        }
    }

    func plan() -> PollPlan { PollPlan(points: points, modules: modules, units: units, gap: gap) }

    static func addresses(_ point: PointDescription) -> Range<Int> {
        point.address..<point.address + (point.table.isBits ? 1 : point.type.registers)
    }

    /// Every address holds something of its own.
    static func register(_ address: Int) -> UInt16 { UInt16(truncatingIfNeeded: address &* 40_503 &+ 17) & 0x7EFF }
}

extension PollBlock {
    fileprivate var asked: (table: RegisterTable, addresses: Range<Int>) {
        switch request.action {
        case .readBits(let table, let address, let count), .readRegisters(let table, let address, let count):
            (table, address..<address + count)
        default: (.coil, 0..<0)
        }
    }

    fileprivate var honestReply: ModbusReply {
        let (table, addresses) = asked
        return table.isBits
            ? .bits(addresses.map { RandomMachine.register($0) % 3 == 0 })
            : .registers(addresses.map(RandomMachine.register))
    }
}

@Suite struct PollPlanTests {
    @Test(arguments: 0..<400 as Range<UInt64>)
    func everyPointIsReadOnceWithinAllCaps(seed: UInt64) {
        let machine = RandomMachine(seed: seed)
        let plan = machine.plan()
        let blocks = plan.fast + plan.slow
        let planned = blocks.flatMap { $0.points.map(\.point.name) } + plan.unreadable.map(\.name)
        #expect(planned.sorted() == machine.points.filter { $0.poll != .none }.map(\.name).sorted())
        for poll in [PollClass.fast, .slow] {
            #expect(plan[poll].allSatisfy { block in block.points.allSatisfy { $0.point.poll == poll } })
        }
        for block in blocks { check(block, machine) }
    }

    private func check(_ block: PollBlock, _ machine: RandomMachine) {
        let (table, addresses) = block.asked
        #expect(block.request.isValid && block.request.isRead)
        #expect(block.unit == machine.units[block.module.name] && block.request.unit == block.unit)
        if table.isBits {
            #expect(addresses.count <= 16 * block.module.maximumRegisters)
        } else {
            #expect(addresses.count <= block.module.maximumRegisters)
            #expect(!block.module.isEvenOnly || addresses.count.isMultiple(of: 2))
        }
        let here = machine.points.filter { $0.module == block.module.name && $0.table == table }
        let polled = Set(here.filter { $0.poll != .none }.flatMap(RandomMachine.addresses))
        let forbidden = Set(here.filter { $0.poll == .none }.flatMap(RandomMachine.addresses)).subtracting(polled)
        #expect(forbidden.isDisjoint(with: addresses))
        for member in block.points {
            #expect(member.point.module == block.module.name && member.point.table == table)
            #expect(addresses.lowerBound + member.offset == member.point.address)
            #expect(
                RandomMachine.addresses(member.point).clamped(to: addresses) == RandomMachine.addresses(member.point))
        }
        let reach = block.points.map { RandomMachine.addresses($0.point) }
        let between = Set(addresses).subtracting(reach.flatMap(\.self)).count
        let budget = table.isBits ? machine.gap.bits : machine.gap.registers
        #expect(between <= budget * (block.points.count - 1) + 1)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func eachPointReadsItsOwnRegisters(seed: UInt64) {
        let plan = RandomMachine(seed: seed).plan()
        for block in plan.fast + plan.slow {
            for (member, reading) in zip(block.points, block.decode(block.honestReply)) {
                let addresses = RandomMachine.addresses(member.point)
                let alone =
                    member.point.table.isBits
                    ? member.point.decode(bit: RandomMachine.register(addresses.lowerBound) % 3 == 0)
                    : member.point.decode(registers: addresses.map(RandomMachine.register))
                #expect(reading == alone)
            }
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func anythingButTheRightReplyIsBad(seed: UInt64) {
        let plan = RandomMachine(seed: seed).plan()
        for block in plan.fast + plan.slow {
            let count = block.asked.addresses.count
            let replies: [ModbusReply] = [
                .exception(2), .written, .registers([UInt16](repeating: 1, count: count + 1)),
                .registers([UInt16](repeating: 1, count: count - 1)), .bits([Bool](repeating: true, count: count + 8)),
                block.asked.table.isBits
                    ? .registers([UInt16](repeating: 1, count: count)) : .bits([Bool](repeating: true, count: count)),
            ]
            for reply in replies {
                let readings = block.decode(reply)
                #expect(readings.map(\.name) == block.points.map(\.point.name))
                #expect(readings.allSatisfy { $0.quality == .bad })
            }
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func withoutGapsNothingElseIsAsked(seed: UInt64) {
        let plan = RandomMachine(seed: seed).plan()
        for block in plan.fast + plan.slow {
            let parts = block.withoutGaps()
            #expect(parts.flatMap { $0.points.map(\.point) } == block.points.map(\.point))
            for part in parts {
                let own = Set(part.points.flatMap { RandomMachine.addresses($0.point) })
                #expect(Set(part.asked.addresses).subtracting(own).count <= (part.module.isEvenOnly ? 1 : 0))
            }
        }
    }

    @Test func neighboursShareARequestAndWriteOnlyRegistersPartThem() {
        func holding(_ name: String, _ address: Int, _ poll: PollClass = .fast) -> PointDescription {
            PointDescription(name: name, module: "drive", table: .holding, address: address, type: .uint16, poll: poll)
        }
        let drive = ModuleDescription(name: "drive", title: "Delta MS300", maximumRegisters: 20)
        let points = [
            holding("a", 0x2100), holding("b", 0x2102), holding("c", 0x2103), holding("command", 0x2104, .none),
            holding("d", 0x2105),
        ]
        let plan = PollPlan(points: points, modules: [drive], units: ["drive": 3])
        #expect(
            plan.fast.map(\.request) == [
                ModbusRequest(unit: 3, .readRegisters(.holding, address: 0x2100, count: 4)),
                ModbusRequest(unit: 3, .readRegisters(.holding, address: 0x2105, count: 1)),
            ])
        #expect(plan.slow.isEmpty && plan.unreadable.isEmpty)
    }
}

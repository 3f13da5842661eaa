import FloorModel
import Testing
import VirtualMachines

/// Machines driven at random, with faults and hands in between.
@Suite struct HistoryTests {
    private static func request(_ module: String, _ chance: inout SplitMix64) -> ModbusRequest {
        let pick = chance.next() % 6
        switch module {
        case "drive", "screw", "puller":
            return [
                .writeRegister(address: 0x2000, value: 0x12), .writeRegister(address: 0x2000, value: 0x12),
                .writeRegister(address: 0x2000, value: pick.isMultiple(of: 2) ? 0x22 : 1),
                .writeRegister(address: 0x2001, value: UInt16(chance.next() % 6001)),
                .writeRegister(address: 0x2002, value: 2), .read(.holdingRegisters, address: 0x2100, count: 6),
            ][Int(pick)]
        case "io":
            return pick < 4
                ? .writeCoils(address: 0, [true, chance.next() % 4 > 0])
                : .writeCoil(address: Int(pick - 4), isOn: false)
        case "controller": return .writeRegister(address: 26, value: UInt16(chance.next() % 1201))
        case "feed", "barrel", "nozzle":
            return .writeRegister(address: 0x2103, value: UInt16(150 + chance.next() % 151))
        default: return .read(.inputRegisters, address: 0x34, count: 2)
        }
    }

    /// A floor's day at random from one seed; `grain` splits each pause into so many calls.
    private func play(_ kind: VirtualProcessKind, seed: UInt64, grain: Int) -> (ProcessBench, [ModbusAnswer?]) {
        var chance = SplitMix64(seed: seed)
        var bench = ProcessBench(kind, speed: [1, 20, 600][Int(seed % 3)], seed: seed)
        var answers: [ModbusAnswer?] = []
        let wiring = bench.process.configuration.wiring
        for _ in 0..<300 {
            for (name, unit) in wiring {
                answers.append(bench.process.answer(Self.request(name, &chance), unit: unit, at: bench.time))
            }
            hands(&bench, &chance)
            let pause = Duration.milliseconds(Int64(chance.next() % 1200))
            let start = bench.now
            for part in 1...grain {
                bench.now = start + pause * part / grain
                bench.process.advance(to: bench.time)
            }
            #expect(bench.unaccounted == 0)
        }
        return (bench, answers)
    }

    private func hands(_ bench: inout ProcessBench, _ chance: inout SplitMix64) {
        let time = bench.time
        do {
            switch chance.next() % 12 {
            case 0, 1:
                try bench.process.load(
                    Milligrams(1 + Int64(chance.next() % 900_000)), moisturePPM: Int(chance.next() % 8000), at: time)
            case 2: if chance.next() % 4 == 0 { _ = try bench.process.collect(at: time) }
            case 3: bench.process.setLid(isOpen: chance.next() % 3 == 0, at: time)
            case 4: try bench.process.setEmergencyStop(isPressed: chance.next() % 3 == 0, at: time)
            case 5: try bench.process.clearJam(at: time)
            case 6:
                let kinds = VirtualFaultKind.allCases.filter { $0.strikes(bench.process.configuration.kind) }
                try bench.process.inject(
                    kinds[Int(chance.next() % UInt64(kinds.count))], for: .milliseconds(Int64(chance.next() % 5000)),
                    at: time)
            default: break
            }
        } catch {
            #expect(!error.what.isEmpty && !error.remedy.isEmpty)
        }
    }

    @Test(arguments: VirtualProcessKind.allCases, 0..<6 as Range<UInt64>)
    func `no milligram is gained or lost, whatever happens`(kind: VirtualProcessKind, seed: UInt64) {
        let (bench, _) = play(kind, seed: seed, grain: 1)
        let masses = bench.state.masses
        #expect(masses.loaded > 0 && masses.lost >= 0)
        #expect(min(masses.hopper, masses.inProcess, masses.product, masses.byproduct) >= 0)
    }

    @Test(arguments: VirtualProcessKind.allCases, 0..<3 as Range<UInt64>)
    func `one seed and one input give the same answers, however often it is looked at`(
        kind: VirtualProcessKind, seed: UInt64
    ) {
        let (once, answers) = play(kind, seed: seed, grain: 1)
        let (finely, same) = play(kind, seed: seed, grain: 7)
        #expect(answers == same)
        #expect(once.state == finely.state)
    }

    @Test func `what was in a hopper can be had again, and no more fits than its capacity`() throws {
        for kind in VirtualProcessKind.allCases {
            var bench = ProcessBench(kind)
            let time = bench.time
            let capacity = Milligrams(kind.hopperCapacity)
            #expect(throws: VirtualProcessRefusal.self) { try bench.process.load(.zero, at: time) }
            #expect(throws: VirtualProcessRefusal.self) { try bench.process.load(capacity + Milligrams(1), at: time) }
            #expect(throws: VirtualProcessRefusal.self) {
                try bench.process.load(Milligrams(1), moisturePPM: -1, at: time)
            }
            try bench.process.load(capacity - Milligrams(1), moisturePPM: 777, at: time)
            #expect(throws: VirtualProcessRefusal.self) { try bench.process.load(Milligrams(2), at: time) }
            let taken = try bench.process.collect(at: time)
            #expect(taken.product + taken.left == kind.hopperCapacity - 1 && taken.byproduct == 0)
            #expect(bench.state.masses.collected == kind.hopperCapacity - 1)
        }
    }

    @Test func `a fault that does not fit the machine is refused, naming those that do`() {
        for kind in VirtualProcessKind.allCases {
            var bench = ProcessBench(kind)
            let time = bench.time
            for fault in VirtualFaultKind.allCases where !fault.strikes(kind) {
                let refusal = #expect(throws: VirtualProcessRefusal.self) {
                    try bench.process.inject(fault, at: time)
                }
                #expect(refusal?.remedy.contains("silence") == true)
            }
            #expect(bench.state.counters.faultsInjected == 0)
        }
        for fault in VirtualFaultKind.allCases {
            #expect(!fault.victims.isEmpty)
            #expect(fault.strikesPrinters != VirtualProcessKind.allCases.contains(where: fault.strikes))
        }
    }
}

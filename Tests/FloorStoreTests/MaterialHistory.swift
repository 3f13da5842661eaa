import FloorControl
import FloorModel
import Foundation
import SeededRandom

@testable import FloorStore

/// A random but possible history of a floor with one printer: spools come in, are weighed, mounted and printed from;
/// parts are handed over. People, titles and ids of jobs are long and short, and none of them occurs in another.
struct MaterialHistory {
    struct Maker {
        var user: String
        var person: PersonID
        /// Everything that is known of them: name, ids and titles of jobs.
        var markers: [String]
    }

    private static let printer = MachineID("mk3-1")

    private(set) var state = FloorState()
    private(set) var makers: [Maker] = []
    private var random: SplitMix64
    private var time: Int64 = 1_790_000_000_000
    private var marks = 0

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// Text of random length that occurs nowhere else.
    mutating func marker(_ length: ClosedRange<Int>) -> String {
        marks += 1
        let letters = (0..<Int.random(in: length, using: &random)).map { _ in
            Character(UnicodeScalar(UInt8.random(in: 0x61...0x7A, using: &random)))
        }
        return "<\(marks):" + String(letters) + ">"
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func join(_ user: String, as person: PersonID) {
        makers.append(Maker(user: user, person: person, markers: [user]))
    }

    mutating func erase(_ maker: Int) -> Maker { makers.remove(at: maker) }

    /// The next batch, committed or not: the state counts on it.
    private mutating func batch(_ events: [FloorEvent], _ records: [PersonalRecord] = []) -> CommitBatch {
        var batch = CommitBatch(before: state)
        for event in events {
            time += Int64(number(0...5000))
            let at = WallClock(milliseconds: time)
            batch.events.append(TimedEvent(event, at: at))
            state.evolve(event, at: at)
        }
        batch.records = records
        return batch
    }

    mutating func opening() -> CommitBatch {
        batch([
            .daemonStarted(.init(version: "0.1.0")), .machineAdded(.init(machine: Self.printer, type: "prusa-mk3s")),
        ])
    }

    /// Nothing of it belongs into the log.
    mutating func idling() -> CommitBatch {
        let states: [PackMLState] = [.stopped, .idle]
        let count = number(0...3)
        return batch(
            (0...count).map { .machineStateChanged(.init(machine: Self.printer, state: states[$0 % 2], reason: "x")) })
    }

    mutating func receiving() -> CommitBatch {
        let lot = state.lots.nextID
        let facts = LotFacts(form: .filament, material: "PLA", source: .postConsumer, grade: "A")
        let mass = Milligrams(Int64(number(500_000...1_000_000)))
        return batch([
            .lotReceived(.init(lot: lot, facts: facts, mass: mass, by: makers.randomElement(using: &random)?.person)),
            .lotMounted(.init(lot: lot, machine: Self.printer, by: nil)),
        ])
    }

    /// The scale finds a little less, or somebody had counted wrong, which declares the arrival wrong.
    mutating func weighing(_ lot: LotID) -> CommitBatch {
        let mass = Milligrams(Int64(number(1...1000)))
        let isMiscount = number(0...1) == 0
        return batch([
            .materialMoved(
                MaterialMoved(
                    movements: [Movement(mass, from: .lot(lot), to: .difference, isMiscount ? .adjusted : .weighed)],
                    by: makers.first?.person, adjustment: isMiscount ? .miscounted : nil, basis: .weighed))
        ])
    }

    /// A job from its acceptance to the part: three batches.
    mutating func printing(from spool: LotID, for maker: Int, file: String) -> [CommitBatch] {
        let job = state.jobs.nextID
        let operation = state.operations.nextID
        let person = makers[maker].person
        let details = JobDetails(
            submissionID: marker(1...60), title: marker(number(0...5) == 0 ? 2000...9000 : 1...200),
            fileName: number(0...1) == 0 ? marker(1...40) : nil)
        makers[maker].markers += [details.submissionID, details.title, details.fileName].compactMap { $0 }
        let order = JobOrder(
            person: person, submission: KeyedDigest("s-\(job)"), body: KeyedDigest("b-\(job)"), file: FileDigest(file),
            facts: PrintFileFacts(lines: 1, bytes: 1), material: "PLA", colour: nil, quantity: 1, due: nil, priority: 5)
        let part = state.lots.nextID
        let mass = Milligrams(Int64(number(1...2000)))
        return [
            batch(
                [.jobAccepted(.init(job: job, order: order, operations: [operation]))],
                [PersonalRecord(job: job, person: person, details: details)]),
            batch([.operationStarted(.init(operation: operation, machine: Self.printer, lot: spool))]),
            batch([
                .operationFinished(.init(operation: operation)),
                .lotProduced(
                    .init(
                        lot: part, facts: LotFacts(form: .part, material: "PLA"), operation: operation,
                        parents: [LotShare(spool, mass)], isDried: false)),
                .materialMoved(
                    MaterialMoved(
                        movements: [Movement(mass, from: .lot(spool), to: .lot(part), .produced)], operation: operation,
                        by: person, basis: .weighed)),
                .operationEnded(.init(operation: operation, outcome: .completed, by: person)),
            ]),
        ]
    }

    mutating func handingOver(_ lot: LotID) -> CommitBatch {
        let mass = state.lots[lot]?.mass ?? .zero
        return batch([
            .materialMoved(
                MaterialMoved(movements: [Movement(mass, from: .lot(lot), to: .outside, .handedOver)], basis: .weighed))
        ])
    }

    /// The next few batches, of any kind.
    mutating func next() -> [CommitBatch] {
        guard let spool = state.lots.filter({ $0.form == .filament }).last, spool.mass > Milligrams(100_000) else {
            return [receiving()]
        }
        switch number(0...9) {
        case 0: return [receiving()]
        case 1, 2: return [weighing(spool.id)]
        case 3: return [idling()]
        case 4:
            let parts = state.lots.filter { $0.form == .part && $0.mass > .zero }
            guard let part = parts.randomElement(using: &random) else { return [idling()] }
            return [handingOver(part.id)]
        default:
            guard !makers.isEmpty else { return [idling()] }
            let file = String(repeating: "\(number(1...9))", count: 64)
            return printing(from: spool.id, for: number(0...(makers.count - 1)), file: file)
        }
    }
}

import FloorControl
import FloorModel
import FloorProvenance
import Provenance
import Testing

/// The floor's state as what a scribe asks.
struct StateFacts: FloorFacts {
    let state: FloorState

    func lot(_ id: LotID) -> MaterialLot? { state.lots[id] }
    func operation(_ id: OperationID) -> FloorModel.Operation? { state.operations[id] }
    func job(_ id: JobID) -> Job? { state.jobs[id] }
    func machineType(_ id: MachineID) -> String? { state.machine(id)?.type }
}

/// A journal told as a log, and the mass balance that a stranger makes of it.
struct Chronicle {
    static let site = SiteDescription(
        id: "test", baseURL: "https://maak.example", timezone: "UTC", isVirtual: true)

    let scribe: ProvenanceScribe
    let names: Namespace
    var seal = Seal(origin: "maak.example/chain/virtual")
    var state = FloorState()
    var ledger = MaterialLedger()
    var drafts: [EventDraft] = []
    var entries: [SealedEvent] = []
    /// Where each key's event stands among the entries.
    var keys: [String: Int] = [:]
    var handedOver = Milligrams.zero
    /// When everything is recorded; nil: at once.
    var recordedAt: WallClock?
    private(set) var told = 0

    init(site: SiteDescription = Chronicle.site) {
        scribe = ProvenanceScribe(site: site)
        names = Namespace(baseURL: site.baseURL, site: site.id)
    }

    /// Tells what is new in a journal, and holds the balance against the book after every commit.
    mutating func tell(_ journal: [TimedEvent], _ context: String = "") {
        for (index, entry) in journal.enumerated().dropFirst(told) {
            tell(entry, context)
            if index + 1 == journal.count || journal[index + 1].at != entry.at { checkBalance(context) }
        }
        told = journal.count
    }

    private mutating func tell(_ entry: TimedEvent, _ context: String) {
        state.evolve(entry.event, at: entry.at)
        if case .materialMoved(let moved) = entry.event {
            for movement in moved.movements where movement.to == .outside { handedOver += movement.mass }
        }
        let drafts = scribe.drafts(of: entry.event, at: entry.at, facts: StateFacts(state: state))
        if !ProvenanceScribe.matters(entry.event) { #expect(drafts.isEmpty) }
        for draft in drafts { append(draft, at: entry.at, context) }
    }

    private mutating func append(_ draft: EventDraft, at time: WallClock, _ context: String) {
        drafts.append(draft)
        #expect(draft.event.eventID == nil && draft.event.recordTime == nil)
        #expect(!draft.lots.isEmpty && Set(draft.lots).count == draft.lots.count, "\(context)")
        #expect(Set(draft.personal.map(\.name)).count == draft.personal.count, "\(context)")
        let index = Int64(entries.count)
        let values = Dictionary(uniqueKeysWithValues: draft.personal.map { ($0.name, Secrets.value($0.source)) })
        let original = draft.corrects.flatMap { keys[$0] }.map { entries[$0].event }
        #expect((original == nil) == (draft.corrects == nil), "\(draft.corrects ?? "") is not there; \(context)")
        let sealed = seal.seal(
            draft, index: index, recordTime: recordedAt ?? time, values: values,
            salts: draft.personal.indices.map { Secrets.salt(index, $0) }, correcting: original)
        if let key = draft.key { #expect(keys.updateValue(entries.count, forKey: key) == nil, "\(key) twice") }
        entries.append(sealed)
        do {
            // What a stranger has are the bytes.
            let read = try EPCISEvent(entry: sealed.bytes)
            #expect(read == sealed.event)
            try ledger.add(read)
        } catch {
            Issue.record("\(error): \(String(decoding: sealed.bytes, as: UTF8.self)); \(context)")
        }
    }

    private func checkBalance(_ context: String) {
        var inMachines: [LotID: Milligrams] = [:]
        for machine in state.machines where state.balance(of: .machine(machine.id)) > .zero {
            for share in machine.operation.flatMap({ state.operations[$0] })?.loaded ?? [] {
                inMachines[share.lot, default: .zero] += share.mass
            }
        }
        for lot in state.lots {
            let balance = ledger.balance(names.object(lot.id.description))?.milligrams
            let expected = lot.mass + inMachines[lot.id, default: .zero]
            if balance != expected.count { Issue.record("\(lot.id): \(balance ?? -1) not \(expected); \(context)") }
        }
        let totals = ledger.totals
        #expect(totals.lost.milligrams == state.balance(of: .loss).count, "\(context)")
        #expect(totals.disposed.milligrams == state.balance(of: .disposed).count, "\(context)")
        #expect(totals.untraced.milligrams == state.balance(of: .untraced).count, "\(context)")
        #expect(totals.adjusted.milligrams == -state.balance(of: .difference).count, "\(context)")
        #expect(totals.handedOver.milligrams == handedOver.count, "\(context)")
        #expect(totals.received.milligrams == (handedOver - state.balance(of: .outside)).count, "\(context)")
    }

    /// The entries as one text, a line each.
    var text: String { entries.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n") }

    /// Entries with this step, as read.
    func events(_ step: String) -> [EPCISEvent] { entries.map(\.event).filter { $0.bizStep == step } }
}

/// What must not be found in a log.
enum Secrets {
    static let person = PersonID("p-00112233marker44")
    static let name = "Marker Ada Lovelace"
    static let title = "Marker title for my grandmother"
    static let fileName = "marker-heart-valve.gcode"
    static let origin = "Marker family of the fourth floor"
    static let mark = "marker-submission-"
    static let grade = "Marker grade as Ada found it"

    static func value(_ source: PersonalField.Source) -> String {
        switch source {
        case .person: name
        case .title: title
        case .fileName: fileName
        case .submission(let job): mark + job.description
        case .text(let text): text
        }
    }

    static let all = [person.name, name, title, fileName, origin, mark, grade]

    static func salt(_ index: Int64, _ place: Int) -> [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: Int(index) &* 31 &+ place &* 101 &+ $0 &* 7) }
    }
}

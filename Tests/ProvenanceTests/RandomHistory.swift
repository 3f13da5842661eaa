import Provenance
import SeededRandom

/// A makerspace for one seed: events as a log would hold them, and beside them the book that the ledger must arrive at,
/// kept by other means (shares as floating-point numbers).
struct RandomHistory {
    struct Lot {
        var id: String
        var form: String
        var isThing: Bool
        var milligrams: Int64
        var shares: [Origin: Double]
        var isGone = false
    }

    static let forms = ["waste", "flake", "pellet", "filament", "part", "scrap", "purge"]

    let namespace: Namespace
    let isSimulated: Bool
    var random: SplitMix64
    var events: [EPCISEvent] = []
    var lots: [Lot] = []
    var lost: Int64 = 0
    var disposed: Int64 = 0
    var handedOver: Int64 = 0
    var received: Int64 = 0
    var adjusted: Int64 = 0
    private var clock: Int64 = 1_763_712_000_000
    private var jobs = 0

    init(seed: UInt64, steps: Int, isSimulated: Bool = false, baseURL: String? = "https://maak.example/ruimte") {
        namespace = Namespace(baseURL: baseURL, site: "leuven")
        self.isSimulated = isSimulated
        random = SplitMix64(seed: seed)
        intake()
        for _ in 0..<steps { step() }
    }

    func uri(_ lot: Lot) -> String { lot.isThing ? namespace.object(lot.id) : namespace.lotClass(lot.id) }

    /// Printed parts that are still there, as one thing each.
    var parts: [Lot] { lots.filter { $0.form == "part" && !$0.isGone } }

    private mutating func step() {
        switch Int.random(in: 0..<16, using: &random) {
        case 0: intake()
        case 1: grade()
        case 2: weigh()
        case 3: process(from: ["waste", "scrap", "purge", "part"], to: "flake", step: "commissioning")
        case 4: process(from: ["flake"], to: "flake", step: namespace.voc("drying"))
        case 5, 6: process(from: ["flake", "pellet"], to: "filament", step: "commissioning")
        case 7: mount()
        case 8, 9, 10, 11: printPart()
        case 12: returnScrap()
        case 13: dispose()
        case 14: handOver()
        default: correct()
        }
    }

    // MARK: Events

    mutating func event(_ kind: EPCISEvent.Kind, _ bizStep: String) -> EPCISEvent {
        clock += Int64.random(in: 1...600_000, using: &random)
        var event = EPCISEvent(kind, at: Timestamp(milliseconds: clock), vocabulary: namespace.vocabulary)
        var entropy: [UInt8] = []
        for _ in 0..<10 { entropy.append(UInt8.random(in: 0...255, using: &random)) }
        event.eventID = EventID(time: event.eventTime, entropy: entropy)
        event.recordTime = Timestamp(milliseconds: clock + 20)
        event.bizStep = bizStep
        event.readPoint = namespace.location("bench 1")
        event.bizLocation = namespace.location("leuven")
        event.isSimulated = isSimulated
        return event
    }

    private mutating func pick(_ suits: (Lot) -> Bool) -> Int? {
        lots.indices.filter { suits(lots[$0]) }.randomElement(using: &random)
    }

    private mutating func newLot(_ form: String, _ milligrams: Int64, _ shares: [Origin: Double]) -> Lot {
        let id = "lot-\(lots.count + 1)"
        let isThing = form == "filament" || form == "part"
        let lot = Lot(id: id, form: form, isThing: isThing, milligrams: milligrams, shares: shares)
        lots.append(lot)
        return lot
    }

    private mutating func intake() {
        let origin = Origin.allCases.randomElement(using: &random) ?? .virgin
        let form = ["waste", "waste", "pellet", "filament"].randomElement(using: &random) ?? "waste"
        let mass = Int64.random(in: 0...20_000_000, using: &random)
        let lot = newLot(form, mass, [origin: Double(mass)])
        received += mass
        var event = event(.object(.add), "commissioning")
        event.disposition = "in_progress"
        if lot.isThing {
            event.epcList = [uri(lot)]
            event.netMass = Mass(milligrams: mass)
        } else {
            event.quantityList = [Quantity(uri(lot), Mass(milligrams: mass))]
        }
        var description = LotDescription(lot: uri(lot), form: form, material: "PETG")
        description.origin = origin == .untraced ? nil : origin
        description.colour = "weiß"
        event.describe([description])
        event.sources = [TypedReference(type: "possessing_party", uri: namespace.prodorder("donor-\(lot.id)"))]
        event.setCommitment(
            Commitment.make(
                domain: Commitment.domain(field: "donor"), salt: [UInt8](repeating: 7, count: 32), value: "Zoë"),
            of: "donor")
        events.append(event)
    }

    private mutating func grade() {
        guard let index = pick({ _ in true }) else { return }
        var event = event(.object(.observe), "inspecting")
        event.disposition = "conformant"
        event.epcList = [namespace.object(lots[index].id)]
        event.extensions["machina:grade"] = "B – größer Ω 🧪"
        events.append(event)
    }

    /// Weighs, and corrects the book to what the scale said.
    private mutating func weigh() {
        guard let index = pick({ $0.milligrams > 0 }) else { return }
        let found = Int64.random(in: -min(lots[index].milligrams, 3000)...3000, using: &random)
        var event = event(.object(.observe), "inspecting")
        event.quantityList = [Quantity(namespace.lotClass(lots[index].id), mass(lots[index].milligrams + found))]
        var report = SensorReport(type: "Mass", uom: "KGM", value: mass(lots[index].milligrams + found).kilograms)
        report.sDev = JSONNumber(rounding: 0.0005, decimals: 4)
        event.sensorElements = [
            SensorElement(time: event.eventTime, deviceID: namespace.asset("scale-1"), reports: [report])
        ]
        adjust(index, by: found, &event)
        events.append(event)
    }

    private mutating func adjust(_ index: Int, by found: Int64, _ event: inout EPCISEvent) {
        event.adjustment = mass(found)
        adjusted += found
        let factor = Double(lots[index].milligrams + found) / Double(lots[index].milligrams)
        lots[index].shares = lots[index].shares.mapValues { $0 * factor }
        lots[index].milligrams += found
    }

    private mutating func take(_ index: Int, _ milligrams: Int64) -> [Origin: Double] {
        let lot = lots[index]
        let factor = lot.milligrams == 0 ? 0 : Double(milligrams) / Double(lot.milligrams)
        lots[index].milligrams -= milligrams
        lots[index].shares = lot.shares.mapValues { $0 * (1 - factor) }
        return lot.shares.mapValues { $0 * factor }
    }

    /// One or two lots become one of a kind, with purge or reject beside it and something lost.
    private mutating func process(from forms: Set<String>, to form: String, step: String) {
        guard let first = pick({ forms.contains($0.form) && !$0.isGone && $0.milligrams > 10 }) else { return }
        let second = pick { forms.contains($0.form) && !$0.isGone && $0.milligrams > 10 && !$0.isThing }
        var event = event(.transformation, step)
        var pool: [Origin: Double] = [:]
        var total: Int64 = 0
        for index in Set([first, second].compactMap { $0 }).sorted() {
            let isWhole = lots[index].isThing
            let left = lots[index].milligrams
            let mass = isWhole ? left : Int64.random(in: 1...left, using: &random)
            if isWhole {
                event.inputEPCs.append(uri(lots[index]))
            } else {
                event.inputs.append(Quantity(uri(lots[index]), Mass(milligrams: mass)))
            }
            pool.merge(take(index, mass), uniquingKeysWith: +)
            lots[index].isGone = isWhole
            total += mass
        }
        let loss = Int64.random(in: 0...total / 10, using: &random)
        let aside = Int64.random(in: 0...total / 10, using: &random)
        let shares = { (mass: Int64) in pool.mapValues { $0 * Double(mass) / Double(total) } }
        let made = newLot(form, total - loss - aside, shares(total - loss - aside))
        let waste = newLot("purge", aside, shares(aside))
        give([made, waste], &event)
        event.loss = mass(loss)
        lost += loss
        event.transformationID = namespace.operation("operation-\(lots.count)")
        addMachine(["shred-1", "dry-1", "extrude-1"].randomElement(using: &random) ?? "shred-1", &event)
        events.append(event)
    }

    private func give(_ made: [Lot], _ event: inout EPCISEvent) {
        for lot in made where lot.isThing {
            event.outputEPCs.append(uri(lot))
            event.netMass = Mass(milligrams: lot.milligrams)
        }
        event.outputs = made.filter { !$0.isThing }.map { Quantity(uri($0), Mass(milligrams: $0.milligrams)) }
        event.describe(made.map { LotDescription(lot: uri($0), form: $0.form, material: "PETG") })
    }

    private mutating func addMachine(_ machine: String, _ event: inout EPCISEvent) {
        event.asset = namespace.asset(machine)
        event.recipe = RecipeReference(name: "\(machine) petg", version: "\(Int.random(in: 1...3, using: &random))")
        if Bool.random(using: &random) {
            event.energyKilowattHours = JSONNumber(Int64.random(in: 0...5_000_000, using: &random), decimals: 6)
        }
        var report = SensorReport(type: "Temperature", uom: "CEL")
        report.meanValue = JSONNumber(1205, decimals: 1)
        report.minValue = JSONNumber(118)
        report.maxValue = JSONNumber(124)
        event.sensorElements = [
            SensorElement(
                startTime: Timestamp(milliseconds: event.eventTime.milliseconds - 60_000), endTime: event.eventTime,
                deviceID: namespace.asset(machine), reports: [report])
        ]
    }

    private mutating func mount() {
        guard let index = pick({ $0.form == "filament" && !$0.isGone }) else { return }
        let isMounted = Bool.random(using: &random)
        var event = event(.association(isMounted ? .add : .delete), isMounted ? "installing" : "removing")
        event.parentID = namespace.asset("mk3-1")
        event.childEPCs = [uri(lots[index])]
        events.append(event)
    }

    private mutating func printPart() {
        guard let spool = pick({ $0.form == "filament" && !$0.isGone && $0.milligrams > 10 }) else { return }
        jobs += 1
        let order = TypedReference(type: "prodorder", uri: namespace.prodorder("job-\(jobs)"))
        var start = event(.object(.observe), namespace.voc("print_started"))
        start.epcList = [uri(lots[spool])]
        start.bizTransactions = [order]
        events.append(start)
        var end = event(.transformation, "commissioning")
        end.bizTransactions = [order]
        let used = Int64.random(in: 0...min(lots[spool].milligrams, 200_000), using: &random)
        end.inputs = [Quantity(namespace.lotClass(lots[spool].id), Mass(milligrams: used))]
        let pool = take(spool, used)
        let fails = Int.random(in: 0..<4, using: &random) == 0
        let scrap = fails ? used : Int64.random(in: 0...used, using: &random)
        let shares = { (mass: Int64) in pool.mapValues { used == 0 ? 0 : $0 * Double(mass) / Double(used) } }
        var made: [Lot] = []
        if fails {
            end.disposition = "non_conformant"
            end.failReason = "thermal_runaway"
        } else {
            made.append(newLot("part", used - scrap, shares(used - scrap)))
            end.gcodeSHA256 = String(repeating: "ab", count: 32)
        }
        made.append(newLot("scrap", scrap, shares(scrap)))
        give(made, &end)
        addMachine("mk3-1", &end)
        events.append(end)
    }

    private mutating func returnScrap() {
        guard let index = pick({ $0.form == "scrap" }) else { return }
        var event = event(.object(.observe), "receiving")
        event.disposition = "returned"
        event.quantityList = [Quantity(uri(lots[index]), mass(lots[index].milligrams))]
        events.append(event)
    }

    private mutating func dispose() {
        guard let index = pick({ $0.milligrams > 0 && !$0.isThing }) else { return }
        let mass = Int64.random(in: 1...lots[index].milligrams, using: &random)
        var event = event(.object(.delete), "destroying")
        event.disposition = "disposed"
        event.quantityList = [Quantity(uri(lots[index]), Mass(milligrams: mass))]
        _ = take(index, mass)
        disposed += mass
        events.append(event)
    }

    private mutating func handOver() {
        guard let index = pick({ $0.form == "part" && !$0.isGone }) else { return }
        var event = event(.object(.observe), "shipping")
        event.disposition = "in_transit"
        event.epcList = [uri(lots[index])]
        event.destinations = [TypedReference(type: "possessing_party", uri: namespace.prodorder("maker 9/job 4"))]
        handedOver += lots[index].milligrams
        _ = take(index, lots[index].milligrams)
        lots[index].isGone = true
        events.append(event)
    }

    /// Declares the commissioning of a lot wrong, then carries the difference.
    private mutating func correct() {
        guard let index = pick({ $0.milligrams > 0 }) else { return }
        let wrong = namespace.object(lots[index].id)
        guard var declaration = events.first(where: { $0.made.map { LotReference($0).uri }.contains(wrong) }) else {
            return
        }
        var corrective = event(.object(.observe), "inspecting")
        declaration.errorDeclaration = ErrorDeclaration(
            declarationTime: corrective.eventTime, reason: "incorrect_data",
            correctiveEventIDs: [corrective.eventID].compactMap { $0 })
        declaration.recordTime = corrective.recordTime
        corrective.epcList = [wrong]
        adjust(index, by: Int64.random(in: -lots[index].milligrams...5000, using: &random), &corrective)
        events += [declaration, corrective]
    }

    private func mass(_ milligrams: Int64) -> Mass { Mass(milligrams: milligrams) }
}

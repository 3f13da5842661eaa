internal import Foundation
internal import Provenance
internal import TransparencyLog

/// A verified passport as people read it: a pure function from what the events establish to lines.
enum PassportSheet {
    static func lines(_ facts: PassportFacts) -> [String] {
        let claims = facts.claims
        var lines = [headline(facts)]
        if facts.isSimulated { lines.append("  SIMULATED: made on a virtual floor, there is no such thing") }
        lines += FloorSheets.field("link", facts.itemURI)
        lines += FloorSheets.field("printed", claims.printedAt?.description)
        lines += FloorSheets.field("state", state(facts))
        lines += FloorSheets.field("contains", contents(claims.composition))
        lines += made(of: claims)
        lines += FloorSheets.field("machines", list(claims.machines))
        lines += FloorSheets.field("recipes", list(claims.recipes.map { "\($0.name) (version \($0.version))" }))
        lines += FloorSheets.field("energy", energy(claims))
        lines += FloorSheets.field("G-code", claims.gcodeSHA256.map { "SHA-256 \($0)" })
        lines += FloorSheets.field("events", proof(facts))
        lines += FloorSheets.field("corrected", corrections(facts.declaredWrong.count))
        for disclosure in facts.disclosures { lines += FloorSheets.field(disclosure.field, disclosure.value) }
        lines += FloorSheets.field("log", facts.checkpoint.origin)
        return lines
    }

    /// `lot-6  PLA part, 1.7 g, 100.0 % recycled`
    static func headline(_ facts: PassportFacts) -> String {
        let form = facts.claims.ancestry.last?.form
        let what = [facts.claims.material, form].compactMap { $0 }.joined(separator: " ")
        let parts = [what, grams(facts.claims.mass), recycled(facts.claims)].filter { !$0.isEmpty }
        return "\(facts.item)  \(parts.joined(separator: ", "))"
    }

    /// `100.0 % recycled`; rounded down, so that it never says more than there is.
    static func recycled(_ claims: PassportClaims) -> String {
        claims.recycledPerMille.map { "\($0 / 10).\($0 % 10) % recycled" } ?? "no mass, so no share"
    }

    static func grams(_ mass: Mass) -> String { "\(mass.grams) g" }

    private static func contents(_ composition: Composition) -> String? {
        list(Origin.allCases.filter { composition[$0] > .zero }.map { "\(grams(composition[$0])) \($0.words)" })
    }

    private static func made(of claims: PassportClaims) -> [String] {
        let names = Set(claims.wasteLots)
        let received = claims.ancestry.dropLast().filter { $0.parents.isEmpty }
        return received.flatMap { lot in
            let what = [lot.material, lot.form, lot.origin?.words].compactMap { $0 }.joined(separator: " ")
            let name = names.contains(lot.lot) ? "waste" : "from"
            return FloorSheets.field(name, "\(lot.lot)  \(what)  \(grams(lot.mass))")
        } + FloorSheets.field("by way of", list(claims.ancestry.dropLast().filter { !$0.parents.isEmpty }.map(\.lot)))
    }

    private static func energy(_ claims: PassportClaims) -> String {
        guard let energy = claims.energyKilowattHours else { return "not metered" }
        return "\(energy) kWh of whole steps" + (claims.energyIsComplete ? "" : ", not all of them metered")
    }

    private static func proof(_ facts: PassportFacts) -> String {
        let witnesses = facts.checkpoint.cosignatures.map(\.name)
        let seen = witnesses.isEmpty ? "" : ", cosigned by " + witnesses.joined(separator: ", ")
        let head = "its checkpoint of \(facts.checkpoint.size) entries"
        return "\(facts.events), each proved to be in the log under \(head)\(seen)"
    }

    /// `handed over, as of its checkpoint of 42 entries`
    private static func state(_ facts: PassportFacts) -> String {
        let words =
            switch facts.claims.state {
            case .present: "present"
            case .handedOver: "handed over"
            case .disposed: "DISPOSED OF: thrown away"
            case .usedUp: "USED UP: made into something else"
            }
        return "\(words), as of its checkpoint"
    }

    private static func corrections(_ count: Int) -> String? {
        count == 0 ? nil : "\(count) of them were declared wrong later"
    }

    private static func list(_ words: [String]) -> String? { words.isEmpty ? nil : words.joined(separator: ", ") }
}

extension Origin {
    fileprivate var words: String { rawValue.replacing("_", with: "-") }
}

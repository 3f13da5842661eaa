internal import FloorAPITypes
internal import FloorModel

/// A lot's story and the book of masses: pure functions from views to lines.
enum LotSheets {
    static func lot(_ detail: LotDetailView, width: Int?) -> [String] {
        let lot = detail.lot
        var lines = ["\(lot.id)  \(lot.words)"]
        lines += FloorSheets.field("left", grams(lot.massG))
        lines += FloorSheets.field("reserved", grams(lot.reservedG))
        lines += FloorSheets.field("free", grams(lot.freeG))
        lines += FloorSheets.field("location", lot.location)
        lines += FloorSheets.field("mounted on", lot.mountedOn?.name)
        lines += FloorSheets.field("source", lot.source?.words)
        lines += FloorSheets.field("grade", lot.grade)
        lines += FloorSheets.field("generation", "\(lot.generation)")
        lines += FloorSheets.field("moisture", moisture(of: lot))
        lines += FloorSheets.field("origin", lot.origin)
        lines += FloorSheets.field("tare", lot.tareG.map { grams($0) })
        lines += FloorSheets.field("here since", lot.receivedAt.description)
        lines += FloorSheets.field("made by", detail.madeBy?.words)
        if !detail.parents.isEmpty { lines += ["", "made of"] + ancestors(detail.parents, depth: 1) }
        if !detail.children.isEmpty { lines += ["", "became"] + detail.children.map { "  \($0.words)" } }
        return lines + [""] + history(detail.history, width: width)
    }

    private static func moisture(of lot: LotView) -> String? {
        lot.moisturePpm.map { "\($0) ppm" + (lot.driedAt.map { ", dried \($0)" } ?? "") }
    }

    private static func ancestors(_ ancestors: [LotAncestorView], depth: Int) -> [String] {
        ancestors.flatMap { lot in
            let words = [lot.material, lot.form.rawValue, lot.source?.words, lot.origin].compactMap { $0 }
            let line = "\(lot.lot)  \(grams(lot.massG))  \(words.joined(separator: " "))"
            return [String(repeating: "  ", count: depth) + line] + self.ancestors(lot.parents, depth: depth + 1)
        }
    }

    private static func history(_ history: [LotHistoryView], width: Int?) -> [String] {
        guard !history.isEmpty else { return ["nothing in the journal"] }
        var table = Table([
            .init(title: "AT"), .init(title: "WHAT"), .init(title: "FROM"), .init(title: "TO"),
            .init(title: "MASS", isRight: true), .init(title: "BY", shrinks: true), .init(title: "NOTE", shrinks: true),
        ])
        for entry in history {
            table.add([
                entry.at.description, entry.words, entry.from?.description ?? "-", entry.to?.description ?? "-",
                entry.massG.map { grams($0) } ?? "-", entry.who ?? entry.by?.name ?? "-", entry.note,
            ])
        }
        return table.lines(width: width)
    }

    static func ledger(_ ledger: LedgerView, width: Int?) -> [String] {
        var table = Table([
            .init(title: "ACCOUNT"), .init(title: "BALANCE", isRight: true), .init(title: "WHAT", shrinks: true),
        ])
        for account in ledger.accounts {
            let what = [account.material, account.form?.rawValue].compactMap { $0 }.joined(separator: " ")
            table.add([account.account.description, grams(account.balanceG), what.isEmpty ? account.words : what])
        }
        table.add(["sum", grams(ledger.sumG), ledger.sumG == 0 ? "nothing is missing" : "MUST BE 0: report this"])
        guard !ledger.totals.isEmpty else { return table.lines(width: width) }
        var stock = Table([
            .init(title: "IN STOCK"), .init(title: "MATERIAL"), .init(title: "MASS", isRight: true),
            .init(title: "LOTS", isRight: true),
        ])
        for total in ledger.totals {
            stock.add([total.form.rawValue, total.material, grams(total.massG), "\(total.lots)"])
        }
        return table.lines(width: width) + [""] + stock.lines(width: width)
    }
}

extension LotView {
    /// `white PLA filament`
    var words: String { [colour, material, form.rawValue].compactMap { $0 }.joined(separator: " ") }
}

extension MaterialSource {
    var words: String {
        switch self {
        case .virgin: "virgin"
        case .preConsumer: "pre-consumer"
        case .postConsumer: "post-consumer"
        case .ownScrap: "own scrap"
        }
    }
}

extension LotShareView {
    /// `lot-3  500 g  white PLA waste  (bin 4)`
    var words: String {
        let what = [colour, material, form?.rawValue].compactMap { $0 }.joined(separator: " ")
        return [lot.description, grams(massG), what, location.map { "(\($0))" } ?? ""].filter { !$0.isEmpty }
            .joined(separator: "  ")
    }
}

extension LotMakingView {
    fileprivate var words: String {
        "\(operation) for \(job), \(recipe ?? "a print")" + (machine.map { " on \($0)" } ?? "")
    }
}

extension LotHistoryView {
    /// What happened, in one word or two.
    fileprivate var words: String {
        if let reason { return reason.rawValue }
        return switch type {
        case "lot_weighed": "on the scale"
        case "lot_moved": "put away"
        case "lot_mounted": "mounted"
        case "lot_produced": to == nil ? "came to be" : "taken for"
        case "hopper_loaded": "in the hopper"
        default: type
        }
    }

    fileprivate var note: String {
        let notes: [String?] = [
            adjustment?.rawValue, location.map { "at \($0)" }, machine.map { "on \($0)" }, operation?.description,
            scale.map { "scale \($0)" }, basis == .estimated ? "estimated" : nil,
        ]
        return notes.compactMap { $0 }.joined(separator: ", ")
    }
}

extension AccountView {
    /// What stands on an account that is no lot.
    fileprivate var words: String {
        switch account {
        case .outside: "received from outside and not handed over, as a debt"
        case .machine: "in the machine"
        case .loss: "dust, moisture, residue"
        case .difference: "found or missed by scales and counts"
        case .disposed: "thrown away"
        case .untraced: "in parts from before parts were lots"
        case .lot: ""
        }
    }
}

public import FloorAPITypes
internal import FloorControl
internal import FloorModel

extension FloorViews {
    public var ledger: LedgerView {
        let others = state.book.accounts.filter { $0.balance != .zero }.map {
            AccountView(account: $0.account, balanceG: $0.balance.grams)
        }
        let lots = state.lots.filter { $0.mass != .zero }.map { lot in
            AccountView(account: .lot(lot.id), balanceG: lot.mass.grams, form: lot.form, material: lot.material)
        }
        return LedgerView(accounts: others + lots, totals: totals, sumG: state.sumOfAllAccounts.grams)
    }

    private var totals: [StockView] {
        var lots: [StockKey: (mass: Milligrams, count: Int)] = [:]
        for lot in state.lots where lot.mass != .zero {
            let total = lots[StockKey(lot), default: (.zero, 0)]
            lots[StockKey(lot)] = (total.mass + lot.mass, total.count + 1)
        }
        return lots.sorted { $0.key < $1.key }.map { key, total in
            StockView(form: key.form, material: key.material, massG: total.mass.grams, lots: total.count)
        }
    }
}

private struct StockKey: Hashable, Comparable {
    var form: MaterialForm
    var material: String

    init(_ lot: MaterialLot) {
        form = lot.form
        material = lot.material
    }

    private var place: Int { MaterialForm.allCases.firstIndex(of: form) ?? 0 }

    static func < (left: Self, right: Self) -> Bool {
        (left.place, left.material) < (right.place, right.material)
    }
}

public import FloorModel

/// One account of the floor's double-entry book.
public struct AccountView: Hashable, Sendable, Codable {
    /// `outside`, `lot-3`, `machine/shred-1`, `loss`, `difference`, `disposed`, `untraced`.
    public var account: Account
    /// Negative for what the floor owes: `outside` stands at minus all that was received.
    public var balanceG: Double
    /// Of a lot.
    public var form: MaterialForm?
    public var material: String?

    public init(account: Account, balanceG: Double, form: MaterialForm? = nil, material: String? = nil) {
        self.account = account
        self.balanceG = balanceG
        self.form = form
        self.material = material
    }
}

/// All lots of one form and material together.
public struct StockView: Hashable, Sendable, Codable {
    public var form: MaterialForm
    public var material: String
    public var massG: Double
    /// How many of them are not empty.
    public var lots: Int

    public init(form: MaterialForm, material: String, massG: Double, lots: Int) {
        self.form = form
        self.material = material
        self.massG = massG
        self.lots = lots
    }
}

/// `GET /v1/ledger`: where all mass is. What came in equals what is here, what left and what was lost.
public struct LedgerView: Hashable, Sendable, Codable {
    /// Those whose balance is not zero: first what is not a lot, then the lots by number.
    public var accounts: [AccountView]
    /// By form in the order of the way from waste to part, then by material.
    public var totals: [StockView]
    /// Over all accounts. Anything but 0 is a fault of this program.
    public var sumG: Double

    public init(accounts: [AccountView], totals: [StockView], sumG: Double) {
        self.accounts = accounts
        self.totals = totals
        self.sumG = sumG
    }
}

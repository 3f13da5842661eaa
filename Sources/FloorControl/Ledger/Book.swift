public import FloorModel

/// What stands on one account.
public struct AccountBalance: Hashable, Sendable {
    public var account: Account
    public var balance: Milligrams

    public init(_ account: Account, _ balance: Milligrams) {
        self.account = account
        self.balance = balance
    }
}

/// The accounts of the double-entry book that are not lots; a lot carries its own balance.
public struct Book: Hashable, Sendable {
    /// In order of first use.
    private var balances: [AccountBalance] = []

    public init() {}

    /// Zero for an account that nothing ever touched.
    public func balance(of account: Account) -> Milligrams {
        balances.first { $0.account == account }?.balance ?? .zero
    }

    /// Every account but the lots, sorted by name.
    public var accounts: [AccountBalance] {
        balances.sorted { $0.account.description < $1.account.description }
    }

    mutating func add(_ mass: Milligrams, to account: Account) {
        if let index = balances.firstIndex(where: { $0.account == account }) {
            balances[index].balance += mass
        } else {
            balances.append(AccountBalance(account, mass))
        }
    }
}

extension FloorState {
    public func balance(of account: Account) -> Milligrams {
        if case .lot(let lot) = account { lots[lot]?.mass ?? .zero } else { book.balance(of: account) }
    }

    /// What all accounts add up to: zero, because every movement takes what it gives.
    public var sumOfAllAccounts: Milligrams {
        book.accounts.reduce(lots.reduce(.zero) { $0 + $1.mass }) { $0 + $1.balance }
    }

    mutating func book(_ movement: Movement) {
        precondition(movement.mass > .zero, "a movement moves something")
        add(-movement.mass, to: movement.from)
        add(movement.mass, to: movement.to)
    }

    private mutating func add(_ mass: Milligrams, to account: Account) {
        if case .lot(let lot) = account {
            lots.update(lot) { $0.mass += mass }
        } else {
            book.add(mass, to: account)
        }
    }
}

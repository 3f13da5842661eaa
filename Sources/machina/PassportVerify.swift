internal import ArgumentParser
internal import Provenance
internal import TransparencyLog

/// `machina passport verify`: a passport and a key are enough.
struct PassportVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a passport offline, with nothing but the log's public key.",
        discussion: """
            Exits with 0, or with 1 and every check that fails by name. Nothing that the passport claims is believed: each \
            figure is reckoned from its events. The vkey must come by another way than the passport, best from the \
            makerspace itself.
            Example: machina passport verify lot-6.passport.json --vkey "$(cat floor.vkey)"
            """)

    @Argument(help: ArgumentHelp("A passport.", valueName: "file")) var file: String
    @OptionGroup var trust: TrustOptions
    @Flag(help: "Take a passport from a virtual floor, where nothing is real.") var allowSimulated = false
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let policy = try trust.trusted()
        let bytes = try readFile(file, limit: Passport.byteLimit)
        let check = PassportCheck(file: bytes, policy: policy, allowsSimulated: allowSimulated)
        if json { try printJSON(PassportReport(check)) }
        guard let facts = check.facts else {
            printError("machina: \(file) does not verify")
            for problem in check.problems { printError("  \(problem.line)") }
            throw ExitCode.checkFailed
        }
        guard !json else { return }
        let limits = FloorSheets.field("limits", PassportFacts.limits)
        printLines(["\(file): every check holds", ""] + PassportSheet.lines(facts) + limits)
    }
}

/// What `passport verify --json` prints.
struct PassportReport: Encodable {
    struct Head: Encodable {
        var origin: String
        var size: UInt64
    }

    var verified: Bool
    var item: String?
    var itemUri: String?
    var simulated: Bool?
    var material: String?
    var massG: Double?
    /// `present`, `handed_over`, `disposed`, `used_up`.
    var state: String?
    var recycledPercent: Double?
    var events: Int?
    var checkpoint: Head?
    /// Ids of events that were declared wrong later on.
    var declaredWrong: [String]?
    /// What fails.
    var problems: [PassportCheck.Problem]

    init(_ check: PassportCheck) {
        verified = check.facts != nil
        problems = check.problems
        guard let facts = check.facts else { return }
        item = facts.item
        itemUri = facts.itemURI
        simulated = facts.isSimulated
        material = facts.claims.material
        massG = Double(facts.claims.mass.milligrams) / 1000
        state = facts.claims.state.rawValue
        recycledPercent = facts.claims.recycledPerMille.map { Double($0) / 10 }
        events = facts.events
        checkpoint = Head(origin: facts.checkpoint.origin, size: facts.checkpoint.size)
        declaredWrong = facts.declaredWrong.map(\.description)
    }
}

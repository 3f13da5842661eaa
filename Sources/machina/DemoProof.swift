internal import FloorAPITypes
internal import FloorClient
internal import FloorModel
internal import Foundation
internal import LogStore
internal import Provenance
internal import TransparencyLog

/// What the demo hands to a stranger, and what a stranger finds out with it while no daemon runs.
struct DemoProof {
    let item: LotID
    /// The passport's file.
    let passport: URL
    /// The folder of the log.
    let chain: URL
    /// The log's public key.
    let vkey: String

    /// Takes the passport from the daemon and puts it on the stage, once all that happened is signed.
    static func take(_ item: LotID, from client: FloorClient, to stage: DemoStage) async throws -> DemoProof {
        var view = try await client.chain()
        let deadline = ContinuousClock.now + DemoStage.patience
        while view.state == .opening || view.pending > 0 {
            guard ContinuousClock.now < deadline else {
                throw DemoFailure(
                    what: "\(view.pending) events are not signed yet",
                    remedy: "read the logs in \(stage.directory.path)")
            }
            try await Task.sleep(for: .milliseconds(50))
            view = try await client.chain()
        }
        guard view.state == .running, let vkey = view.vkey else {
            throw DemoFailure(
                what: "the provenance log is not signed: \(view.detail ?? view.state.rawValue)",
                remedy: "read the logs in \(stage.directory.path)")
        }
        let file = stage.directory.appending(path: "\(item).passport.json")
        try Data(try await client.passport(item)).write(to: file)
        try Data((vkey + "\n").utf8).write(to: stage.directory.appending(path: "chain.vkey"))
        return DemoProof(item: item, passport: file, chain: stage.chain, vkey: vkey)
    }

    /// Checks passport and log from their files and the key alone.
    ///
    /// - Throws: `DemoFailure` with everything that does not verify.
    func check(_ story: DemoStory) throws -> (DemoResult.Passport, DemoResult.Chain) {
        let policy = try TrustPolicy(logs: [VerifierKey(vkey)])
        let check = PassportCheck(file: Array(try Data(contentsOf: passport)), policy: policy, allowsSimulated: true)
        guard let facts = check.facts, facts.item == item.description else {
            throw failure("the passport", check.problems.map(\.line))
        }
        let report = try LogAuditRun.run(source: LogDirectory(chain.path), name: chain.path, policy: policy)
        guard report.isGood, let head = report.checkpoint else {
            throw failure("the log", report.findings.map { "\($0.code): \($0)" })
        }
        tell(facts, report.entries, story)
        let share = facts.claims.recycledPerMille.map { Double($0) / 10 }
        return (
            DemoResult.Passport(
                item: facts.item, recycledPercent: share, events: facts.events, verified: check.problems.isEmpty),
            DemoResult.Chain(origin: head.origin, size: head.size, verified: report.isGood, vkey: vkey)
        )
    }

    private func tell(_ facts: PassportFacts, _ entries: UInt64, _ story: DemoStory) {
        let claims = facts.claims
        let energy = claims.energyKilowattHours.map { ", \($0) kWh metered" } ?? ""
        story.tell("machinad is stopped. Offline, with the public key alone:")
        story.tell(
            "  passport verified: \(facts.item), \(PassportSheet.grams(claims.mass)) of \(claims.material ?? "material"), "
                + "\(PassportSheet.recycled(claims)), from \(claims.wasteLots.joined(separator: ", "))\(energy); "
                + "\(facts.events) events under the checkpoint of \(facts.checkpoint.size) entries")
        story.tell("  log verified: \(entries) entries and every tile hash up to the signed root")
    }

    private func failure(_ what: String, _ faults: [String]) -> DemoFailure {
        DemoFailure(
            what: "\(what) does not verify: \(faults.joined(separator: "; "))",
            remedy: "this is a bug; please report it with \(passport.path) and \(chain.path)")
    }

    /// What is left for a look, and how to check it.
    var keepsakes: [String] {
        [
            "Passport: \(passport.path)", "Log: \(chain.path)", "vkey: \(vkey)",
            "  machina passport verify \(passport.path) --vkey '\(vkey)' --allow-simulated",
            "  machina chain audit \(chain.path) --vkey '\(vkey)'",
        ]
    }
}

extension DemoStage {
    /// The daemon's provenance log.
    var chain: URL { directory.appending(path: "state/chain") }
}

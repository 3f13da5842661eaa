internal import FloorAPITypes
internal import FloorClient
internal import FloorModel
internal import Foundation
internal import VirtualFloor

/// What the operator of the demo does at the virtual machines.
struct DemoHands {
    /// What was found in a machine.
    struct Found: Decodable {
        var productG: Double
        var byproductG: Double
        var leftG: Double
    }

    let stage: DemoStage
    let client: FloorClient

    func load(_ machine: MachineID, _ grams: Double) throws {
        _ = try done {
            () throws(VirtualFloorFault) in
            try ControlClient.load(
                grams: grams, moisturePPM: Self.moisturePPM, machine: machine.name, socket: stage.controlSocket.path)
        }
    }

    func collect(_ machine: MachineID) throws -> Found {
        let answer = try done {
            () throws(VirtualFloorFault) in
            try ControlClient.collect(machine: machine.name, socket: stage.controlSocket.path)
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Found.self, from: Data(answer.json.utf8))
    }

    /// Puts a mass on the scale and waits until the daemon has heard of it.
    func place(_ grams: Double, on scale: SensorID) async throws {
        _ = try done {
            () throws(VirtualFloorFault) in
            try ControlClient.place(grams: grams, scale: scale.name, socket: stage.controlSocket.path)
        }
        let deadline = ContinuousClock.now + DemoStage.patience
        while ContinuousClock.now < deadline {
            let shown = try await client.sensors().first { $0.id == scale }?.signals.first
            if let shown, shown.quality == .good, abs(shown.value - grams) <= Self.resolutionG { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw DemoFailure(
            what: "the scale never showed \(grams) g", remedy: "read the logs in \(stage.directory.path)")
    }

    /// Waste as it comes from a neighbourhood.
    private static let moisturePPM = 3_000
    /// Half a step of what the scale can tell apart, and a little.
    private static let resolutionG = 0.06

    private func done(_ ask: () throws(VirtualFloorFault) -> ControlAnswer) throws -> ControlAnswer {
        let answer: ControlAnswer
        do throws(VirtualFloorFault) {
            answer = try ask()
        } catch {
            throw DemoFailure(what: error.what, remedy: error.remedy)
        }
        guard answer.isOk else {
            throw DemoFailure(
                what: answer.error ?? "the virtual floor refused", remedy: answer.remedy ?? "report this as a bug")
        }
        return answer
    }
}

/// The books of the demo as people read them: what came in, and where all of it is now.
struct DemoBalance {
    private let ledger: LedgerView

    init(_ ledger: LedgerView) { self.ledger = ledger }

    var lines: [String] {
        let received = -(ledger.accounts.first { $0.account == .outside }?.balanceG ?? 0)
        var lines = [Self.line("came in", received)]
        lines += ledger.totals.map { Self.line("  \($0.form.rawValue) \($0.material)", $0.massG) }
        // Named even where there is none of it.
        for form in [MaterialForm.purge, .scrap] where !ledger.totals.contains(where: { $0.form == form }) {
            lines.append(Self.line("  \(form.rawValue)", 0))
        }
        let others = ledger.accounts.filter { account in
            if case .lot = account.account { return false }
            return account.account != .outside
        }
        lines += others.map { Self.line("  \($0.account)", $0.balanceG) }
        let found = ledger.totals.reduce(0) { $0 + $1.massG } + others.reduce(0) { $0 + $1.balanceG }
        lines.append(Self.line("is found", found))
        lines.append(Self.line("unaccounted for", ledger.sumG))
        return lines
    }

    private static func line(_ name: String, _ grams: Double) -> String {
        name.padding(toLength: 24, withPad: " ", startingAt: 0) + String(format: "%12.3f g", grams)
    }
}

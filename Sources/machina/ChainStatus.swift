internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient

/// `machina chain status`: the floor's own log, as the daemon has it.
struct ChainStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "The floor's provenance log: its public key, its size, and whether all is well.",
        discussion: """
            Asks the daemon; all other verbs of 'chain' need none. Exits with 1 when the log does not match what was \
            signed or recorded, with 75 when it cannot be written now, else with 0.

            Example: machina chain status
            Look at every entry and file now, not within the hour: machina chain status --check
            """)

    @Flag(help: "Hold the log against what was recorded and audit its files, before answering.") var check = false
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.ask { client in
            let report = ChainStatusReport(try await check ? client.checkChain() : client.chain())
            try daemon.show(report) { _ in report.lines }
            if let code = report.exitCode { throw code }
        }
    }
}

/// `{"alarm":null,"checked_at":"2026-03-01T09:30:00Z","detail":null,"origin":"maak.example/leuven","pending":0,"size":42,"state":"open","vkey":"maak.example/leuven+…"}`
struct ChainStatusReport: Encodable {
    var origin: String
    /// nil before the log has a key.
    var vkey: String?
    /// Entries under the published checkpoint; nil where none is there that this log signed.
    var size: Int64?
    /// Entries that wait; nil where `size` is.
    var pending: Int64?
    /// `opening`, `open`, `unavailable`, `mismatch`.
    var state: String
    /// The name of the alarm that stands.
    var alarm: String?
    /// Why it does not run.
    var detail: String?
    /// When all entries and files were last held against what was recorded.
    var checkedAt: UTCTime?
    private let words: String

    init(_ view: ChainView) {
        origin = view.origin
        vkey = view.vkey
        let isUnknown = view.appended == 0 && (view.state == .mismatch || view.state == .unavailable)
        size = isUnknown ? nil : view.appended
        pending = isUnknown ? nil : view.pending
        checkedAt = view.checkedAt
        state = view.state == .running ? "open" : view.state.rawValue
        detail = view.detail
        words = view.words
        alarm =
            switch view.state {
            case .opening, .running: nil
            case .unavailable: "chain_unavailable"
            case .mismatch: "chain_mismatch"
            }
    }

    /// nil where all is well, or will be.
    var exitCode: ExitCode? {
        switch state {
        case "mismatch": .checkFailed
        case "unavailable": .tryAgain
        default: nil
        }
    }

    var lines: [String] {
        var lines = ["\(origin)  \(words)"]
        lines += FloorSheets.field("vkey", vkey.map { "\($0)  (hand this out)" } ?? "none yet")
        lines += FloorSheets.field("signed", size.map { "\($0) entries" } ?? "unknown: chain/checkpoint cannot be used")
        lines += FloorSheets.field("waiting", pending.map { "\($0) entries" })
        lines += FloorSheets.field("checked", checkedAt.map { "\($0), every entry and file" })
        lines += FloorSheets.field("because", detail)
        return lines + FloorSheets.field("alarm", alarm.map { "\($0); 'machina alarms' says what to do" })
    }

    private enum CodingKeys: String, CodingKey { case origin, vkey, size, pending, state, alarm, detail, checkedAt }

    /// What is not there is null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(origin, forKey: .origin)
        try container.encode(vkey, forKey: .vkey)
        try container.encode(size, forKey: .size)
        try container.encode(pending, forKey: .pending)
        try container.encode(state, forKey: .state)
        try container.encode(alarm, forKey: .alarm)
        try container.encode(detail, forKey: .detail)
        try container.encode(checkedAt, forKey: .checkedAt)
    }
}

extension ChainView {
    var words: String {
        switch state {
        case .opening: "being read and checked"
        case .running: pending == 0 ? "all \(appended) entries are signed" : "signing, \(pending) entries wait"
        case .unavailable: "CANNOT BE WRITTEN: nothing is signed, machines go on"
        case .mismatch: "DOES NOT MATCH what was signed or recorded: nothing is signed, machines go on"
        }
    }
}

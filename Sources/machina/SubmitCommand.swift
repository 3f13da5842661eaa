internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel
internal import Foundation

struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Submit sliced files as jobs.",
        discussion: """
            Example: machina submit vase.gcode --colour white --quantity 2
            Sending a job again under the same --id changes nothing; without --id each call makes a new job.
            """)

    @Argument(help: ArgumentHelp("Sliced G-code, one job each.", valueName: "file"))
    var files: [String]
    @Option(help: "Your own id of the job, letters, digits, '.', '_' and '-', at most 64; for one file only.")
    var id: String?
    @Option(help: "What to print it from; without it what the slicer wrote.")
    var material: String?
    @Option(help: "Without it any colour will do.")
    var colour: String?
    @Option(help: "How many copies.")
    var quantity = 1
    @Option(help: "When it should be done, like 2026-03-01T18:00:00Z.")
    var due: String?
    @Option(help: "0 (whenever) to 9 (first).")
    var priority: Int?
    @Option(help: "What people call it; without it the file's name.")
    var title: String?
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        if id != nil && files.count > 1 { throw ValidationError("--id names one job; submit one file with it") }
        guard SubmissionBounds.quantities.contains(quantity) else {
            throw ValidationError("--quantity \(quantity): give \(SubmissionBounds.quantities.words) copies")
        }
        if let priority, !SubmissionBounds.priorities.contains(priority) {
            throw ValidationError("--priority \(priority): give \(SubmissionBounds.priorities.words)")
        }
        if let due, UTCTime(due) == nil {
            throw ValidationError("--due \(due) is not a time; write it in UTC like 2026-03-01T18:00:00Z")
        }
    }

    func run() async throws {
        let now = UTCTime(WallClock(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)))
        let stored = try files.map { try PrintFile($0) }
        try await daemon.ask { client in
            var refused: ExitCode?
            for (number, file) in stored.enumerated() {
                let reply = try await submit(file, number: number, at: now, to: client)
                refused = refused ?? reply.refusalCode
            }
            if let refused { throw refused }
        }
    }

    private func submit(
        _ file: PrintFile, number: Int, at now: UTCTime, to client: FloorClient
    ) async throws -> SubmissionReply {
        _ = try await client.storeFile(file.digest, bytes: file.pieces, length: file.length)
        let body = SubmitBody(
            id: id ?? SubmitBody.id(for: file.name, number: number, at: now), title: title ?? file.name,
            file: .init(sha256: file.digest), material: material?.uppercased(), colour: colour?.lowercased(),
            quantity: quantity,
            due: due, priority: priority)
        let bytes = try await client.submit(Array(try FloorJSON.encoder().encode(body)))
        let reply: SubmissionReply
        do {
            reply = try JSONDecoder().decode(SubmissionReply.self, from: Data(bytes))
        } catch {
            throw FloorClientError.unintelligible("\(error)")
        }
        if daemon.json {
            printLines([String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)])
        } else {
            printLines([reply.words(for: file.name)])
            for reason in reply.reasons {
                printError("machina: \(file.name): \(reason.message)\n  \(reason.remedy)")
            }
        }
        return reply
    }
}

/// The body of a submission, as it also goes over MQTT.
struct SubmitBody: Encodable {
    struct File: Encodable {
        var sha256: FileDigest
    }

    var v = 1
    var id: String
    var title: String
    var file: File
    var material: String?
    var colour: String?
    var quantity: Int
    var due: String?
    var priority: Int?

    /// `vase-20260301T093000.123Z`, with the file's number behind it where several are submitted at once. To the
    /// millisecond: who submits a file twice in a row wants it twice.
    static func id(for name: String, number: Int, at now: UTCTime) -> String {
        let stem = name.split(separator: ".").first.map(String.init) ?? "job"
        let allowed = stem.map { character in
            character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
                ? character : "-"
        }
        let time = now.description.filter { $0 != "-" && $0 != ":" }
        return String(allowed.prefix(38)) + "-" + time + (number == 0 ? "" : "-\(number + 1)")
    }
}

extension SubmissionReply {
    /// Whether the job is on the floor now.
    var isTaken: Bool { result == .accepted || result == .duplicate }

    /// nil for a job that was taken; of several files the first refusal decides.
    var refusalCode: ExitCode? {
        switch result {
        case .accepted, .duplicate: nil
        case .conflict: .checkFailed
        case .rejected: !reasons.isEmpty && reasons.allSatisfy(\.retry) ? .tryAgain : .badData
        }
    }

    func words(for file: String) -> String {
        let job = job?.description ?? "a job"
        let id = id.map { " (id \($0))" } ?? ""
        return switch result {
        case .accepted: "\(file): accepted as \(job)\(id)"
        case .duplicate: "\(file): was accepted before as \(job)\(id)"
        case .conflict: "\(file): not accepted, the id is taken by another job\(id)"
        case .rejected: "\(file): not accepted\(id)"
        }
    }
}

extension ClosedRange<Int> {
    /// `1 to 100`
    fileprivate var words: String { "\(lowerBound) to \(upperBound)" }
}

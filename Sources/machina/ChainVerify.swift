internal import ArgumentParser
internal import Foundation
internal import LogStore
internal import TransparencyLog

/// `machina chain verify`: an entry, its proof and a key are enough.
struct ChainVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check offline that an entry is in a log.",
        discussion: """
            Exits with 0 when the proof holds, 1 with the reason when it does not. The entry is the exact bytes of the \
            file.

            Example: machina chain verify 42.tlog-proof --entry 42.json --vkey "$(cat floor.vkey)"
            """)

    @Argument(help: ArgumentHelp("A tlog-proof file.", valueName: "proof")) var proof: String
    @Option(help: ArgumentHelp("The entry.", valueName: "file")) var entry: String
    @OptionGroup var trust: TrustOptions
    @Flag(help: "Print one JSON object.") var json = false

    /// A checkpoint with all its cosignatures, and as much again for path and extra.
    private static let proofLimit = 2 << 20

    private struct Report: Encodable {
        var ok: Bool
        var index: UInt64?
        var origin: String?
        var size: UInt64?
        var cosignatures: [CosignatureView] = []
        var code: String?
        var message: String?
    }

    func run() throws {
        let policy = try trust.trusted()
        let bytes = try readFile(proof, limit: Self.proofLimit)
        let content = try readFile(entry, limit: EntryBundle.entryLimit + 1)
        let proof: LogProof
        let verified: VerifiedCheckpoint
        do throws(LogFault) {
            proof = try LogProof(parsing: bytes)
            verified = try proof.verify(entry: content, policy: policy)
        } catch {
            try refuse(error, bytes, content, policy)
            return
        }
        let report = Report(
            ok: true, index: proof.index, origin: verified.origin, size: verified.size,
            cosignatures: verified.cosignatures.map(CosignatureView.init))
        if json { return try printJSON(report) }
        try printOutput(
            ("entry \(proof.index) is in \(verified.origin) of size \(verified.size), "
                + "\(verified.cosignatures.count) cosignatures\n").utf8)
    }

    private func refuse(_ fault: LogFault, _ bytes: [UInt8], _ content: [UInt8], _ policy: TrustPolicy) throws {
        printError("\(fault.code): \(fault)")
        if content.last == 0x0A, holds(bytes, Array(content.dropLast()), policy) {
            printError("\(entry): the entry has no newline at its end and the file has one; remove it there")
        }
        if json { try printJSON(Report(ok: false, code: fault.code, message: fault.description)) }
        throw ExitCode.checkFailed
    }

    private func holds(_ bytes: [UInt8], _ content: [UInt8], _ policy: TrustPolicy) -> Bool {
        do throws(LogFault) {
            _ = try LogProof(parsing: bytes).verify(entry: content, policy: policy)
            return true
        } catch {
            return false
        }
    }
}

struct CosignatureView: Encodable {
    var name: String
    var unixS: UInt64

    init(_ cosignature: Cosignature) {
        name = cosignature.name
        unixS = cosignature.unixSeconds
    }
}

internal import ArgumentParser
internal import Foundation
internal import LogStore
internal import TransparencyLog

/// The transparency log without a daemon.
struct ChainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chain", abstract: "Write, prove and check a transparency log (C2SP tlog-tiles).",
        discussion: """
            A log is a folder that any web server can publish and any tlog-tiles tool can check. Who wants to check one \
            needs its verifier key (vkey), which 'chain init' prints, or a tlog-policy file that names keys and witnesses.

            Example: machina chain init /srv/log --origin chain.example/floor --key ~/floor.key > floor.vkey
            """,
        subcommands: [
            ChainInit.self, ChainAppend.self, ChainProve.self, ChainEntries.self, ChainVerify.self, ChainAudit.self,
            ChainKey.self, ChainStatus.self,
        ])
}

/// Whom a check believes.
struct TrustOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Verifier key of the log; more than one after a key was replaced.", valueName: "vkey"))
    var vkey: [String] = []

    @Option(help: ArgumentHelp("A tlog-policy file: logs, witnesses, quorum.", valueName: "file"))
    var policy: String?

    func validate() throws {
        switch (vkey.isEmpty, policy == nil) {
        case (true, true): throw ValidationError("give the log's --vkey, or a --policy file")
        case (false, false): throw ValidationError("give --vkey or --policy, not both: a policy names its keys itself")
        default: break
        }
    }

    /// - Throws: the exit code, after the reason is said.
    func trusted() throws -> TrustPolicy {
        guard let policy else {
            do { return try TrustPolicy(logs: vkey.map(VerifierKey.init)) } catch {
                printError("--vkey: \(error)")
                if vkey.contains(where: { $0.hasPrefix("PRIVATE+KEY+") }) {
                    printError("'machina chain key FILE' prints the one that belongs to a key file")
                }
                throw ExitCode.usage
            }
        }
        let text = try readFile(policy, limit: TrustOptions.policyLimit)
        do { return try TrustPolicy(parsing: String(decoding: text, as: UTF8.self)) } catch {
            printError("\(policy): \(error)")
            throw ExitCode.configuration
        }
    }

    private static let policyLimit = 1 << 16
}

/// A file that somebody named, of at most `limit` bytes; ends the program with a reason where it cannot be read.
func readFile(_ path: String, limit: Int) throws -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw unreadable(path, errno) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
        let got = read(file, &chunk, chunk.count)
        if got < 0 && errno == EINTR { continue }
        guard got >= 0 else { throw unreadable(path, errno) }
        guard got > 0 else { return bytes }
        bytes += chunk[..<got]
    }
    printError("\(path): longer than the \(limit) bytes that it may have")
    throw ExitCode.badData
}

private func unreadable(_ path: String, _ code: Int32) -> ExitCode {
    printError("\(path): \(String(cString: strerror(code)))")
    return code == EACCES || code == EPERM ? .notPermitted : .noInput
}

/// - Throws: where somebody gave a URL for a folder that is to be written: else a folder `http:` is made.
func refuseURL(_ directory: String) throws {
    guard !directory.contains("://") else {
        throw ValidationError("\(directory): a log is written in its folder; give the folder, not a URL")
    }
}

/// Does what touches a log; says what is wrong with it and ends the program with the code for that.
/// - Parameters:
///   - advice: what to do where there is no log.
///   - missing: the code where something is not there.
func onLog<Value>(
    advice: String = "give the log's folder, or its URL with http:// or https://",
    missing: ExitCode = .noInput, _ body: () throws -> Value
) throws -> Value {
    do { return try body() } catch let error as LogStoreError {
        if case .notALog = error { printError("\(error); \(advice)") } else { printError("\(error)") }
        throw error.exitCode == .noInput ? missing : error.exitCode
    }
}

extension LogStoreError {
    var exitCode: ExitCode {
        switch self {
        case .mismatch(let faults) where faults.first?.code == "signed_by_another_key": .badData
        case .mismatch, .journalDamaged: .checkFailed
        case .keyInsideLog, .tooMuchAtOnce: .usage
        case .badKey, .otherOrigin, .entryTooLong, .tooLarge: .badData
        case .notALog, .noSuchEntry: .noInput
        case .site: .unavailable
        case .exists: .cannotCreate
        case .busy: .tryAgain
        case .keyExposed: .notPermitted
        case .io(_, _, let code) where code == EACCES || code == EPERM: .notPermitted
        case .io(_, _, let code) where code == ENOENT || code == ENOTDIR: .noInput
        case .full, .io, .openAgain, .closed: .inputOutput
        }
    }
}

internal import ArgumentParser
internal import Foundation
internal import LogStore
internal import TransparencyLog

/// `machina chain init`: an empty log and its key.
struct ChainInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make an empty log and the key that signs it.",
        discussion: """
            Prints the verifier key: give it to everybody who is to check the log. The key file is made with mode 0600 \
            and must not lie in the log's folder. Keep a copy of it in a safe place: without it nobody can append. \
            'chain key FILE' prints the verifier key again.

            Example: machina chain init /srv/log --origin chain.example/floor --key ~/floor.key > floor.vkey
            """)

    @Argument(help: ArgumentHelp("Folder of the log; made where it is missing.", valueName: "dir"))
    var directory: String

    @Option(help: "The log's name for all time: a URL without scheme, no spaces, no plus.") var origin: String
    @Option(help: ArgumentHelp("Where the key goes; must not be there yet.", valueName: "file")) var key: String

    func validate() throws {
        try refuseURL(directory)
        guard !origin.contains("://") else {
            throw ValidationError("--origin '\(origin)': leave the scheme out, as in chain.example/floor")
        }
    }

    func run() throws {
        let vkey = try make()
        do { try printOutput("\(vkey)\n".utf8) } catch {
            printError(
                "the log is made in \(directory), its key in \(key); for the verifier key run: machina chain key \(key)"
            )
            throw error
        }
    }

    private func make() throws -> VerifierKey {
        try onLog(missing: .cannotCreate) {
            guard try LogDirectory(directory).file(LogFile.checkpoint) == nil else {
                throw LogStoreError.exists(path: directory)
            }
            let signing = try createKey()
            do { try LogStore.create(directory: directory, key: signing) } catch {
                // Where there is a checkpoint, the log is made and this is its key; else it signed nothing.
                if access("\(directory)/\(LogFile.checkpoint)", F_OK) != 0 { unlink(key) }
                throw error
            }
            return signing.verifierKey
        }
    }

    private func createKey() throws -> SigningKey {
        do { return try LogKeyFile.create(at: key, name: origin, outside: directory) } catch .badKey(_, let fault) {
            printError("--origin '\(origin)': \(fault)")
            throw ExitCode.usage
        }
    }
}

internal import ArgumentParser
internal import LogStore
internal import TransparencyLog

/// `machina chain key`: the public half of a key file.
struct ChainKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Print the verifier key of a log's key file.",
        discussion: """
            The same line that 'chain init' printed when it made the key: for everybody who is to check the log. It does \
            not tell the private key.

            Example: machina chain key ~/floor.key > floor.vkey
            """)

    @Argument(help: ArgumentHelp("The log's key file.", valueName: "file")) var key: String

    func run() throws {
        let signing = try onLog { try LogKeyFile.read(key) }
        try printOutput("\(signing.verifierKey)\n".utf8)
    }
}

internal import ArgumentParser
internal import Foundation

/// Exit codes of all verbs, after sysexits(3).
extension ExitCode {
    static let checkFailed = ExitCode(1)
    static let usage = ExitCode(64)
    static let badData = ExitCode(65)
    static let noInput = ExitCode(66)
    static let unavailable = ExitCode(69)
    static let cannotCreate = ExitCode(73)
    static let inputOutput = ExitCode(74)
    static let tryAgain = ExitCode(75)
    static let notPermitted = ExitCode(77)
    static let configuration = ExitCode(78)
}

/// What a program reads on stdout: one JSON object a line, keys in snake_case and sorted.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var line = try encoder.encode(value)
    line.append(0x0A)
    FileHandle.standardOutput.write(line)
}

/// What a person reads beside the result: errors, remedies and progress go to stderr.
func printError(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

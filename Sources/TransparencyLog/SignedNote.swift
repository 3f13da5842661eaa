/// One signature line of a note: `— <name> base64(key id ‖ signature)`.
public struct NoteSignature: Hashable, Sendable {
    /// The name of the key.
    public let name: String
    /// Four bytes.
    public let keyID: [UInt8]
    /// What follows the key id: 64 bytes of Ed25519, or 8 of time and 64 of Ed25519 in a cosignature.
    public let bytes: [UInt8]

    /// A line of these parts; the key id has four bytes.
    public init(name: String, keyID: [UInt8], bytes: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }

    /// The line, with its newline.
    public var line: [UInt8] { Array("\u{2014} \(name) \(Base64.encode(keyID + bytes))\n".utf8) }

    /// Reads a line without its newline, strictly.
    init?(line: ArraySlice<UInt8>) {
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual("\u{2014}".utf8),
            let raw = Base64.decode(parts[2]), raw.count > 4
        else { return nil }
        guard let name = String(validating: parts[1], as: UTF8.self), name.isKeyName else { return nil }
        self.init(name: name, keyID: Array(raw.prefix(4)), bytes: Array(raw.dropFirst(4)))
    }
}

/// A text with signatures under it: C2SP signed-note.
///
/// ```
/// This is an example message.
///
/// — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
/// ```
///
/// Parsing says nothing about trust: `TrustPolicy` does.
public struct SignedNote: Hashable, Sendable {
    /// The text with its final newline, without the blank line.
    public let text: [UInt8]
    /// In the order of their lines.
    public private(set) var signatures: [NoteSignature]

    /// The longest note that is read, in bytes.
    public static let byteLimit = 1 << 20
    /// The most signature lines that are read; C2SP asks for 16 at least.
    public static let signatureLimit = 100

    /// - Precondition: `text` ends in a newline.
    public init(text: [UInt8], signatures: [NoteSignature]) {
        precondition(text.last == 0x0A, "a note text ends in a newline")
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note, strictly: `bytes` gives the same bytes back.
    ///
    /// - Throws: `LogFault.tooLarge(.note, …)`; `malformed(.note, …)`.
    public init(parsing note: [UInt8]) throws(LogFault) {
        guard note.count <= Self.byteLimit else {
            throw .tooLarge(.note, bytes: note.count, limit: Self.byteLimit)
        }
        guard String(validating: note, as: UTF8.self) != nil else { throw Self.malformed("it is not UTF-8") }
        guard !note.contains(where: { $0 < 0x20 && $0 != 0x0A }) else {
            throw Self.malformed("it holds a control character")
        }
        // The text may hold blank lines of its own: the last one separates it from the signatures.
        guard let blank = Self.lastBlankLine(in: note) else { throw Self.malformed("it holds no blank line") }
        self.init(text: Array(note[..<blank]), signatures: try Self.signatures(lines: note[(blank + 1)...]))
    }

    /// Reads signature lines by themselves, such as the answer of a witness; `append` puts them under the note.
    ///
    /// - Throws: `LogFault.malformed(.note, …)` where one is not a signature line, or they are over `signatureLimit`.
    public static func signatures(lines bytes: some Collection<UInt8>) throws(LogFault) -> [NoteSignature] {
        let bytes = Array(bytes)
        guard bytes.last == 0x0A else { throw malformed("its last line does not end") }
        let lines = bytes.dropLast().split(
            separator: 0x0A, maxSplits: signatureLimit, omittingEmptySubsequences: false)
        guard lines.count <= signatureLimit else { throw malformed("it holds over \(signatureLimit) signatures") }
        var signatures: [NoteSignature] = []
        for line in lines {
            guard let signature = NoteSignature(line: line) else {
                throw malformed("signature line \(signatures.count + 1) is not `\u{2014} <name> <base64>`")
            }
            signatures.append(signature)
        }
        return signatures
    }

    private static func malformed(_ reason: String) -> LogFault { .malformed(.note, reason: reason) }

    /// Where the second newline of the last pair of newlines stands.
    private static func lastBlankLine(in note: [UInt8]) -> Int? {
        guard note.count >= 3 else { return nil }
        return (1..<note.count - 1).last { note[$0] == 0x0A && note[$0 - 1] == 0x0A }
    }

    /// Adds a signature line under the others, such as a witness's answer.
    public mutating func append(_ signature: NoteSignature) { signatures.append(signature) }

    /// The note: text, blank line, signature lines.
    public var bytes: [UInt8] { signatures.reduce(into: text + [0x0A]) { $0 += $1.line } }
}

import Crypto
import Foundation

/// Judges a tlog-tiles folder by the public texts alone (RFC 6962, 2.1; C2SP tlog-tiles, tlog-checkpoint, signed-note);
/// imports nothing of what wrote it.
struct ChainJudge {
    struct Verdict: Error, CustomStringConvertible {
        var description: String
        init(_ description: String) { self.description = description }
    }

    struct Head: Hashable {
        var origin: String
        var size: Int
        var root: Data
    }

    private let folder: URL
    private let key: Curve25519.Signing.PublicKey
    private let name: String
    private let keyID: Data

    /// - Parameter vkey: `name+hex8+base64(0x01 ‖ key)` (C2SP signed-note).
    init(folder: URL, vkey: String) throws {
        self.folder = folder
        let parts = vkey.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: "+", maxSplits: 2)
        guard parts.count == 3, let material = Data(base64Encoded: String(parts[2])), material.first == 1 else {
            throw Verdict("'\(vkey)' is not an Ed25519 verifier key")
        }
        name = String(parts[0])
        key = try Curve25519.Signing.PublicKey(rawRepresentation: material.dropFirst())
        keyID = Data(SHA256.hash(data: Data(name.utf8) + [10] + material).prefix(4))
        guard keyID.map({ String(format: "%02x", $0) }).joined() == parts[1] else {
            throw Verdict("the key id of '\(vkey)' is wrong")
        }
    }

    /// The signed head of the log as it stands in the folder.
    func head() throws -> Head { try head(of: try Data(contentsOf: folder.appending(path: "checkpoint"))) }

    func head(of note: Data) throws -> Head {
        let text = String(decoding: note, as: UTF8.self)
        guard let blank = text.range(of: "\n\n", options: .backwards) else { throw Verdict("no signatures in \(text)") }
        let signed = text[..<text.index(after: blank.lowerBound)]
        let lines = signed.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, let size = Int(lines[1]), let root = Data(base64Encoded: String(lines[2])) else {
            throw Verdict("not a checkpoint: \(text)")
        }
        for line in text[blank.upperBound...].split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 3, words[0] == "\u{2014}", words[1] == name,
                let signature = Data(base64Encoded: String(words[2])), signature.prefix(4) == keyID
            else { continue }
            guard key.isValidSignature(signature.dropFirst(4), for: Data(signed.utf8)) else {
                throw Verdict("the signature of \(name) does not verify")
            }
            return Head(origin: String(lines[0]), size: size, root: root)
        }
        throw Verdict("not signed by \(name)")
    }

    /// Every entry under the head, after all of them were hashed up to its root.
    func entries() throws -> [Data] {
        let head = try head()
        let entries = try (0..<(head.size + 255) / 256).flatMap { bundle in
            try self.bundle(bundle, width: min(256, head.size - 256 * bundle))
        }
        guard Self.root(of: entries[...]) == head.root else { throw Verdict("the entries are not those of the root") }
        return entries
    }

    /// Whether an older head is of the same history (RFC 6962, 2.1.2, by hashing it again).
    func holds(_ old: Head, in entries: [Data]) -> Bool {
        old.size <= entries.count && Self.root(of: entries.prefix(old.size)) == old.root
    }

    private func bundle(_ index: Int, width: Int) throws -> [Data] {
        let groups = index < 1000 ? String(format: "%03d", index) : ""
        precondition(index < 1000, "these tests do not make logs of that size")
        let full = folder.appending(path: "tile/entries/\(groups)")
        let partial = folder.appending(path: "tile/entries/\(groups).p/\(width)")
        var rest = try Data(contentsOf: FileManager.default.fileExists(atPath: full.path) ? full : partial)[...]
        var entries: [Data] = []
        while rest.count >= 2 {
            let length = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
            guard rest.count >= 2 + length else { throw Verdict("bundle \(index) is torn") }
            entries.append(Data(rest.dropFirst(2).prefix(length)))
            rest = rest.dropFirst(2 + length)
        }
        guard rest.isEmpty, entries.count >= width else { throw Verdict("bundle \(index) is torn") }
        return Array(entries.prefix(width))
    }

    /// RFC 6962, 2.1.
    private static func root(of entries: ArraySlice<Data>) -> Data {
        switch entries.count {
        case 0: return Data(SHA256.hash(data: Data()))
        case 1: return Data(SHA256.hash(data: [0] + entries[entries.startIndex]))
        default:
            var split = 1
            while split * 2 < entries.count { split *= 2 }
            let (left, right) = (root(of: entries.prefix(split)), root(of: entries.dropFirst(split)))
            return Data(SHA256.hash(data: [1] + left + right))
        }
    }
}

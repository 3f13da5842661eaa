import Crypto
import TransparencyLog

/// A small log in memory, hashed here by the recursion of RFC 6962, 2.1, which nothing in the library uses.
struct TestLog {
    let key: SigningKey
    var entries: [[UInt8]]

    init(origin: String = "log.maak.example/floor", seed: UInt8 = 1, entries: [[UInt8]]) throws {
        key = try SigningKey(name: origin, seed: [UInt8](repeating: seed, count: 32))
        self.entries = entries
    }

    func policy() throws -> TrustPolicy { try TrustPolicy(logs: [key.verifierKey]) }

    /// The signed checkpoint of the first `size` entries.
    func note(size: Int? = nil) throws -> [UInt8] {
        try note(Self.tree(entries.prefix(size ?? entries.count).map(Self.leaf)[...]))
    }

    /// Proofs under the checkpoint of the first `size` entries.
    func prover(size: Int? = nil) throws -> (UInt64) throws -> LogProof {
        let tree = Self.tree(entries.prefix(size ?? entries.count).map(Self.leaf)[...])
        let note = try note(tree)
        return { index in
            LogProof(index: index, hashes: tree.paths[Int(index)].compactMap { TreeHash($0) }, note: note)
        }
    }

    var indexed: [(index: UInt64, bytes: [UInt8])] { entries.enumerated().map { (UInt64($0), $1) } }

    private struct Tree {
        var root: [UInt8]
        /// Of each leaf, its sibling first.
        var paths: [[[UInt8]]]
    }

    private struct NoHash: Error {}

    private func note(_ tree: Tree) throws -> [UInt8] {
        guard let root = TreeHash(tree.root) else { throw NoHash() }
        return Checkpoint(origin: key.name, size: UInt64(tree.paths.count), root: root).signed(by: key)
    }

    private static func leaf(_ entry: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: [0] + entry)) }

    private static func tree(_ leaves: ArraySlice<[UInt8]>) -> Tree {
        guard leaves.count > 1 else {
            return Tree(root: leaves.first ?? Array(SHA256.hash(data: [UInt8]())), paths: leaves.map { _ in [] })
        }
        // RFC 6962: the largest power of two below the number of leaves.
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let left = tree(leaves.prefix(split))
        let right = tree(leaves.dropFirst(split))
        return Tree(
            root: Array(SHA256.hash(data: [1] + left.root + right.root)),
            paths: left.paths.map { $0 + [right.root] } + right.paths.map { $0 + [left.root] })
    }
}

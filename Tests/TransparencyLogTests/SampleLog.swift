import SeededRandom
import Testing
import TransparencyLog

/// A small log in memory, to read and to tamper with.
struct SampleLog {
    static let origin = "log.example/floor"
    static let key = signingKey(origin, seed: 1)
    static let witnesses = [
        signingKey("witness.example/a", seed: 2, .cosignatureEd25519),
        signingKey("witness.example/b", seed: 3, .cosignatureEd25519),
    ]
    static let time: UInt64 = 1_790_000_000

    /// A log with a full tile on level 1: made once, since it takes a second.
    static let large: SampleLog = {
        do {
            return try SampleLog(sizes: [300, 65_793])
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    private(set) var entries: [[UInt8]] = []
    var files: [String: [UInt8]] = [:]
    /// The signed checkpoints, oldest first, without cosignatures.
    private(set) var notes: [[UInt8]] = []
    private(set) var checkpoint = Checkpoint(origin: Self.origin, size: 0, root: MerkleTree.empty)
    private var levels: [[TreeHash]] = [[]]

    /// A log that grew over `sizes`, with entries out of `seed`.
    init(sizes: [Int], seed: UInt64 = 1) throws {
        var random = SplitMix64(seed: seed)
        for size in sizes {
            let old = entries.count
            for index in old..<size {
                let padding = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                let entry = Array("\(seed)/\(index)/".utf8) + padding
                entries.append(entry)
                levels[0].append(MerkleTree.leaf(entry))
            }
            try publish(from: old)
        }
    }

    private mutating func publish(from old: Int) throws {
        fillLevels()
        let size = UInt64(entries.count)
        for tile in TileAddress.changed(from: UInt64(old), to: size) {
            let start = Int(tile.index) * 256
            files[tile.path] = Array(levels[tile.level][start..<start + tile.width]).tileBytes
        }
        for bundle in BundleAddress.changed(from: UInt64(old), to: size) {
            let start = Int(bundle.index) * 256
            files[bundle.path] = try EntryBundle.encode(entries[start..<start + bundle.width])
        }
        checkpoint = Checkpoint(origin: Self.origin, size: size, root: MerkleTree.root(of: levels[0]))
        notes.append(checkpoint.signed(by: Self.key))
    }

    private mutating func fillLevels() {
        for level in 0... {
            let full = levels[level].count / 256
            guard full > 0 else { return }
            if levels.count == level + 1 { levels.append([]) }
            for index in levels[level + 1].count..<full {
                levels[level + 1].append(MerkleTree.root(of: levels[level][index * 256..<(index + 1) * 256]))
            }
        }
    }

    /// The latest checkpoint with the cosignatures of both witnesses.
    var cosigned: [UInt8] {
        let text = checkpoint.text
        return Self.witnesses.reduce(into: checkpoint.signed(by: Self.key)) {
            $0 += $1.cosign(text, at: Self.time).line
        }
    }

    static func signingKey(
        _ name: String, seed: UInt8, _ algorithm: SignatureAlgorithm = .ed25519
    ) -> SigningKey {
        do {
            return try SigningKey(name: name, seed: [UInt8](repeating: seed, count: 32), algorithm: algorithm)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    static func policy(quorum: Int = 2) throws -> TrustPolicy {
        try TrustPolicy(logs: [key.verifierKey], witnesses: witnesses.map(\.verifierKey), quorum: quorum)
    }

    func reader() -> TileReader {
        let files = files
        return TileReader(checkpoint: checkpoint) { tile in
            guard let bytes = files[tile.path] ?? files[tile.full.path] else {
                throw LogFault.tileMissing(path: tile.path)
            }
            return bytes
        }
    }

    /// What an audit of the files finds under a checkpoint.
    func audit(_ note: [UInt8]? = nil, old: [[UInt8]] = []) throws -> AuditReport {
        LogAudit.run(note: note ?? cosigned, policy: try Self.policy(), old: old) { files[$0] }
    }

    // MARK: tampering

    /// Writes bundle `index` anew with other entries.
    mutating func rewrite(bundle index: Int, _ change: (inout [[UInt8]]) -> Void) throws {
        let address = try #require(BundleAddress(index: UInt64(index), size: UInt64(entries.count)))
        var bundle = Array(entries[index * 256..<index * 256 + address.width])
        change(&bundle)
        files[address.path] = try EntryBundle.encode(bundle)
    }

    /// Puts another hash into the tile where entry `index` counts, at `level`.
    mutating func set(hash: TreeHash, at index: Int, level: Int) throws {
        let place = index >> (8 * level)
        let tile = try #require(
            TileAddress(level: level, index: UInt64(place / 256), size: UInt64(entries.count)))
        var bytes = try #require(files[tile.path])
        bytes.replaceSubrange(place % 256 * 32..<(place % 256 + 1) * 32, with: hash.bytes)
        files[tile.path] = bytes
    }

    /// The root over the tile at `level` that covers entry `index`, as its file stands.
    func tileRoot(over index: Int, level: Int) throws -> TreeHash {
        let tile = try #require(
            TileAddress(level: level, index: UInt64(index >> (8 * level + 8)), size: UInt64(entries.count)))
        let bytes = try #require(files[tile.path])
        return MerkleTree.root(
            of: stride(from: 0, to: bytes.count, by: 32).map { TreeHash.of(Array(bytes[$0..<$0 + 32])) })
    }
}

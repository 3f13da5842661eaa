import Testing
import TransparencyLog

@Suite struct MerkleTreeTests {
    /// The leaves of the known tree of Certificate Transparency's own tests (merkle_tree_test.cc).
    private static let knownLeaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    /// The roots of that tree at the sizes 1 to 8.
    private static let knownRoots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test func knownTree() {
        #expect(MerkleTree.empty.bytes == hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
        var frontier = Frontier()
        var leaves: [TreeHash] = []
        for (entry, root) in zip(Self.knownLeaves, Self.knownRoots) {
            let leaf = MerkleTree.leaf(hex(entry))
            leaves.append(leaf)
            frontier.append(leaf)
            #expect(MerkleTree.root(of: leaves).bytes == hex(root))
            #expect(frontier.root.bytes == hex(root))
        }
    }

    @Test("The three ways to a leaf hash agree with the definition, and the prefix tells leaf and node apart")
    func leaves() {
        for length in [0, 1, 31, 32, 55, 56, 63, 64, 65, 633, 65_535] {
            let entry = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let leaf = MerkleTree.leaf(entry)
            #expect(leaf.bytes == NaiveTree.leaf(entry))
            #expect(MerkleTree.leaf(([0xFF] + entry)[1...]) == leaf)
            #expect(entry.withUnsafeBytes { MerkleTree.leaf($0) } == leaf)
        }
        let (left, right) = (MerkleTree.leaf([1]), MerkleTree.leaf([2]))
        #expect(MerkleTree.node(left, right).bytes == NaiveTree.node(left.bytes, right.bytes))
        #expect(MerkleTree.node(left, right) != MerkleTree.node(right, left))
        #expect(MerkleTree.node(left, right) != MerkleTree.leaf(left.bytes + right.bytes))
    }

    @Test("Every size to 300: the quick roots are those of RFC 6962's recursion")
    func roots() {
        let leaves = (0..<300).map { NaiveTree.leaf([UInt8(truncatingIfNeeded: $0), UInt8($0 / 256)]) }
        let hashes = leaves.map(TreeHash.of)
        var frontier = Frontier()
        for size in 0...leaves.count {
            let root = NaiveTree.root(leaves[..<size])
            #expect(MerkleTree.root(of: hashes[..<size]).bytes == root)
            #expect(frontier.size == UInt64(size) && frontier.root.bytes == root)
            if size < leaves.count { frontier.append(hashes[size]) }
        }
    }

    @Test("Appending whole subtrees is appending their leaves", arguments: 0...8)
    func subtrees(height: Int) {
        let hashes = (0..<600).map { MerkleTree.leaf([UInt8(truncatingIfNeeded: $0), UInt8($0 / 256)]) }
        var byLeaf = Frontier()
        var bySubtree = Frontier()
        let width = 1 << height
        for start in stride(from: 0, to: hashes.count - width, by: width) {
            bySubtree.append(MerkleTree.root(of: hashes[start..<start + width]), height: height)
            for hash in hashes[start..<start + width] { byLeaf.append(hash) }
            #expect(bySubtree == byLeaf)
        }
    }

    @Test func hashText() {
        let hash = MerkleTree.leaf([1, 2, 3])
        #expect(TreeHash(base64: hash.base64) == hash)
        #expect(hash.base64.utf8.count == 44)
        #expect(TreeHash(hash.bytes.dropLast()) == nil)
        #expect(TreeHash(hash.bytes + [0]) == nil)
        #expect(TreeHash(base64: hash.base64 + "\n") == nil)
        #expect(TreeHash(base64: String(hash.base64.dropLast())) == nil)
        var output: [UInt8] = [9]
        hash.append(to: &output)
        #expect(output == [9] + hash.bytes)
        #expect([hash, hash].tileBytes == hash.bytes + hash.bytes)
    }
}

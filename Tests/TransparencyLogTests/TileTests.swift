import SeededRandom
import Testing
import TransparencyLog

@Suite struct TileTests {
    @Test(
        "Paths of C2SP tlog-tiles, both ways",
        arguments: [
            ("tile/0/x001/x234/067", 0, 1_234_067, 256), ("tile/0/000", 0, 0, 256), ("tile/63/999", 63, 999, 256),
            ("tile/0/x001/000", 0, 1000, 256), ("tile/1/000.p/17", 1, 0, 17),
            ("tile/2/x001/x234/067.p/5", 2, 1_234_067, 5),
            ("tile/0/x018/x446/x744/x073/x709/x551/615", 0, UInt64.max, 256),
        ] as [(String, Int, UInt64, Int)])
    func paths(path: String, level: Int, index: UInt64, width: Int) {
        let tile = TileAddress(level: level, index: index, width: width)
        #expect(tile.path == path)
        #expect(TileAddress(path: path) == tile)
        let bundle = BundleAddress(index: index, width: width)
        let bundlePath = "tile/entries" + path.dropFirst("tile/".count).drop { $0 != "/" }
        #expect(bundle.path == bundlePath)
        #expect(BundleAddress(path: bundlePath) == bundle)
    }

    @Test(
        "Anything but the one path of a tile is refused",
        arguments: [
            "", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/64/000",
            "tile/-1/000", "tile/+1/000", "tile//000", "/tile/0/000", "tile/0/000/", "tile/0/x000/000", "tile/0/x001",
            "tile/0/001/000", "tile/0/x01/000", "tile/0/X001/000", "tile/0/00a", "tile/0/000.p", "tile/0/000.p/",
            "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/1/", "tile/0/.p/1",
            "tile/0/000.p/-1",
            "tile/0/x001.p/000", "tile/0/000.p/1.p/1", "tile/0/x018/x446/x744/x073/x709/x551/616",
            "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/x001/x000/x000/x000/x000/x000/x000/000",
            "tile/0/../../etc/passwd", "tile/entries/000", "tile/0/000\u{0}", "tile/0/٠٠٠",
        ])
    func refusedPaths(path: String) {
        #expect(TileAddress(path: path) == nil)
        #expect(
            BundleAddress(path: path.replacing("tile/0", with: "tile/entries", maxReplacements: 1)) == nil
                || path == "tile/entries/000")
    }

    @Test("The example of tlog-tiles: a tree of 70,000")
    func seventyThousand() {
        let tiles = Array(TileAddress.all(size: 70_000))
        #expect(tiles.count { $0.level == 0 && !$0.isPartial } == 273)
        #expect(tiles.filter { $0.level == 0 && $0.isPartial } == [TileAddress(level: 0, index: 273, width: 112)])
        #expect(
            tiles.filter { $0.level > 0 } == [
                TileAddress(level: 1, index: 0), TileAddress(level: 1, index: 1, width: 17),
                TileAddress(level: 2, index: 0, width: 1),
            ])
        #expect(
            Array(TileAddress.all(size: 256)) == [
                TileAddress(level: 0, index: 0), TileAddress(level: 1, index: 0, width: 1),
            ])
        #expect(Array(TileAddress.all(size: 0)).isEmpty && Array(BundleAddress.all(size: 0)).isEmpty)
        #expect(Array(BundleAddress.all(size: 257)) == [BundleAddress(index: 0), BundleAddress(index: 1, width: 1)])
    }

    @Test("What growth writes, over what was there, is every tile of the new tree: seeded growths")
    func growth() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<60 {
            var size: UInt64 = 0
            var widths: [[UInt64]: Int] = [:]
            var bundles: [UInt64: Int] = [:]
            for _ in 0..<12 {
                let next = size + UInt64.random(in: 0...(Bool.random(using: &random) ? 3 : 70_000), using: &random)
                for tile in TileAddress.changed(from: size, to: next) {
                    #expect(widths.updateValue(tile.width, forKey: [UInt64(tile.level), tile.index]) != tile.width)
                }
                for bundle in BundleAddress.changed(from: size, to: next) { bundles[bundle.index] = bundle.width }
                size = next
            }
            let all = TileAddress.all(size: size).map { ([UInt64($0.level), $0.index], $0.width) }
            #expect(widths == Dictionary(uniqueKeysWithValues: all))
            #expect(
                bundles == Dictionary(uniqueKeysWithValues: BundleAddress.all(size: size).map { ($0.index, $0.width) }))
        }
    }

    @Test("A tree has a tile where `all` says so, and nowhere else")
    func existence() {
        for size in [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000] as [UInt64] {
            let all = Set(TileAddress.all(size: size))
            for level in 0...8 {
                for index in [0, 1, 2, 255, 256, 257, 273, 274] as [UInt64] {
                    let tile = TileAddress(level: level, index: index, size: size)
                    #expect(tile == all.first { $0.level == level && $0.index == index })
                }
            }
        }
        #expect(TileAddress(level: 0, index: .max, size: .max) == nil)
        #expect(TileAddress(level: 7, index: 0, size: .max)?.width == 255)
        #expect(TileAddress(level: -1, index: 0, size: 1) == nil && TileAddress(level: 64, index: 0, size: 1) == nil)
    }

    @Test("A frontier read from tiles is the one that grew", arguments: [0, 1, 2, 255, 256, 257, 511, 512, 513, 1000])
    func frontier(size: Int) throws {
        let log = try SampleLog(sizes: [size])
        var grown = Frontier()
        for entry in log.entries { grown.append(MerkleTree.leaf(entry)) }
        var asked: [TileAddress] = []
        let read = try Frontier(size: UInt64(size)) { tile in
            asked.append(tile)
            return try #require(log.files[tile.path])
        }
        #expect(read == grown)
        #expect(Set(asked).count == asked.count)
        guard size > 0 else { return }
        #expect(throws: LogFault.self) { try Frontier(size: UInt64(size)) { _ in [UInt8](repeating: 0, count: 33) } }
    }
}

@Suite struct EntryBundleTests {
    @Test func wireExample() throws {
        let bytes = try EntryBundle.encode([Array("hi".utf8), []])
        #expect(bytes == [0, 2, 0x68, 0x69, 0, 0])
        #expect(try EntryBundle.parse(bytes, width: 2) == [2..<4, 6..<6])
        #expect(
            EntryBundle.leafHashes(of: bytes, at: [2..<4, 6..<6]) == [Array("hi".utf8), []].map { MerkleTree.leaf($0) })
    }

    @Test("The longest entry goes in and out; one byte more is refused")
    func limit() throws {
        let longest = [UInt8](repeating: 7, count: EntryBundle.entryLimit)
        let bytes = try EntryBundle.encode([longest])
        #expect(bytes.prefix(2) == [0xFF, 0xFF])
        #expect(try EntryBundle.parse(bytes, width: 1) == [2..<65_537])
        #expect(throws: LogFault.entryTooLong(bytes: 65_536)) { try EntryBundle.encode([longest + [7]]) }
    }

    @Test("Seeded bundles round-trip; every cut is torn or short, and a byte more is torn or too many")
    func cuts() throws {
        var random = SplitMix64(seed: 42)
        for _ in 0..<20 {
            let entries = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                (0..<Int.random(in: 0...9, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            let bytes = try EntryBundle.encode(entries)
            let ranges = try EntryBundle.parse(bytes, width: entries.count, index: 3)
            #expect(ranges.map { Array(bytes[$0]) } == entries)
            for end in 0..<bytes.count {
                #expect(throws: LogFault.self) { try EntryBundle.parse(Array(bytes[..<end]), width: entries.count) }
            }
            #expect(throws: LogFault.self) { try EntryBundle.parse(bytes + [0], width: entries.count) }
            #expect(
                throws: LogFault.entryAdded(
                    path: "tile/entries/003.p/\(entries.count)", index: 768 + UInt64(entries.count))
            ) { try EntryBundle.parse(bytes + [0, 0], width: entries.count, index: 3) }
        }
    }

    @Test("A bundle of ever more empty entries is not read past one too many")
    func bounded() {
        #expect(throws: LogFault.entryAdded(path: "tile/entries/000", index: 256)) {
            try EntryBundle.parse([UInt8](repeating: 0, count: 2 << 16), width: 256)
        }
    }
}

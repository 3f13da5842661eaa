import FloorCatalog
import Foundation
import SeededRandom
import Testing

/// Whatever the bytes are, the answer is a list of mistakes inside the file, not a crash.
struct HostileFileTests {
    struct Hostile: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var text: String
        var what: String
    }

    private static let hostile: [Hostile] = [
        .init(testDescription: "nothing", text: "", what: "empty"),
        .init(testDescription: "comment", text: "# alone\n", what: "empty"),
        .init(testDescription: "null", text: "~\n", what: "empty"),
        .init(testDescription: "word", text: "site", what: "not a mapping"),
        .init(testDescription: "1 MiB", text: String(repeating: "#", count: 1 << 20) + "\n", what: "larger than 1 MiB"),
        .init(
            testDescription: "40 brackets", text: String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
            what: "deeper than 16"),
        .init(testDescription: "5000 brackets", text: String(repeating: "[", count: 5000), what: "nested too deeply"),
        .init(
            testDescription: "hyphens", text: String(repeating: "- ", count: 400_000) + "a", what: "nested too deeply"),
        .init(testDescription: "control character", text: "site: {id: a\u{1}b}\n", what: "not YAML text"),
        .init(
            testDescription: "many keys", text: "machines:\n" + (0..<60_000).map { " a\($0): 1\n" }.joined(),
            what: "has 60000 keys"),
        .init(testDescription: "tagged", text: "site: !!binary {id: a}\n", what: "timezone is missing"),
    ]

    @Test(arguments: hostile)
    func isRefused(_ hostile: Hostile) throws {
        let found = try mistakes(inFloor: hostile.text.utf8)
        #expect(found.contains { $0.what.contains(hostile.what) })
    }

    @Test func bytesThatAreNoTextAreNamedByLine() throws {
        let found = try mistakes(inFloor: Array("site:\n  id: ".utf8) + [0xFF, 0xFE, 0x0A])
        #expect(found.map(\.line) == [2])
        #expect(found.first?.what.contains("UTF-8") == true)
    }

    /// Nine levels of nine aliases would unfold to 387 million values.
    @Test func aliasBombIsRefusedWithoutUnfolding() throws {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let alias = "*a\(level - 1)"
            yaml += "a\(level): &a\(level) [\(Array(repeating: alias, count: 9).joined(separator: ", "))]\n"
        }
        yaml += "? *a9\n: 1\n"
        let found = try mistakes(inFloor: yaml.utf8)
        #expect(found.count == 1)
        #expect(found.first?.remedy.contains("aliases are not used here") == true)
    }

    @Test func missingAndUnreadableFilesAreMistakes() throws {
        try withFolder { folder in
            let found = FloorCatalog.check(files: [folder + "/none.yaml", folder])
            #expect(found.map(\.what) == ["there is no such file", "this is a folder, not a file"])
        }
    }

    @Test func duplicatesBeyondTheLimitEndInOneMistake() throws {
        let yaml = "site: {id: a, timezone: UTC}\nmqtt:\n" + String(repeating: "  host: a\n", count: 80)
        let found = try mistakes(inFloor: yaml.utf8)
        #expect(found.contains { $0.what.contains("given twice") })
    }

    /// 210 mutations of the example floor: every mistake lies within the file and says what to do.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func mutatedFloorsYieldMistakesInsideTheFile(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let original = try bytes(of: CatalogFolders.root + "/Floors/example.yaml")
        for _ in 0..<70 {
            let mutated = mutate(original, &random)
            expectInside(try mistakes(inFloor: mutated), mutated, file: "/floor.yaml", seed)
        }
    }

    /// The same for machine types and recipes.
    @Test(
        arguments: CatalogFolders.machineTypes.map { "Machines/\($0)/machine.yaml" }
            + CatalogFolders.recipeFiles.map { String($0.dropFirst(CatalogFolders.root.count + 1)) })
    func mutatedFilesYieldMistakesInsideTheFile(_ file: String) throws {
        var random = SplitMix64(seed: 11)
        let original = try bytes(of: CatalogFolders.root + "/" + file)
        try withFolder { folder in
            for _ in 0..<40 {
                let mutated = mutate(original, &random)
                let copy = URL(fileURLWithPath: folder + "/" + file)
                try FileManager.default.createDirectory(
                    at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(mutated).write(to: copy)
                expectInside(FloorCatalog.check(files: [copy.path]), mutated, file: file, 11)
            }
        }
    }

    private func bytes(of file: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(fileURLWithPath: file))) }

    /// One to four bytes replaced, removed or put in.
    private func mutate(_ original: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        let spice = Array(":-[]{}#&*!|>'\"%@` \t\n,0aZ=<\u{0}é".utf8)
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[at] = spice[Int.random(in: 0..<spice.count, using: &random)]
            case 1: bytes.remove(at: at)
            default: bytes.insert(spice[Int.random(in: 0..<spice.count, using: &random)], at: at)
            }
        }
        return bytes
    }

    private func expectInside(_ found: [Mistake], _ bytes: [UInt8], file: String, _ seed: UInt64) {
        let lines = bytes.count { $0 == 0x0A } + 1
        for mistake in found where mistake.file.hasSuffix(file) {
            #expect((1...lines + 1).contains(mistake.line) && mistake.column >= 1, "seed \(seed): \(mistake)")
            #expect(!mistake.what.isEmpty && !mistake.remedy.isEmpty)
        }
    }
}

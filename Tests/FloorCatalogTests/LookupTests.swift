import SeededRandom
import Testing

@testable import FloorCatalog

/// Where machine types and recipes are looked for, what paths mean, and which word was meant.
struct LookupTests {
    @Test func explicitFolderIsTheOnlyOne() {
        let folders = SearchPath(
            .machines, floorFile: "/f/floor.yaml", explicit: "/m", environment: ["MACHINA_MACHINES": "/e"],
            executable: "/usr/bin/m")
        #expect(folders.directories == ["/m"])
    }

    @Test func otherwiseEnvironmentThenFloorThenInstallation() {
        let folders = SearchPath(
            .machines, floorFile: "/srv/Floors/demo.yaml", explicit: nil, environment: ["MACHINA_MACHINES": "/a:/b"],
            executable: "/usr/bin/machinad")
        #expect(
            folders.directories == ["/a", "/b", "/srv/Floors/Machines", "/srv/Machines", "/usr/share/machina/Machines"])
    }

    @Test func recipesHaveFoldersOfTheirOwn() {
        let folders = SearchPath(
            .recipes, floorFile: "floor.yaml", explicit: nil,
            environment: ["MACHINA_MACHINES": "/m", "MACHINA_RECIPES": "/r"], executable: nil)
        #expect(folders.directories == ["/r", "Recipes", "../Recipes"])
        #expect(folders.searched == "/r, Recipes, ../Recipes; MACHINA_RECIPES names more")
    }

    @Test func theFirstFolderThatHasATypeWins() throws {
        try withFolder { folder in
            for place in ["one", "two"] { try write("", to: "\(folder)/\(place)/x/machine.yaml") }
            try write("", to: "\(folder)/two/y/machine.yaml")
            let folders = SearchPath(
                .machines, floorFile: "/f.yaml", explicit: nil,
                environment: ["MACHINA_MACHINES": "\(folder)/one:\(folder)/two"], executable: nil)
            #expect(folders.file("x/machine.yaml") == "\(folder)/one/x/machine.yaml")
            #expect(folders.file("y/machine.yaml") == "\(folder)/two/y/machine.yaml")
            #expect(folders.file("z/machine.yaml") == nil)
            #expect(folders.entries() == ["x", "y"])
        }
    }

    @Test(arguments: [
        ("Floors", "run/a", "Floors/run/a"), ("Floors", "../Machines", "Machines"), (".", "a", "a"),
        ("..", "../a", "../../a"), ("/x/y", "../../../a", "/a"), ("/x", "/b/./c", "/b/c"), (".", ".", "."),
    ])
    func pathsAreJoined(_ directory: String, _ path: String, _ joined: String) {
        #expect(CatalogPath.join(directory, path) == joined)
    }

    /// A metric: zero only for equals, symmetric, and the detour over a third word is never shorter.
    @Test func distanceOfWordsIsAMetricOnTypingErrors() {
        var random = SplitMix64(seed: 7)
        func word() -> String {
            String((0..<Int.random(in: 0...5, using: &random)).map { _ in "abc".randomElement(using: &random)! })
        }
        for _ in 0..<2000 {
            let (a, b) = (word(), word())
            let distance = Spelling.distance(a, b)
            #expect((distance == 0) == (a == b))
            #expect(distance == Spelling.distance(b, a))
            #expect(distance >= (a.count - b.count).magnitude)
            #expect(distance <= max(a.count, b.count))
        }
        #expect(Spelling.distance("prot", "port") == 1, "swapped neighbours are one error")
    }

    @Test func farWordsAreNotGuessed() {
        #expect(Spelling.nearest(to: "shredder", among: ["port", "type"]) == nil)
        #expect(Spelling.nearest(to: "density", among: ["name", "density_g_cm3"]) == "density_g_cm3")
    }
}

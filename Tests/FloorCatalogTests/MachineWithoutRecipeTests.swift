import FloorCatalog
import Foundation
import Testing

/// A recycling machine that no recipe is for would stand idle without a word; the floor's check says so.
struct MachineWithoutRecipeTests {
    private let petg = "/Recipes/dry/petg.yaml"
    private let pla = "/Recipes/dry/pla.yaml"

    /// The one mistake, at the type of the dryer.
    private func expectDryerIsNamed(in folder: String) throws {
        let text = try String(contentsOfFile: folder + "/Floors/demo.yaml", encoding: .utf8)
        let lines = text.components(separatedBy: "\n")
        let index = try #require(lines.firstIndex { $0.contains("type: hopper-dryer") })
        let found = mistakesOfDemoFloor(in: folder)
        #expect(found.count == 1, "\(found.map(\.description))")
        let first = try #require(found.first)
        #expect(first.file.hasSuffix("/demo.yaml") && first.line == index + 1 && first.column == 11)
        #expect(first.what.contains("machines.dryer-1.type is hopper-dryer, which has no recipe"))
        #expect(first.remedy.contains("dry/<name>.yaml for PLA or PETG") && first.remedy.hasSuffix(folder + "/Recipes"))
    }

    @Test func noRecipeOfTheProcess() throws {
        try withShippedFiles { folder in
            try FileManager.default.removeItem(atPath: folder + "/Recipes/dry")
            try expectDryerIsNamed(in: folder)
        }
    }

    @Test func recipesOfOtherMaterialsOnly() throws {
        try withShippedFiles { folder in
            try FileManager.default.removeItem(atPath: folder + petg)
            try rewrite(folder + pla, [("material: PLA", "material: ABS")])
            try expectDryerIsNamed(in: folder)
        }
    }

    @Test func oneMaterialIsEnough() throws {
        try withShippedFiles { folder in
            try FileManager.default.removeItem(atPath: folder + petg)
            #expect(mistakesOfDemoFloor(in: folder) == [])
        }
    }

    /// The mistake of the only recipe is told once, at the recipe.
    @Test(arguments: [("material: PLA", "material: PLS"), ("yield:", "yeild:")])
    func wrongRecipeIsNotAlsoAMissingOne(_ change: (String, String)) throws {
        try withShippedFiles { folder in
            try FileManager.default.removeItem(atPath: folder + petg)
            try rewrite(folder + pla, [(find: change.0, replace: change.1)])
            let found = mistakesOfDemoFloor(in: folder)
            #expect(!found.isEmpty && found.allSatisfy { $0.file.hasSuffix(pla) }, "\(found.map(\.description))")
        }
    }
}

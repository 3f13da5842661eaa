import FloorCatalog
import FloorModel
import Foundation
import Testing

/// Every machine type and every floor that we ship is right.
struct CommittedFilesTests {
    @Test(arguments: CatalogFolders.machineTypes)
    func machineTypeIsRight(_ name: String) throws {
        let type = try FloorCatalog.loadMachineType("\(CatalogFolders.machines)/\(name)/machine.yaml")
        #expect(type.name == name)
        let known = Set(Material.common.map(\.name))
        #expect(type.materials.allSatisfy { known.contains($0) }, "a shipped type takes common materials")
        let readme = try String(contentsOfFile: "\(CatalogFolders.machines)/\(name)/README.md", encoding: .utf8)
        for chapter in ["## Wiring", "## Commissioning", "## Sources of the values"] {
            #expect(readme.contains(chapter))
        }
        for word in type.valuesWithASource { #expect(readme.contains(word), "names the source of \(word)") }
        if case .printer = type.kind {
            #expect(readme.localizedCaseInsensitiveContains("reset"), "says what opening the port does")
        }
    }

    @Test(arguments: CatalogFolders.floors)
    func floorIsRight(_ file: String) throws {
        let floor = try FloorCatalog.load(file)
        #expect(!floor.machines.isEmpty && !floor.recipes.isEmpty)
        #expect(floor.machines.compactMap(\.port).allSatisfy { $0.hasPrefix("/") })
    }

    @Test(arguments: CatalogFolders.recipeFiles)
    func recipeIsRight(_ file: String) throws {
        let recipe = try FloorCatalog.loadRecipe(file)
        #expect(file.hasSuffix("/\(recipe.name).yaml"))
        #expect(Material.common.contains { $0.name == recipe.material }, "a shipped recipe is for a common material")
        #expect(FloorCatalog.check(files: [file]) == [])
    }

    @Test func foldersAreNotEmpty() {
        #expect(CatalogFolders.machineTypes.contains("prusa-mk3s"))
        #expect(CatalogFolders.floors.count >= 2)
        #expect(CatalogFolders.recipeFiles.count >= 6)
    }

    @Test func demoFloorIsWhatItsFileSays() throws {
        let floor = try FloorCatalog.load(CatalogFolders.root + "/Floors/demo.yaml")
        #expect(floor.site == SiteDescription(id: "demo", baseURL: nil, timezone: "Europe/Brussels", isVirtual: true))
        #expect(floor.broker == BrokerDescription(host: "127.0.0.1", port: 1883, user: nil, passwordFile: nil))
        #expect(floor.machines.map(\.id.name) == ["dryer-1", "ender-1", "extruder-1", "mk3-1", "shred-1"])
        let mk3 = try #require(floor.machine(MachineID("mk3-1")))
        #expect(mk3.port == CatalogFolders.root + "/Floors/run/mk3-1")
        let printer = try #require(mk3.printer)
        #expect(printer.dialect == "prusa" && printer.baud == 115_200)
        #expect(printer.yMillimetres == Limits(-4, 212.5))
        #expect(printer.nozzleMaximumCelsius == 300 && printer.nozzleMillimetres == 0.4)
        #expect(printer.stopWithin == .seconds(10))
        #expect(floor.material("PLA")?.densityGramsPerCubicCentimetre == 1.24)
    }

    @Test func exampleFloorUsesEverySection() throws {
        let floor = try FloorCatalog.load(CatalogFolders.root + "/Floors/example.yaml")
        #expect(!floor.site.isVirtual)
        #expect(floor.broker?.passwordFile == CatalogFolders.root + "/Floors/mqtt.password")
        #expect(floor.material("PLA-REC")?.densityGramsPerCubicCentimetre == 1.25)
        #expect(
            floor.machine(MachineID("ender-1"))?.connection == .serial(port: "/dev/machina/ender-1", baud: 115_200))
        #expect(
            floor.line(LineID("bus1"))?.endpoint == .rtu(port: "/dev/machina/rs485-1", baud: 19200, parity: .even))
        #expect(floor.line(LineID("shop"))?.endpoint == .tcp(host: "10.0.0.20", port: 502))
        let scale = try #require(floor.sensor(SensorID("bench-scale")))
        #expect(scale.isScale && scale.tare == Milligrams(250_000) && scale.staleAfter == .seconds(60))
        let bin = SensorSelector(signal: "weight", path: ["HX711", "Weight"], unit: .gram, scale: 1000)
        #expect(scale.selectors == [bin])
        #expect(floor.sensor(SensorID("flake-bin"))?.selectors.first == bin, "a preset is the same, written out")
    }
}

extension MachineType {
    fileprivate var materials: [String] {
        switch kind {
        case .printer(let printer): printer.materials
        case .process(let process): process.materials
        }
    }

    /// What its README must say the source of.
    fileprivate var valuesWithASource: [String] {
        switch kind {
        case .printer: ["baud", "nozzle", "filament", "bed", "stop_within", "stale_after", "materials"]
        case .process(let process):
            ["stale_after", "capacity", "materials", "within", "max_hold"] + process.modules.map(\.name)
                + process.interlocks.map(\.name) + Set(process.points.map(\.wireAddress)).sorted()
        }
    }
}

extension PointDescription {
    /// As manuals print it: `2104H` for large addresses, decimal for small ones.
    fileprivate var wireAddress: String {
        guard address >= 0x30 else { return "\(table.rawValue) \(address)" }
        let digits = String(address, radix: 16, uppercase: true)
        return address == 75 ? "holding 75" : String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "H"
    }
}

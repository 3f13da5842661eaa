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
        guard case .printer(let printer) = type.kind else { return }
        let known = Set(Material.common.map(\.name))
        #expect(printer.materials.allSatisfy { known.contains($0) }, "a shipped type prints common materials")
        let readme = try String(contentsOfFile: "\(CatalogFolders.machines)/\(name)/README.md", encoding: .utf8)
        for chapter in ["## Wiring", "## Commissioning", "## Sources of the values"] {
            #expect(readme.contains(chapter))
        }
        #expect(readme.localizedCaseInsensitiveContains("reset"), "says what opening the port does")
        for word in ["baud", "nozzle", "filament", "bed", "stop_within", "stale_after", "materials"] {
            #expect(readme.contains(word), "names the source of \(word)")
        }
    }

    @Test(arguments: CatalogFolders.floors)
    func floorIsRight(_ file: String) throws {
        let floor = try FloorCatalog.load(file)
        #expect(!floor.machines.isEmpty)
        #expect(floor.machines.allSatisfy { $0.port.hasPrefix("/") })
    }

    @Test func foldersAreNotEmpty() {
        #expect(CatalogFolders.machineTypes.contains("prusa-mk3s"))
        #expect(CatalogFolders.floors.count >= 2)
    }

    @Test func demoFloorIsWhatItsFileSays() throws {
        let floor = try FloorCatalog.load(CatalogFolders.root + "/Floors/demo.yaml")
        #expect(floor.site == SiteDescription(id: "demo", baseURL: nil, timezone: "Europe/Brussels", isVirtual: true))
        #expect(floor.broker == BrokerDescription(host: "127.0.0.1", port: 1883, user: nil, passwordFile: nil))
        #expect(floor.machines.map(\.id.name) == ["ender-1", "mk3-1"])
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
        #expect(floor.machine(MachineID("ender-1"))?.baud == 115_200)
    }
}

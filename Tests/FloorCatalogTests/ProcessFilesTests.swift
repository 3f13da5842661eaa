import FloorCatalog
import FloorModel
import Foundation
import Testing

/// The shipped recycling machines and recipes mean what their files say.
struct ProcessFilesTests {
    private func process(_ name: String) throws -> ProcessMachineDescription {
        let type = try FloorCatalog.loadMachineType("\(CatalogFolders.machines)/\(name)/machine.yaml")
        guard case .process(let process) = type.kind else {
            throw CatalogError(mistakes: [])
        }
        return process
    }

    @Test func shredderIsWiredAsItsSheet() throws {
        let shredder = try process("two-shaft-shredder")
        #expect(shredder.process == .shred && shredder.capacity == Milligrams(2_000_000))
        #expect(shredder.modules.map(\.name) == ["drive", "safety", "meter"])
        #expect(shredder.module("meter")?.isEvenOnly == true && shredder.module("meter")?.maximumRegisters == 80)
        #expect(
            shredder.point("motor_current")
                == PointDescription(
                    name: "motor_current", module: "drive", table: .holding, address: 0x2104, type: .uint16,
                    scale: 0.01, unit: .ampere, limits: Limits(0, 60)))
        #expect(
            shredder.point("shaft_command")
                == PointDescription(
                    name: "shaft_command", module: "drive", table: .holding, address: 0x2000, type: .uint16,
                    limits: Limits(0, 63), poll: .none, isWritable: true,
                    confirmations: [
                        WriteConfirmation(value: 0x12, condition: Condition("shaft_state", .equal, 3)),
                        WriteConfirmation(value: 0x12, condition: Condition("shaft_direction", .equal, 0)),
                        WriteConfirmation(value: 0x22, condition: Condition("shaft_state", .equal, 3)),
                        WriteConfirmation(value: 0x22, condition: Condition("shaft_direction", .equal, 3)),
                        WriteConfirmation(value: 0x01, condition: Condition("shaft_state", .equal, 0)),
                    ], confirmWithin: .seconds(3)))
        #expect(shredder.point("shaft_direction")?.bits == 3...4)
        #expect(shredder.point("energy")?.type == .float32 && shredder.point("energy")?.poll == .slow)
        let shaft = try #require(shredder.drive("shaft"))
        #expect(shaft.reverse == 0x22 && shaft.ratedCurrentAmpere == 5.2 && shaft.speedLimits == Limits(5, 25))
        #expect(shaft.faultReset == PointWrite("drive_reset", 2))
        #expect(shredder.interlocks.first { $0.name == "emergency stop" }?.trip == .abort)
    }

    @Test func extruderIsHeldHotAndStoppedCold() throws {
        let extruder = try process("three-zone-extruder")
        #expect(extruder.hold.writes == [PointWrite("screw_command", 1), PointWrite("puller_command", 1)])
        #expect(extruder.stop.writes.contains(PointWrite("heater_contactor", 0)))
        #expect(extruder.stop.confirmedBy.contains(Condition("heater_contactor_closed", .equal, 0)))
        #expect(extruder.heaters.map(\.name) == ["feed", "barrel", "nozzle"])
        #expect(extruder.point("feed_setpoint")?.readBack == nil, "it is read back at its own address")
        #expect(extruder.point("puller_speed")?.readBack == "puller_speed_reference")
        #expect(extruder.drive("puller")?.speedLimits == Limits(2, 50))
        #expect(extruder.point("filament_diameter")?.sentinels == [0])
        #expect(extruder.roles[.meltPressure] == "melt_pressure")
        let pressure = try #require(extruder.interlocks.first { $0.name == "melt pressure" })
        #expect(pressure.trip == .hold && pressure.guards == ["screw"])
        #expect(pressure.conditions.map(\.description) == ["melt_pressure < 100"])
    }

    @Test func dryerSparesTheMemoryOfItsController() throws {
        let dryer = try process("hopper-dryer")
        let written = dryer.points.filter { $0.isWritable && $0.module == "controller" }
        #expect(written.map(\.address) == [26])
        #expect(dryer.drive("blower")?.speed == nil && dryer.heater("air")?.contactor == "heater_contactor")
    }

    /// What every interlock, safe state and drive rests on is read often enough and never taken from a silent point.
    @Test(arguments: ["two-shaft-shredder", "hopper-dryer", "three-zone-extruder"])
    func protectionRestsOnFastPoints(_ name: String) throws {
        let machine = try process(name)
        let conditions =
            machine.interlocks.flatMap(\.conditions) + machine.drives.map(\.running) + machine.hold.confirmedBy
            + machine.stop.confirmedBy + machine.abort.confirmedBy
        #expect(conditions.allSatisfy { machine.point($0.point)?.poll == .fast })
        #expect(machine.staleAfter >= machine.fastPoll * 3 && machine.staleAfter >= .milliseconds(500))
        let guarded = Set(machine.interlocks.flatMap(\.guards))
        #expect(machine.heaters.allSatisfy { guarded.contains($0.name) }, "no heater without an interlock")
    }

    @Test func demoFloorHangsOnItsLines() throws {
        let floor = try FloorCatalog.load(CatalogFolders.root + "/Floors/demo.yaml")
        #expect(floor.lines.map(\.id.name) == ["dryer", "extruder", "shredder"])
        #expect(floor.line(LineID("shredder"))?.endpoint == .tcp(host: "127.0.0.1", port: 15021))
        let extruder = try #require(floor.machine(MachineID("extruder-1")))
        #expect(extruder.lines == [LineID("extruder")] && extruder.port == nil)
        guard case .modbus(let modules) = extruder.connection else {
            Issue.record("not on Modbus")
            return
        }
        #expect(modules.map(\.module) == ["barrel", "feed", "io", "meter", "nozzle", "puller", "screw"])
        #expect(modules.first == ModuleBinding(module: "barrel", line: LineID("extruder"), unit: 12))
    }

    @Test func recipesOfTheFloorAreThoseThatItsMachinesRun() throws {
        let names = ["dry/petg", "dry/pla", "extrude/petg", "extrude/pla", "shred/petg", "shred/pla"]
        #expect(try FloorCatalog.load(CatalogFolders.root + "/Floors/demo.yaml").recipes.map(\.name) == names)
        try withFolder { folder in
            let floor = folder + "/floor.yaml"
            try write("site: {id: a, timezone: UTC}\nmachines: {a: {type: ender-3-v2, port: p}}\n", to: floor)
            let printers = try FloorCatalog.load(floor, machinesDirectory: CatalogFolders.machines)
            #expect(printers.recipes.isEmpty)
        }
    }

    @Test func wasteBecomesFilamentByThreeRecipesThatFitEachOther() throws {
        let floor = try FloorCatalog.load(CatalogFolders.root + "/Floors/demo.yaml")
        for material in ["pla", "petg"] {
            let shred = try #require(floor.recipe("shred/\(material)"))
            let dry = try #require(floor.recipe("dry/\(material)"))
            let extrude = try #require(floor.recipe("extrude/\(material)"))
            #expect(shred.input.forms == MaterialForm.shreddable)
            #expect(dry.input.forms.contains(shred.output.form))
            #expect(extrude.input.forms.contains(dry.output.form))
            let wettest = try #require(extrude.input.maximumMoisturePPM)
            #expect(try #require(dry.output.moisturePPM) <= wettest)
            #expect(extrude.output.form == .filament && extrude.input.maximumExposure == .seconds(1800))
        }
    }

    @Test func recipeIsWhatItsFileSays() throws {
        let recipe = try FloorCatalog.loadRecipe(CatalogFolders.recipes + "/extrude/pla.yaml")
        #expect(recipe.yieldPerMille == 950 && recipe.purge == Milligrams(50_000) && recipe.version == 1)
        #expect(recipe.minimumBatch == Milligrams(150_000) && recipe.maximumBatch == Milligrams(2_000_000))
        #expect(recipe.phases.map(\.name) == ["heat up", "purge", "extrude"])
        let targets = [HeaterTarget("feed", 170), HeaterTarget("barrel", 190), HeaterTarget("nozzle", 200)]
        #expect(
            recipe.phases.map(\.kind) == [
                .heatAndSoak(
                    HeatAndSoak(targets: targets, toleranceKelvin: 5, soak: .seconds(600), timeout: .seconds(2700))),
                .purge(
                    PurgePhase(targets: targets, minimumCelsius: 160, screw: "screw", speed: 12, time: .seconds(1080))),
                .controlDiameter(
                    ControlDiameter(
                        targets: targets, minimumCelsius: 160, screw: "screw", screwSpeed: 12, puller: "puller",
                        pullerSpeed: 26.7, diameterMillimetres: 1.75, toleranceMillimetres: 0.05,
                        maximumLengthMetres: 330, runOut: .seconds(720), timeout: .seconds(50_400))),
            ])
    }

    @Test func oneWordIsAListOfOneAndUnitsOfAKindAreConverted() throws {
        let file = "Machines/two-shaft-shredder/machine.yaml"
        let original = try String(contentsOfFile: CatalogFolders.root + "/" + file, encoding: .utf8)
        let rewritten =
            original.replacingOccurrences(of: "guards: [shaft]", with: "guards: shaft")
            .replacingOccurrences(of: "write: [shaft_command = 0x01]", with: "write: shaft_command=1")
            .replacingOccurrences(of: "<= 10.4 A", with: "<= 10400mA")
            .replacingOccurrences(of: "capacity: 2 kg", with: "capacity: 2000 g")
        #expect(original != rewritten)
        try withFolder { folder in
            try write(rewritten, to: folder + "/two-shaft-shredder/machine.yaml")
            let type = try FloorCatalog.loadMachineType(folder + "/two-shaft-shredder/machine.yaml")
            #expect(try type.kind == .process(process("two-shaft-shredder")))
        }
    }
}

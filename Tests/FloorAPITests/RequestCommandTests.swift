import FloorAPITypes
import FloorClient
import FloorModel
import Foundation
import Synchronization
import Testing

@testable import FloorAPI
@testable import FloorControl

/// Bodies of people's requests as the floor gets them.
struct RequestCommandTests {
    private let lot = LotID(number: 3)
    private let machine = MachineID("shred-1")

    @Test func lotsAndMachinesAreHandledThroughTheGate() async throws {
        try await RunningServer.with { server in
            let client = server.client
            var request = LotRequest(form: .waste, material: "PLA", colour: "white", massG: 500)
            request.source = .preConsumer
            request.grade = "B"
            request.generation = 2
            request.moisturePpm = 800
            request.origin = "print shop"
            request.tareG = 12.5
            request.location = "bin 4"
            _ = try await client.receive(request)
            for weighing in [WeighRequest(grossG: 731.5), .init(netG: 0), .init(scale: SensorID("bench"))] {
                #expect(try await client.weigh(lot, weighing) == Receipt(.done))
            }
            #expect(try await client.adjust(lot, AdjustRequest(byG: -5, reason: .spilled)) == Receipt(.done))
            #expect(try await client.move(lot, to: "shelf B2") == Receipt(.done))
            #expect(try await client.dispose(lot, DisposeRequest(massG: 40, reason: .contaminated)) == Receipt(.done))
            #expect(try await client.dispose(lot, DisposeRequest(reason: .expired)) == Receipt(.done))
            #expect(try await client.handOver(lot) == Receipt(.done))
            #expect(try await client.setMode(.manual, of: machine) == Receipt(.done))
            let jog = JogRequest(drive: "main", reverse: true, speed: 12, forS: 2)
            #expect(try await client.jog(machine, jog) == Receipt(.requested, machines: [machine]))
            let heat = HeatRequest(heater: "nozzle", celsius: 180)
            #expect(try await client.heat(machine, heat) == Receipt(.requested, machines: [machine]))
            let facts = LotFacts(
                form: .waste, material: "PLA", colour: "white", source: .preConsumer, grade: "B", generation: 2,
                moisturePPM: 800, origin: "print shop", tare: Milligrams(12_500), location: "bin 4")
            #expect(
                server.backend.requests.map(\.command) == [
                    .receiveLot(facts, mass: Milligrams(500_000)), .weighLot(lot, .gross(Milligrams(731_500))),
                    .weighLot(lot, .net(.zero)), .weighLot(lot, .scale(SensorID("bench"))),
                    .adjustLot(lot, by: Milligrams(-5_000), .spilled), .moveLot(lot, location: "shelf B2"),
                    .disposeLot(lot, mass: Milligrams(40_000), .contaminated),
                    .disposeLot(lot, mass: nil, .expired), .handOverLot(lot), .setMode(machine, .manual),
                    .jog(machine, JogOrder(drive: "main", reverse: true, speed: 12, time: .seconds(2))),
                    .heat(machine, heater: "nozzle", celsius: 180),
                ])
            #expect(server.backend.requests.allSatisfy { $0.by == PersonID("uid-\(getuid())") })
        }
    }

    private func field(_ make: () throws -> Void) -> String? {
        do {
            try make()
            return nil
        } catch {
            return (error as? ProblemDetails)?.field
        }
    }

    @Test func numbersThatAreNoneAndNamesWithoutEndAreRefusedByField() {
        let long = String(repeating: "x", count: 81)
        for number in [Double.nan, .infinity, -.infinity, 1e300] {
            #expect(field { _ = try LotRequest(form: .waste, material: "PLA", massG: number).command() } == "mass_g")
            #expect(field { _ = try WeighRequest(grossG: number).weighing() } == "gross_g")
            #expect(field { _ = try WeighRequest(netG: number).weighing() } == "net_g")
            #expect(field { _ = try AdjustRequest(byG: number, reason: .found).command(lot) } == "by_g")
            #expect(field { _ = try DisposeRequest(massG: number, reason: .lost).command(lot) } == "mass_g")
            #expect(field { _ = try AnswerRequest(leftG: number).command(PromptID(number: 1)) } == "left_g")
            #expect(field { _ = try JogRequest(drive: "main", forS: number).order() } == "for_s")
            #expect(field { _ = try JogRequest(drive: "main", speed: number, forS: 1).order() } == "speed")
            #expect(field { _ = try HeatRequest(heater: "nozzle", celsius: number).command(machine) } == "celsius")
        }
        for time in [0, -1, 0.01, 31, 86_399] {
            #expect(field { _ = try JogRequest(drive: "main", forS: time).order() } == "for_s")
        }
        #expect(field { _ = try JogRequest(drive: long, forS: 1).order() } == "drive")
        #expect(field { _ = try HeatRequest(heater: "", celsius: 1).command(machine) } == "heater")
        #expect(field { _ = try AnswerRequest(choice: long).command(PromptID(number: 1)) } == "choice")
        #expect(field { _ = try AnswerRequest(scale: SensorID(long)).command(PromptID(number: 1)) } == "scale")
        #expect(field { _ = try LotRequest(form: .waste, material: long, massG: 1).command() } == "material")
    }

    @Test func aWeighingIsExactlyOneOfThree() {
        #expect(field { _ = try WeighRequest().weighing() } == "gross_g")
        #expect(field { _ = try WeighRequest(grossG: 1, netG: 1).weighing() } == "gross_g")
        #expect(field { _ = try WeighRequest(netG: 1, scale: SensorID("a")).weighing() } == "gross_g")
    }
}

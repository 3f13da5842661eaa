import FloorAPI
import FloorAPITypes
import FloorClient
import FloorControl
import FloorModel
import Foundation
import Synchronization
import Testing

/// A stop leaves whatever the rest of the daemon does.
struct SafingTests {
    @Test func aStopDoesNotWaitForTheStoreToSayWhoAsks() async throws {
        try await RunningServer.with { server in
            // Nobody can be looked up: whoever waits for it waits for ever.
            server.backend.memory.withLock { $0.isStoreStuck = true }
            let stopped = try await server.client.stopAll()
            #expect(stopped.result == .requested)
            let held = try await server.client.command(.hold, to: SampleFloor.first)
            #expect(held.result == .requested)
            #expect(server.backend.requests.map(\.by) == [nil, nil])
        }
    }

    @Test func aStopIsInTheNameOfAPeerThatIsKnown() async throws {
        try await RunningServer.with { server in
            _ = try await server.client.acknowledge(AlarmID(number: 1))
            server.backend.memory.withLock { $0.isStoreStuck = true }
            _ = try await server.client.stopAll()
            #expect(server.backend.requests.last?.by == PersonID("uid-\(getuid())"))
        }
    }

    @Test func aRequestUnderWayIsAnsweredBeforeTheServerEnds() async throws {
        try await RunningServer.with { server in
            let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
            let (permits, permit) = AsyncStream.makeStream(of: Void.self)
            server.backend.memory.withLock {
                $0.beforeReply = {
                    arrived.yield()
                    for await _ in permits { return }
                }
            }
            async let receipt = server.client.hold(JobID(number: 1))
            for await _ in arrivals { break }
            await server.stop()
            permit.yield()
            let answer = try await receipt
            #expect(answer == Receipt(.done))
        }
    }
}

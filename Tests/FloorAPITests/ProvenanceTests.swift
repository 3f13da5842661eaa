import AsyncHTTPClient
import FloorAPITypes
import FloorClient
import FloorControl
import FloorModel
import Glibc
import HTTPTypes
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import FloorAPI

struct ProvenanceTests {
    @Test(arguments: [
        "checkpoint", "tile/0/000", "tile/0/067", "tile/63/x001/x234/067", "tile/0/x001/067.p/5", "tile/1/000.p/255",
        "tile/entries/000", "tile/entries/x001/000.p/1",
    ])
    func everyFileOfALogHasAPath(_ path: String) throws {
        #expect(try Endpoint.find(.get, path: "/chain/\(path)") == .chainFile(try #require(ChainPath(path.parts))))
        #expect(ChainPath(path.parts)?.path == path)
    }

    @Test(arguments: [
        "", "journal", "checkpoint/", "tile", "tile/", "tile/0", "tile/64/000", "tile/00/000", "tile/-1/000",
        "tile/0/00", "tile/0/0000", "tile/0/x001", "tile/0/001/002", "tile/0/x000/067", "tile/0/067.p/0",
        "tile/0/067.p/256", "tile/0/067.p/01", "tile/0/067.p", "tile/0/067/5", "tile/0/../../keys/chain.key",
        "../machina.sqlite", "tile/0/0é7", "tile//000", "tile/0/000/", "tile/data/000", "TILE/0/000", "tile/0/+12",
        "tile/0/x001/x001/x001/x001/x001/x001/001", "tile/0/%2e%2e",
    ])
    func nothingElseOfTheDiskHas(_ path: String) {
        #expect(ChainPath(path.parts) == nil)
        #expect { try Endpoint.find(.get, path: "/chain/\(path)") } throws: { ($0 as? ProblemDetails)?.status == 404 }
    }

    /// The answer over TCP: what everybody gets.
    private func get(_ server: RunningServer, _ path: String) async throws -> (
        status: UInt, headers: HTTPHeaders, body: [UInt8]
    ) {
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(server.tcp.port)\(path)")
        let response = try await HTTPClient.shared.execute(request, timeout: .minutes(5))
        let body = Array(try await response.body.collect(upTo: 1 << 20).readableBytesView)
        return (response.status.code, response.headers, body)
    }

    @Test func whatEverybodyMayCheckIsServedWithoutAKeyAndNothingElse() async throws {
        try await RunningServer.with { server in
            server.backend.memory.withLock {
                $0.chainFiles = ["checkpoint": Array("local/test\n".utf8), "tile/0/000.p/3": [1, 2, 3]]
                $0.passports[LotID(number: 1)] = Array("{}".utf8)
            }
            let checkpoint = try await self.get(server, "/chain/checkpoint")
            #expect(checkpoint.status == 200 && checkpoint.body == Array("local/test\n".utf8))
            #expect(checkpoint.headers["content-type"] == ["text/plain; charset=utf-8"])
            #expect(checkpoint.headers["cache-control"] == ["no-store"])
            let tile = try await self.get(server, "/chain/tile/0/000.p/3")
            #expect(tile.status == 200 && tile.body == [1, 2, 3])
            #expect(tile.headers["content-type"] == ["application/octet-stream"])
            #expect(tile.headers["cache-control"].contains { $0.contains("immutable") })
            #expect(try await self.get(server, "/chain/tile/0/001").status == 404)
            #expect(try await self.get(server, "/chain/keys").status == 404)
            for path in ["/passport/lot-1", "/obj/1", "/class/lot-1"] {
                let passport = try await self.get(server, path)
                #expect(passport.status == 200 && passport.body == Array("{}".utf8))
            }
            #expect(try await self.get(server, "/passport/lot-2").status == 409)
            #expect(try await self.get(server, "/passport/nothing").status == 404)
            for path in ["/v1/chain", "/v1/makers", "/chain", "/keys/chain.key"] {
                #expect(try await self.get(server, path).status == 401)
            }
        }
    }

    @Test func theClientReadsChainPassportsAndMakersAndErasesOne() async throws {
        try await RunningServer.with { server in
            let lot = LotID(number: 1)
            let maker = MakerView(user: "anna b/ü", jobs: 3, openJobs: [])
            server.backend.memory.withLock {
                $0.passports[lot] = Array("{\"v\":1}".utf8)
                $0.makers = [maker]
            }
            let client = server.client
            #expect(try await client.checkChain().checkedAt == UTCTime(SampleFloor.moment.wallClock))
            #expect(try await client.chain() == server.backend.memory.withLock { $0.chain })
            #expect(try await client.passport(lot) == Array("{\"v\":1}".utf8))
            let waiting = await refusal { () async throws(FloorClientError) in
                try await client.passport(LotID(number: 2))
            }
            #expect(waiting?.status == 409 && waiting?.retry == true && waiting?.remedy == "ask again")
            #expect(try await client.makers() == [maker])
            // The peer is known by now; once erased, not even to a stop.
            _ = try await client.hold(JobID(number: 1))
            #expect(try await client.erase(maker.user) == ErasureView(jobs: 3, files: 1, complete: true))
            #expect(server.backend.memory.withLock { $0.erased } == [maker.user])
            server.backend.memory.withLock { $0.isStoreStuck = true }
            _ = try await client.stopAll()
            #expect(server.backend.requests.map(\.by?.name) == ["uid-\(getuid())", nil])
            let nobody = await refusal { () async throws(FloorClientError) in try await client.erase("ben") }
            #expect(nobody?.status == 404)
        }
    }
}

extension String {
    fileprivate var parts: [Substring] { split(separator: "/", omittingEmptySubsequences: false) }
}

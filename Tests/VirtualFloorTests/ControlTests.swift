import Foundation
import Testing
import VirtualFloor

@Suite(.serialized) struct ControlTests {
    @Test func `bad requests are refused with an error and a remedy`() async throws {
        let floor = try await FloorBench(["mk3-1"])
        let client = try LineClient(socket: floor.control)
        let bad = [
            "nonsense", "[]", "{}", #"{"state":"yes"}"#, #"{"fualt":"stall"}"#, #"{"fault":"stall"}"#,
            #"{"fault":"fire","machine":"mk3-1"}"#, #"{"fault":"stall","machine":"other"}"#,
            #"{"fault":"stall","machine":"mk3-1","seconds":-1}"#, #"{"fault":"halt","machine":"mk3-1","seconds":1}"#,
            #"{"state":true,"executed":"mk3-1"}"#, #"{"executed":"other"}"#,
        ]
        for request in bad {
            client.send(request + "\n")
            let reply = try #require(client.line())
            let object = try JSONSerialization.jsonObject(with: Data(reply.utf8)) as? [String: Any]
            #expect(object?["ok"] as? Bool == false, "\(request)")
            #expect((object?["error"] as? String)?.isEmpty == false, "\(request)")
            #expect((object?["remedy"] as? String)?.isEmpty == false, "\(request)")
        }
        client.send(#"{"fault":"stall","machine":"mk3-1","seconds":5}"# + "\n")
        #expect(client.line() == #"{"ok":true}"#)
        #expect(try floor.state(of: "mk3-1")["faults_injected"] as? Int == 1)
        floor.end()
    }

    @Test func `a line without end is answered and the connection closed`() async throws {
        let floor = try await FloorBench(["mk3-1"])
        let client = try LineClient(socket: floor.control)
        client.send(String(repeating: "x", count: 4096))
        #expect(client.line()?.contains("longer than 4096 bytes") == true)
        #expect(client.line() == nil)
        floor.end()
    }

    @Test func `one client too many is turned away, the others stay`() async throws {
        let floor = try await FloorBench(["mk3-1"])
        let clients = try (0..<8).map { _ in try LineClient(socket: floor.control) }
        for client in clients {
            client.send("{}\n")
            #expect(client.line() != nil)
        }
        let ninth = try LineClient(socket: floor.control)
        #expect(ninth.line() == nil)
        clients[7].send("{}\n")
        #expect(clients[7].line() != nil)
        floor.end()
    }

    @Test func `the socket is for its owner alone`() async throws {
        let floor = try await FloorBench(["mk3-1"])
        let attributes = try FileManager.default.attributesOfItem(atPath: floor.control)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        floor.end()
    }

    @Test func `where the executed lines are`() async throws {
        let floor = try await FloorBench(["mk3-1"])
        let client = try LineClient(socket: floor.control)
        client.send(#"{"executed":"mk3-1"}"# + "\n")
        let reply = try #require(client.line())
        let object = try JSONSerialization.jsonObject(with: Data(reply.utf8)) as? [String: Any]
        #expect(object?["path"] as? String == floor.log("mk3-1"))
        floor.end()
    }
}

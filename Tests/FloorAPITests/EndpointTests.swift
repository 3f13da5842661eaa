import FloorAPITypes
import FloorModel
import HTTPTypes
import Testing

@testable import FloorAPI

struct EndpointTests {
    private static let digest = String(repeating: "0a", count: 32)

    @Test(arguments: [
        (HTTPRequest.Method.get, "/healthz", Endpoint.health), (.get, "/metrics", .metrics),
        (.get, "/v1/status", .status), (.get, "/v1/machines", .machines), (.get, "/v1/lots", .lots),
        (.get, "/v1/plan", .plan), (.get, "/v1/prompts", .prompts), (.get, "/v1/alarms", .alarms),
        (.get, "/v1/events", .events), (.get, "/v1/machines/mk3-1", .machine(MachineID("mk3-1"))),
        (.get, "/v1/jobs/job-17", .job(JobID(number: 17))), (.get, "/v1/jobs/17", .job(JobID(number: 17))),
        (.get, "/v1/lots/lot-3", .lot(LotID(number: 3))), (.post, "/v1/jobs", .submit),
        (.post, "/v1/jobs/17/cancel", .act(.cancel, JobID(number: 17))),
        (.post, "/v1/jobs/17/hold", .act(.hold, JobID(number: 17))),
        (.post, "/v1/jobs/17/release", .act(.release, JobID(number: 17))),
        (.post, "/v1/jobs/17/reprint", .act(.reprint, JobID(number: 17))),
        (.post, "/v1/prompts/prompt-2", .answer(PromptID(number: 2))),
        (.post, "/v1/alarms/2/ack", .acknowledge(AlarmID(number: 2))), (.post, "/v1/lots", .receiveLot),
        (.get, "/v1/ledger", .ledger),
        (.get, "/v1/sensors", .sensors), (.post, "/v1/lots/3/mount", .handle(.mount, LotID(number: 3))),
        (.post, "/v1/lots/lot-3/weigh", .handle(.weigh, LotID(number: 3))),
        (.post, "/v1/lots/3/adjust", .handle(.adjust, LotID(number: 3))),
        (.post, "/v1/lots/3/move", .handle(.move, LotID(number: 3))),
        (.post, "/v1/lots/3/dispose", .handle(.dispose, LotID(number: 3))),
        (.post, "/v1/lots/3/hand-over", .handle(.handOver, LotID(number: 3))),
        (.post, "/v1/machines/shred-1/mode", .byHand(.mode, MachineID("shred-1"))),
        (.post, "/v1/machines/shred-1/jog", .byHand(.jog, MachineID("shred-1"))),
        (.post, "/v1/machines/shred-1/heat", .byHand(.heat, MachineID("shred-1"))),
        (.post, "/v1/machines/mk3-1/commands", .command(MachineID("mk3-1"))),
        (.post, "/v1/machines/stop-all", .stopAll), (.get, "/v1/chain", .chain), (.get, "/v1/makers", .makers),
        (.post, "/v1/makers/anna%2Fb%20c/erase", .eraseMaker("anna/b c")),
        (.get, "/passport/lot-3", .passport(LotID(number: 3))), (.get, "/obj/3", .passport(LotID(number: 3))),
        (.get, "/chain/checkpoint", .chainFile(.checkpoint)),
        (.put, "/v1/files/\(EndpointTests.digest)", .storeFile(FileDigest(EndpointTests.digest))),
    ])
    func everyRouteIsFound(_ method: HTTPRequest.Method, _ path: String, _ expected: Endpoint) throws {
        #expect(try Endpoint.find(method, path: path) == expected)
        // No other method of the same path leads to the same place.
        for other in [HTTPRequest.Method.get, .post, .put, .delete, .patch] where other != method {
            do throws(ProblemDetails) {
                let found = try Endpoint.find(other, path: path)
                #expect(found != expected)
            } catch {
                #expect(error.status == 405 && error.remedy.contains(method.rawValue))
            }
        }
    }

    @Test(arguments: [
        "", "/", "/v1", "/v1/", "/v2/status", "/v1/status/", "/v1/status/x", "/v1/jobs/0", "/v1/jobs/-1",
        "/v1/jobs/lot-1", "/v1/jobs/1/explode", "/v1/jobs/1/cancel/now", "/v1/machines/mk3-1/stop", "/v1/lots/3/eat",
        "/v1/lots/x/weigh",
        "/v1/ledger/1", "/v1/sensors/bench", "//v1/status",
        "/healthz/x", "/v1/jobs/99999999999999999999", "/v1/makers/anna", "/v1/makers/anna/erase/now", "/obj", "/obj/",
        "/passport/job-1", "/passport/3/x", "/chain", "/chain/", "/chain/journal", "/chain/checkpoint/",
    ])
    func anythingElseIsNotFound(_ path: String) {
        for method in [HTTPRequest.Method.get, .post, .put] {
            #expect { try Endpoint.find(method, path: path) } throws: { ($0 as? ProblemDetails)?.status == 404 }
        }
    }

    @Test func aQueryIsReadOrRefusedByName() throws {
        let query = [(name: "state", value: "open"), (name: "limit", value: "5"), (name: "after", value: "job-3")]
        let expected = JobQuery(selection: .open, limit: 5, after: JobID(number: 3))
        #expect(try Endpoint.find(.get, path: "/v1/jobs", query: query) == .jobs(expected))
        for (name, value) in [
            ("state", "lost"), ("limit", "0"), ("limit", "501"), ("limit", "x"), ("after", "x"), ("page", "2"),
        ] {
            #expect { try Endpoint.find(.get, path: "/v1/jobs", query: [(name, value)]) } throws: {
                let problem = $0 as? ProblemDetails
                return problem?.status == 422 && problem?.field == name
            }
        }
    }

    @Test(arguments: ["ab", String(repeating: "A", count: 64), String(repeating: ".", count: 64)])
    func aFileIsNamedByItsDigestAlone(_ name: String) {
        #expect { try Endpoint.find(.put, path: "/v1/files/\(name)") } throws: {
            ($0 as? ProblemDetails)?.field == "sha256"
        }
    }
}

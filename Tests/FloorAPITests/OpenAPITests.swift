import FloorAPITypes
import Foundation
import HTTPTypes
import Testing

@testable import FloorAPI

/// `Documentation/openapi.yaml` lists the routes that there are, and no others.
struct OpenAPITests {
    private struct Route: Hashable {
        var method: String
        var path: String
    }

    private func documented() throws -> Set<Route> {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appendingPathComponent("Documentation/openapi.yaml")
        var routes: Set<Route> = []
        var path = ""
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            if let match = line.wholeMatch(of: /[ ]{2}(\/\S*):/) { path = String(match.1) }
            if let match = line.firstMatch(of: /^[ ]{4}(get|post|put|delete|patch):/) {
                routes.insert(Route(method: match.1.uppercased(), path: path))
            }
        }
        return routes
    }

    /// The path with an id in each place that the document leaves open.
    private func filled(_ path: String) -> String {
        path.replacing("{sha256}", with: String(repeating: "0", count: 64)).replacing("{path}", with: "0/000")
            .replacing(/{[a-z]+}/, with: "1")
    }

    @Test func everyDocumentedRouteAnswersAndNoOtherMethodDoes() throws {
        let routes = try documented()
        #expect(routes.count == 44)
        for path in Set(routes.map(\.path)) {
            for method in [HTTPRequest.Method.get, .post, .put, .delete, .patch] {
                let isDocumented = routes.contains(Route(method: method.rawValue, path: path))
                do throws(ProblemDetails) {
                    _ = try Endpoint.find(method, path: filled(path))
                    #expect(isDocumented, "\(method) \(path) is not documented")
                } catch {
                    #expect(!isDocumented, "\(method) \(path): \(error.detail)")
                }
            }
        }
    }
}

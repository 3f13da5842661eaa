internal import FloorAPITypes
internal import FloorModel
internal import Foundation

extension Endpoint {
    /// What stands outside `/v1`: its addresses are printed on labels and written into other people's logs.
    static func published(_ segments: [Substring]) throws(ProblemDetails) -> Endpoint? {
        switch segments.first {
        case "chain": ChainPath(segments.dropFirst()).map { .chainFile($0) }
        case "passport", "obj", "class": segments.count == 2 ? .passport(try number(segments[1])) : nil
        default: nil
        }
    }

    /// `makers/<user>/erase`; a user's name is percent-encoded as one segment.
    static func maker(_ user: Substring) throws(ProblemDetails) -> Endpoint {
        guard let name = user.removingPercentEncoding, !name.isEmpty else {
            throw ProblemDetails(
                .fieldInvalid, status: 422, detail: "'\(user)' is not a percent-encoded name", field: "user",
                remedy: "write the name as one segment of the path, its special characters as %XX")
        }
        return .eraseMaker(name)
    }
}

public import FloorAPITypes
public import FloorModel
internal import Foundation
internal import NIOHTTP1

/// The provenance log, and the people whose names stay out of it.
extension FloorClient {
    /// `GET /v1/chain`.
    public func chain() async throws(FloorClientError) -> ChainView { try await get("/v1/chain") }

    /// `POST /v1/chain/check`: reads the whole log first, which takes its time where it is long.
    public func checkChain() async throws(FloorClientError) -> ChainView {
        try decode(try await send(.POST, "/v1/chain/check", seconds: 3600))
    }

    /// `GET /passport/<lot>`: the file as a stranger gets it.
    public func passport(_ item: LotID) async throws(FloorClientError) -> [UInt8] {
        try await send(.GET, "/passport/\(item)")
    }

    /// `GET /v1/makers`.
    public func makers() async throws(FloorClientError) -> [MakerView] {
        let list: MakerList = try await get("/v1/makers")
        return list.makers
    }

    /// `POST /v1/makers/<user>/erase`; a large database takes its time.
    public func erase(_ user: String) async throws(FloorClientError) -> ErasureView {
        let name = user.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? user
        return try decode(try await send(.POST, "/v1/makers/\(name)/erase", seconds: 600))
    }
}

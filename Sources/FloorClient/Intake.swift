internal import AsyncHTTPClient
public import FloorAPITypes
public import FloorModel
internal import NIOCore
internal import NIOHTTP1

/// Jobs and their files on their way to the daemon.
extension FloorClient {
    /// Stores a file under its digest; it is read as fast as the daemon takes it.
    ///
    /// - Parameters:
    ///   - bytes: the file in pieces.
    ///   - length: of the whole file.
    public func storeFile<Pieces: AsyncSequence & Sendable>(
        _ digest: FileDigest, bytes: Pieces, length: Int
    ) async throws(FloorClientError) -> FileReceipt where Pieces.Element == [UInt8] {
        let buffers = bytes.map { ByteBuffer(bytes: $0) }
        return try decode(
            try await send(
                .PUT, "/v1/files/\(digest)", body: .stream(buffers, length: .known(Int64(length))), seconds: 600))
    }

    /// Submits a job; the answer is the JSON object that a maker gets over MQTT, whatever it says.
    ///
    /// - Parameter body: the JSON object of `makers/<user>/jobs/submit`.
    public func submit(_ body: [UInt8]) async throws(FloorClientError) -> [UInt8] {
        let response = try await response(.POST, "/v1/jobs", body: .bytes(body), seconds: 60)
        let bytes = try await collect(response)
        let isReply = response.headers.first(name: "content-type") == "application/json"
        guard isReply else { throw refusal(response.status, bytes) }
        return bytes
    }
}

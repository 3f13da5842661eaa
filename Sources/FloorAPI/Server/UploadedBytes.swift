internal import FloorAPITypes
internal import FloorModel
internal import Hummingbird

/// A file as it comes in, piece by piece, at the pace at which it is taken.
public struct UploadedBytes: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    private let body: RequestBody
    private let limit: Int

    /// - Parameter limit: more bytes than that end the sequence with `fileTooLarge`.
    init(_ body: RequestBody, limit: Int) {
        self.body = body
        self.limit = limit
    }

    /// A file that is in memory already.
    public init(_ bytes: [UInt8]) { self.init(RequestBody(buffer: ByteBuffer(bytes: bytes)), limit: bytes.count) }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pieces: body.makeAsyncIterator(), remaining: limit)
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var pieces: RequestBody.AsyncIterator
        fileprivate var remaining: Int

        /// - Throws: `fileTooLarge`, or an error of the connection when the sender goes away.
        @concurrent
        public mutating func next() async throws -> [UInt8]? {
            guard let piece = try await pieces.next() else { return nil }
            remaining -= piece.readableBytes
            guard remaining >= 0 else { throw ProblemDetails.fileTooLarge }
            return Array(piece.readableBytesView)
        }
    }
}

extension ProblemDetails {
    static var fileTooLarge: ProblemDetails {
        ProblemDetails(
            .fileTooLarge, status: 413,
            detail: "the file is larger than \(ServerLimits.fileBytes / 1024 / 1024) MB")
    }
}

internal import ArgumentParser
internal import Crypto
internal import FloorModel
internal import Foundation

/// A file to submit: its digest is known before it is sent.
struct PrintFile: Sendable {
    /// As the daemon takes it.
    static let maximumBytes = 200 * 1024 * 1024
    private static let pieceBytes = 256 * 1024

    let path: String
    let name: String
    let digest: FileDigest
    let length: Int

    /// Reads the file once. What is wrong goes to stderr and becomes an exit code.
    init(_ path: String) throws {
        self.path = path
        name = URL(fileURLWithPath: path).lastPathComponent
        do {
            var hash = SHA256()
            var length = 0
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            while length <= Self.maximumBytes, let piece = try handle.read(upToCount: Self.pieceBytes), !piece.isEmpty {
                hash.update(data: piece)
                length += piece.count
            }
            self.length = length
            digest = FileDigest(
                hash.finalize().map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
                    .joined())
        } catch {
            printError("machina: \(path): \(error.localizedDescription)\ngive the path of a file that you may read")
            throw ExitCode.noInput
        }
        guard length > 0, length <= Self.maximumBytes else {
            let wrong = length == 0 ? "is empty" : "is larger than \(Self.maximumBytes / 1024 / 1024) MB"
            printError("machina: \(path): \(wrong)\nslice the part again, coarser where it is too large")
            throw ExitCode.badData
        }
    }

    /// The file again, for sending it.
    var pieces: Pieces { Pieces(path: path) }

    struct Pieces: AsyncSequence, Sendable {
        typealias Element = [UInt8]
        let path: String

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(path: path) }

        struct AsyncIterator: AsyncIteratorProtocol {
            let path: String
            var handle: FileHandle?

            mutating func next() async throws -> [UInt8]? {
                let handle = try self.handle ?? FileHandle(forReadingFrom: URL(fileURLWithPath: path))
                self.handle = handle
                guard let piece = try handle.read(upToCount: PrintFile.pieceBytes), !piece.isEmpty else { return nil }
                return Array(piece)
            }
        }
    }
}

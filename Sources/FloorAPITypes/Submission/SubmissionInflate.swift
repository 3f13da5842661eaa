internal import CZlib

/// Why gzip data cannot be taken.
enum SubmissionInflateFailure: Error, Hashable {
    /// Not gzip, damaged, cut off, or with something behind its end.
    case damaged
    /// It would become larger than the limit; no more than the limit was ever held.
    case tooLarge
}

/// Undoes one gzip member (RFC 1952) into at most `limit` bytes.
///
/// The size that the file claims in its trailer is not trusted: the output grows block by block, and the first byte
/// above the limit ends it.
func inflateSubmission(_ gzip: [UInt8], limit: Int) throws(SubmissionInflateFailure) -> [UInt8] {
    var stream = z_stream()
    guard cz_inflate_gzip_begin(&stream) == Z_OK else { throw .damaged }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    let end = gzip.withUnsafeBufferPointer { input -> Result<Bool, SubmissionInflateFailure> in
        // zlib takes its input as mutable and does not write to it.
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        var block = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let (code, count) = block.withUnsafeMutableBufferPointer { buffer in
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(buffer.count)
                let code = inflate(&stream, Z_NO_FLUSH)
                return (code, buffer.count - Int(stream.avail_out))
            }
            guard output.count + count <= limit else { return .failure(.tooLarge) }
            output += block[..<count]
            if code == Z_STREAM_END { return .success(stream.avail_in == 0) }
            guard code == Z_OK, count > 0 || stream.avail_in > 0 else { return .failure(.damaged) }
        }
    }
    guard try end.get() else { throw .damaged }
    return output
}

/// Reading the files of a log through a closure that knows where they are.
enum LogFiles {
    /// The first file that is there: a partial one, else the full one that took its place.
    static func first<Failure: Error>(
        of paths: [String], _ file: (String) throws(Failure) -> [UInt8]?
    ) throws(Failure) -> (path: String, bytes: [UInt8])? {
        for path in paths {
            if let bytes = try file(path) { return (path, bytes) }
        }
        return nil
    }

    /// The bytes of a tile, as many as its width asks for.
    static func tile<Failure: Error>(
        _ address: TileAddress, _ file: (String) throws(Failure) -> [UInt8]?
    ) throws(Failure) -> Result<ArraySlice<UInt8>, LogFault> {
        guard let found = try first(of: [address.path, address.full.path], file) else {
            return .failure(.tileMissing(path: address.path))
        }
        let width = found.path == address.path ? address.width : TileAddress.fullWidth
        guard found.bytes.count == width * TreeHash.byteCount else {
            return .failure(.tileTorn(path: found.path, bytes: found.bytes.count))
        }
        return .success(found.bytes.prefix(address.width * TreeHash.byteCount))
    }
}

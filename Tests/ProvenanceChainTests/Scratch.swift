import Foundation

/// A folder of the test's own, gone afterwards.
func withScratch<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "provenance-chain-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer {
        do { try FileManager.default.removeItem(at: folder) } catch { preconditionFailure("\(error)") }
    }
    return try body(folder.path)
}

func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
}

func bytes(ofFile path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

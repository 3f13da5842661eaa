import Foundation
import Testing
import TransparencyLog

@testable import LogStore

@Suite struct LogKeyFileTests {
    @Test("A key is its owner's alone, is read back, and is never overwritten")
    func create() throws {
        let folder = try Folder()
        let path = folder.path + "/key"
        let key = try LogKeyFile.create(at: path, name: Logs.origin, outside: folder.log)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try LogKeyFile.read(path, outside: folder.log).verifierKey == key.verifierKey)
        let before = FileManager.default.contents(atPath: path)
        do {
            _ = try LogKeyFile.create(at: path, name: Logs.origin, outside: folder.log)
            Issue.record("overwritten")
        } catch {
            guard case .exists = error else { throw error }
        }
        #expect(FileManager.default.contents(atPath: path) == before)
    }

    @Test("A key below the log's folder is refused, by whatever way it gets there")
    func inside() throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(atPath: folder.log + "/keys", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: folder.log)
        let inside = [
            folder.log + "/key", folder.log + "/keys/key", folder.path + "/link/key", folder.log + "/keys/../key",
            folder.path + "/x/../log/key",
        ]
        for path in inside {
            #expect(throws: LogStoreError.self, "\(path)") {
                try LogKeyFile.create(at: path, name: Logs.origin, outside: folder.log)
            }
            #expect(throws: LogStoreError.self, "\(path)") {
                try LogKeyFile.create(at: path, name: Logs.origin, outside: folder.path + "/link")
            }
        }
        // Beside it is fine, even where the name begins alike.
        _ = try LogKeyFile.create(at: folder.log + ".key", name: Logs.origin, outside: folder.log)
        // A key that is moved in later is refused too, also behind a link.
        try FileManager.default.moveItem(atPath: folder.log + ".key", toPath: folder.log + "/key")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/outside", withDestinationPath: folder.log + "/key")
        for path in ["/log/key", "/outside"] {
            #expect(throws: LogStoreError.self) { try LogKeyFile.read(folder.path + path, outside: folder.log) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.log).sorted() == ["key", "keys"])
    }

    @Test("A key that others may read is refused with the remedy", arguments: [0o640, 0o604, 0o660, 0o601, 0o777])
    func exposed(mode: Int) throws {
        let folder = try Folder()
        let path = folder.path + "/key"
        _ = try LogKeyFile.create(at: path, name: Logs.origin, outside: folder.log)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        do {
            _ = try LogKeyFile.read(path)
            Issue.record("read")
        } catch {
            guard case .keyExposed = error else { throw error }
            #expect("\(error)".contains("chmod 600 \(path)"))
        }
    }

    @Test("A file that is no key is refused, and not quoted", arguments: ["", "secret", "PRIVATE+KEY+a+00000000+AAAA"])
    func bad(text: String) throws {
        let folder = try Folder()
        let path = folder.path + "/key"
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
        do {
            _ = try LogKeyFile.read(path)
            Issue.record("read")
        } catch {
            guard case .badKey = error else { throw error }
            #expect(!"\(error)".contains("secret"))
        }
        for name in ["", "a b", "a+b", "a\u{2003}b", "a\nb"] {
            #expect(throws: LogStoreError.self) {
                try LogKeyFile.create(at: path + "2", name: name, outside: folder.log)
            }
        }
    }
}

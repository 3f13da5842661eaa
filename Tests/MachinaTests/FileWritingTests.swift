import ArgumentParser
import Foundation
import Glibc
import Testing

@testable import machina

struct FileWritingTests {
    private func scratch(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "machina-writing-\(UUID().uuidString)"
        try makeFolder(folder)
        defer {
            do { try FileManager.default.removeItem(atPath: folder) } catch {
                Issue.record("\(folder) stays behind: \(error)")
            }
        }
        try body(folder)
    }

    private func kind(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
    }

    @Test func aFileIsReplacedWholeAndKeepsItsMode() throws {
        try scratch { folder in
            let path = folder + "/a"
            try writeFile(Array("one".utf8), to: path)
            #expect(chmod(path, 0o600) == 0)
            try writeFile(Array("2".utf8), to: path)
            #expect(try Data(contentsOf: URL(filePath: path)) == Data("2".utf8))
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
        }
    }

    @Test func whatIsNoFileIsWrittenThroughAndStaysWhatItIs() throws {
        try scratch { folder in
            let (file, link) = (folder + "/file", folder + "/link")
            try writeFile([1], to: file)
            #expect(symlink(file, link) == 0)
            try writeFile([2, 3], to: link)
            #expect(kind(link) == S_IFLNK && kind(file) == S_IFREG)
            #expect(try Data(contentsOf: URL(filePath: file)) == Data([2, 3]))
            let pipe = folder + "/pipe"
            #expect(mkfifo(pipe, 0o600) == 0)
            let reader = open(pipe, O_RDONLY | O_NONBLOCK)
            defer { close(reader) }
            try writeFile([7], to: pipe)
            var byte: UInt8 = 0
            #expect(read(reader, &byte, 1) == 1 && byte == 7 && kind(pipe) == S_IFIFO)
        }
    }

    @Test func whatTakesNothingIsAnErrorAndIsNotReplaced() throws {
        #expect(throws: ExitCode.inputOutput) { try writeFile([1], to: "/dev/full") }
        #expect(kind("/dev/full") == S_IFCHR)
        try writeFile([1], to: "/dev/null")
        #expect(kind("/dev/null") == S_IFCHR)
        try scratch { folder in
            #expect(throws: ExitCode.cannotCreate) { try writeFile([1], to: folder) }
            #expect(throws: ExitCode.cannotCreate) { try writeFile([1], to: folder + "/none/a") }
            try writeFile([1], to: folder + "/a")
            #expect(throws: ExitCode.cannotCreate) { try makeFolder(folder + "/a/b") }
            try makeFolder(folder + "/b/c/")
            #expect(kind(folder + "/b/c") == S_IFDIR)
        }
    }
}

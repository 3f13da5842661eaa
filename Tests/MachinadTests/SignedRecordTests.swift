import FloorAPITypes
import FloorModel
import FloorStore
import Foundation
import LogStore
import Testing
import TransparencyLog

@testable import machinad

/// Whatever is put back to an older state, the key signs one history only.
@Suite(.timeLimit(.minutes(10))) struct SignedRecordTests {
    enum OldLog: CaseIterable, Sendable { case kept, older, lost }

    @Test(
        "A database older than what was signed: nothing is signed, whichever log lies beside it",
        arguments: OldLog.allCases)
    func olderDatabase(_ log: OldLog) async throws {
        let (old, new) = (try ChainBench(), try ChainBench())
        try await old.receive(120)
        try await old.run { service in await Bench.until { service.view.appended == 120 } }
        // The same floor, later on, under the same key.
        try copy(old.provenance.keyFile, new.provenance.keyFile)
        try await new.receive(300)
        try await new.run { service in await Bench.until { service.view.appended == 300 } }
        #expect(try new.published().prefix(120).elementsEqual(old.published()), "the two are one history")

        // Back to the older database, with the record that lies beside the key.
        try copy(new.record, old.record)
        switch log {
        case .kept: try copy(new.provenance.folder, old.provenance.folder)
        case .older: break
        case .lost: try FileManager.default.removeItem(atPath: old.provenance.folder)
        }
        let before = try LogDirectory(old.provenance.folder).file(LogFile.checkpoint)
        try await old.run { service in
            await Bench.until { service.view.state == .mismatch }
            try await old.receive(200)
            service.wake()
        }
        #expect(old.faults.map(\.?.code) == [.chainMismatch])
        let after = try LogDirectory(old.provenance.folder).file(LogFile.checkpoint)
        if log == .lost {
            let note = try SignedNote(parsing: try #require(after))
            #expect(try Checkpoint(parsing: note.text).size == 0, "a tree of nothing forks from nothing")
        } else {
            #expect(after == before)
        }
    }

    @Test("A crash after the record and before the checkpoint: the log goes on to what was about to be signed")
    func recordAhead() async throws {
        let bench = try ChainBench()
        try await bench.receive(10)
        try await bench.run { service in await Bench.until { service.view.appended == 10 } }
        try await bench.receive(5)
        let leaves = try bench.outbox().map { MerkleTree.leaf($0) }
        let next = SignedExtent(size: 15, root: MerkleTree.root(of: leaves))
        try SignedRecord(path: bench.record, origin: bench.provenance.identity.origin).write(next)
        try await bench.run { service in await Bench.until { service.view.appended == 15 } }
        #expect(try bench.published() == bench.outbox())
        #expect(bench.faults.isEmpty)
    }

    @Test(
        "A record that is not of this log, or torn, is no reason to sign", arguments: ["other/log\n1\n", "", "garbage"])
    func foreignRecord(_ text: String) async throws {
        let bench = try ChainBench()
        try await bench.receive(3)
        try await bench.run { service in await Bench.until { service.view.appended == 3 } }
        let content = text.hasPrefix("other") ? text + MerkleTree.leaf([1]).base64 + "\n" : text
        try Data(content.utf8).write(to: URL(filePath: bench.record))
        try await bench.run { service in await Bench.until { service.view.state == .mismatch } }
        #expect(bench.faults.last??.detail.contains("chain.signed") == true)
    }

    private func copy(_ from: String, _ to: String) throws {
        let folder = URL(filePath: to).deletingLastPathComponent().path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if FileManager.default.fileExists(atPath: to) { try FileManager.default.removeItem(atPath: to) }
        try FileManager.default.copyItem(atPath: from, toPath: to)
    }
}

extension ChainBench {
    fileprivate var record: String { directory.path + "/keys/chain.signed" }
}

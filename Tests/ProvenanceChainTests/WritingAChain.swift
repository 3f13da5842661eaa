import LogStore
import Testing
import TransparencyLog

/// Examples of `Documentation/ProvenanceChain.md`.
struct WritingAChain {
    @Test func aLogTakesEntriesProvesThemAndIsChecked() throws {
        try withScratch { folder in
            let (chain, keyFile) = ("\(folder)/chain", "\(folder)/keys/chain.key")
            try makeFolder("\(folder)/keys")
            let vkey = try create(chain, keyFile)
            let proof = try append(chain, keyFile)
            try check(proof, vkey)
            try audit(chain, vkey)
        }
    }

    private func create(_ chain: String, _ keyFile: String) throws -> String {
        // example: create
        let key = try LogKeyFile.create(at: keyFile, name: "maak.example/chain", outside: chain)
        try LogStore.create(directory: chain, key: key)
        let vkey = "\(key.verifierKey)"  // maak.example/chain+1a2b3c4d+AQ…: hand it out
        // end
        return vkey
    }

    private func append(_ chain: String, _ keyFile: String) throws -> [UInt8] {
        // example: append
        let log = try LogStore.open(directory: chain, key: try LogKeyFile.read(keyFile, outside: chain))
        let batch = try log.append([Array("first".utf8), Array("second".utf8)])
        // Both are durable and stand under a signed checkpoint of batch.size entries, from index batch.first on.
        let proof = try log.proof(of: batch.first + 1)
        let text = proof.bytes  // c2sp.org/tlog-proof@v1, for the file second.tlog-proof
        try log.close()
        // end
        #expect(batch == AppendedBatch(first: 0, count: 2, size: 2))
        return text
    }

    private func check(_ text: [UInt8], _ vkey: String) throws {
        // example: verify
        let policy = try TrustPolicy(logs: [VerifierKey(vkey)])
        let proof = try LogProof(parsing: text)
        let checkpoint = try proof.verify(entry: Array("second".utf8), policy: policy)
        // It is entry proof.index of the log checkpoint.origin, which had checkpoint.size entries by then.
        // end
        #expect(proof.index == 1 && checkpoint.size == 2 && checkpoint.origin == "maak.example/chain")
        #expect(throws: LogFault.self) { try proof.verify(entry: Array("seconds".utf8), policy: policy) }
    }

    private func audit(_ chain: String, _ vkey: String) throws {
        let old = try bytes(ofFile: "\(chain)/checkpoint")
        // example: audit
        let policy = try TrustPolicy(logs: [VerifierKey(vkey)])
        let report = try LogAuditRun.run(source: LogDirectory(chain), name: chain, policy: policy, old: [old])
        for finding in report.findings { print(finding.code, finding) }
        // end
        #expect(report.findings.isEmpty)
    }
}

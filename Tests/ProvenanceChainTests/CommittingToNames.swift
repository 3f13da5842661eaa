import Provenance
import Testing

/// Examples of `Documentation/ProvenanceChain.md`.
struct CommittingToNames {
    @Test func aCommitmentIsOpenedByItsSaltAndValueOnly() {
        var random = SystemRandomNumberGenerator()
        // example: commit
        let salt = (0..<Commitment.saltLength).map { _ in UInt8.random(in: 0...255, using: &random) }
        let domain = Commitment.domain(field: "maker")
        let commitment = Commitment.make(domain: domain, salt: salt, value: "anna")  // ni:///sha-256;…: for the entry
        let isAnna = Commitment.verify(commitment, domain: domain, salt: salt, value: "anna")
        // end
        #expect(isAnna && commitment.hasPrefix("ni:///sha-256;"))
        #expect(!Commitment.verify(commitment, domain: domain, salt: salt, value: "Anna"))
        #expect(!Commitment.verify(commitment, domain: Commitment.domain(field: "actor"), salt: salt, value: "anna"))
        let another = Commitment.make(domain: domain, salt: salt.reversed(), value: "anna")
        #expect(another != commitment)
    }
}

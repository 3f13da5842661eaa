import Testing
import TransparencyLog

@testable import Provenance

/// What a passport's maker refuses to hand out, and what a reader refuses before the work begins.
struct PassportMakingTests {
    struct Slip: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: PassportFault.Code
        /// From the honest proofs to what a damaged log would give.
        var prover: @Sendable (TestLog) throws -> (UInt64) throws -> LogProof
    }

    /// Proofs that do not lead from the entries to the checkpoint, as a damaged log would give them.
    @Test(arguments: Self.slips)
    func nothingIsMadeThatDoesNotVerify(slip: Slip) throws {
        let story = Story()
        let log = try story.log
        #expect(Self.code { _ = try Passport.make(item: story.item, entries: log.indexed, proof: log.prover()) } == nil)
        let prover = try slip.prover(log)
        let code = Self.code { _ = try Passport.make(item: story.item, entries: log.indexed, proof: prover) }
        #expect(code == slip.code)
    }

    @Test func nothingIsMadeThatVerifyRefuses() throws {
        let story = Story()
        let virtual = try TestLog(origin: "log.maak.example/virtual", entries: story.events.map(\.bytes))
        let mixed = Self.code {
            _ = try Passport.make(item: story.item, entries: virtual.indexed, proof: virtual.prover())
        }
        #expect(mixed == .simulationMixed)
        let disclosure = Passport.Disclosure(index: 0, field: "donor", domain: "d", salt: Story.salt, value: "Noé")
        #expect(Self.code { _ = try story.passport(disclosures: [disclosure]) } == .disclosureRefuted)
        let long = Passport.Disclosure(
            index: 0, field: "donor", domain: "d", salt: Story.salt,
            value: String(repeating: "x", count: Passport.byteLimit))
        #expect(Self.code { _ = try story.passport(disclosures: [long]) } == .tooLarge)
    }

    /// Counted and compared before a proof is read: these hold none that could be.
    @Test func eventsAreCountedBeforeTheirProofsAreRead() {
        func read(_ indices: some Sequence<Int>) -> PassportFault.Code? {
            let events = indices.map { #"{"index":\#($0),"entry":"","proof":"none"}"# }.joined(separator: ",")
            let text = #"{"type":"machina-passport","v":1,"item":"a","item_uri":"urn:a:1","claims":{},"checkpoint":"","#
            return Self.code { _ = try Passport(parsing: Array((text + "\"events\":[\(events)]}").utf8)) }
        }
        #expect(read(0..<1) == .wrongForm)
        #expect(read([5, 6, 5]) == .eventTwice)
        #expect(read(repeatElement(3, count: 8000)) == .eventTwice)
        #expect(read(0...Passport.eventLimit) == .tooLarge)
    }

    private static func code(_ body: () throws -> Void) -> PassportFault.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? PassportFault)?.code
        }
    }

    private static let slips: [Slip] = [
        Slip(testDescription: "the path of another entry", code: .inclusionRefuted) { log in
            let prover = try log.prover()
            return { index in
                let other = try prover(index ^ 1)
                return LogProof(index: index, hashes: other.hashes, note: other.note)
            }
        },
        Slip(testDescription: "one entry of the log is another", code: .inclusionRefuted) { log in
            var other = log
            other.entries[3][100] ^= 1
            return try other.prover()
        },
        Slip(testDescription: "a head without the last entries", code: .inclusionRefuted) { log in
            let (prover, older) = (try log.prover(), try log.note(size: 12))
            return { LogProof(index: $0, hashes: try prover($0).hashes, note: older) }
        },
        Slip(testDescription: "two heads", code: .otherCheckpoint) { log in
            let (prover, older) = (try log.prover(), try log.prover(size: 14))
            return { try $0 == 3 ? older($0) : prover($0) }
        },
        Slip(testDescription: "the proof of another entry", code: .otherIndex) { log in
            let prover = try log.prover()
            return { try prover($0 ^ 1) }
        },
        Slip(testDescription: "a head that is no checkpoint", code: .checkpointRefused) { log in
            let prover = try log.prover()
            return { LogProof(index: $0, hashes: try prover($0).hashes, note: Array("head\n".utf8)) }
        },
    ]
}

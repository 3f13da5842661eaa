import Crypto
import SeededRandom
import Testing

@testable import Provenance

struct IdentifierTests {
    @Test func massesAreExactInKilograms() throws {
        var random = SplitMix64(seed: 1)
        for _ in 0..<2000 {
            let mass = Mass(milligrams: Int64.random(in: -999_999_999_999_999...999_999_999_999_999, using: &random))
            #expect(Mass(kilograms: mass.kilograms) == mass)
        }
        #expect(Mass(milligrams: 42_000).kilograms.description == "0.042")
        #expect(Mass(milligrams: 42_500).grams.description == "42.5")
        #expect(try Mass(kilograms: #require(JSONNumber(1, decimals: 7))) == nil)
        #expect(try Mass(kilograms: #require(JSONNumber(1_000_000_001))) == nil)
    }

    @Test func timesReadBackAndNothingElseIsRead() {
        var random = SplitMix64(seed: 2)
        for _ in 0..<2000 {
            let time = Timestamp(milliseconds: Int64.random(in: 0...253_402_300_799_999, using: &random))
            #expect(Timestamp(time.description) == time)
        }
        #expect(Timestamp(milliseconds: 1_792_404_060_123).description == "2026-10-19T10:01:00.123Z")
        #expect(Timestamp("2024-02-29T23:59:59.999Z")?.milliseconds == 1_709_251_199_999)
        for text in [
            "2023-02-29T00:00:00.000Z", "2024-13-01T00:00:00.000Z", "2024-01-01T24:00:00.000Z",
            "2024-00-01T00:00:00.000Z",
            "2024-01-01T00:00:60.000Z", "2024-01-01 00:00:00.000Z", "2024-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z",
            "2024-01-01T00:00:00.000z", "2024-01-01T00:00:00.00éZ", "",
        ] { #expect(Timestamp(text) == nil, "\(text)") }
        #expect(Timestamp(milliseconds: .min).milliseconds == 0)
    }

    @Test func eventIDsAreUUIDsOfVersion7() {
        let time = Timestamp(milliseconds: 0x0197_0000_0001)
        let id = EventID(time: time, entropy: [UInt8](repeating: 0xFF, count: 10))
        #expect(id.description == "urn:uuid:01970000-0001-7fff-bfff-ffffffffffff")
        #expect(EventID(id.description) == id)
        for text in [
            "urn:uuid:01970000-0001-7fff-bfff-fffffffffff", "01970000-0001-7fff-bfff-ffffffffffff",
            "urn:uuid:01970000-0001-7FFF-bfff-ffffffffffff", "urn:uuid:01970000_0001-7fff-bfff-ffffffffffff",
            "urn:uuid:é1970000-0001-7fff-bfff-fffffffffff",
        ] { #expect(EventID(text) == nil, "\(text)") }
    }

    @Test func aSiteWithAnAddressHasLinks() {
        let namespace = Namespace(baseURL: "https://maak.example/ruimte/", site: "leuven")
        #expect(namespace.lotClass("lot-3") == "https://maak.example/ruimte/class/lot-3")
        #expect(namespace.object("lot-4") == "https://maak.example/ruimte/obj/lot-4")
        #expect(namespace.location("bench 1/é") == "https://maak.example/ruimte/loc/bench%201%2F%C3%A9")
        #expect(namespace.voc("drying") == "https://maak.example/ruimte/voc/drying")
        #expect(LotReference(namespace.lotClass("lot-4")) == LotReference(namespace.object("lot-4")))
        #expect(LotReference(namespace.lotClass("lot-4")) != LotReference(namespace.asset("lot-4")))
        #expect(LotReference(namespace.lotClass("bench 1/é")).name == "bench 1/é")
        #expect(namespace.prodorder("job-7").hasPrefix("urn:uuid:"))
        #expect(namespace.prodorder("job-7") != Namespace(baseURL: nil, site: "gent").prodorder("job-7"))
        for url in [
            "maak.example", "https://", "ftp://maak.example", "https://maak example", "https://m.example/?a",
            "https:///x", "https://m.example/#a", "https://m.example//",
        ] {
            #expect(!Namespace.isUsable(baseURL: url), "\(url)")
        }
    }

    /// RFC 9562, 5.8: version 8; the bytes are those of SHA-256 over the names, each ended by a zero byte.
    @Test func aSiteWithoutAddressHasUUIDs() {
        let namespace = Namespace(baseURL: nil, site: "leuven")
        var digest = Array(SHA256.hash(data: Array("lot\0leuven\0lot-4\0".utf8)).prefix(16))
        digest[6] = digest[6] & 15 | 0x80
        digest[8] = digest[8] & 63 | 0x80
        let hex = digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let urn = namespace.object("lot-4")
        #expect(urn.dropFirst(9).filter { $0 != "-" } == hex)
        #expect(EventID(urn) != nil)
        #expect(namespace.lotClass("lot-4") == urn && namespace.asset("lot-4") != urn)
        #expect(namespace.vocabulary == "https://machina.invalid/voc/")
    }

    // MARK: Commitments

    /// The digest is computed here by hand, byte for byte as published: domain, zero byte, salt, value.
    @Test func commitmentsAreThePublishedFormula() {
        let salt = (0..<32).map { UInt8($0) }
        let input = Array("machina/v1/donor".utf8) + [0] + salt + Array("Zoë".utf8)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let bits =
            SHA256.hash(data: input).map { byte in
                let text = String(byte, radix: 2)
                return String(repeating: "0", count: 8 - text.count) + text
            }.joined() + "00"
        let expected = stride(from: 0, to: 258, by: 6).map { start in
            let group = bits.dropFirst(start).prefix(6)
            return String(alphabet[Int(group, radix: 2) ?? 0])
        }.joined()
        let commitment = Commitment.make(domain: Commitment.domain(field: "donor"), salt: salt, value: "Zoë")
        #expect(commitment == "ni:///sha-256;" + expected)
        #expect(commitment.utf8.count == 57)
    }

    @Test func aCommitmentOpensOnlyWithItsOwnDomainSaltAndValue() {
        let salt = [UInt8](repeating: 1, count: 32)
        let commitment = Commitment.make(domain: "d", salt: salt, value: "v")
        #expect(Commitment.verify(commitment, domain: "d", salt: salt, value: "v"))
        #expect(!Commitment.verify(commitment, domain: "e", salt: salt, value: "v"))
        #expect(!Commitment.verify(commitment, domain: "d", salt: [UInt8](repeating: 2, count: 32), value: "v"))
        #expect(!Commitment.verify(commitment, domain: "d", salt: salt, value: "w"))
        #expect(!Commitment.verify(commitment, domain: "d\0", salt: salt, value: "v"))
        #expect(!Commitment.verify(commitment, domain: "d", salt: salt + [1], value: "v"))
        // The same value under a fresh salt, or in another field, does not show that it is the same.
        #expect(commitment != Commitment.make(domain: "d", salt: [UInt8](repeating: 3, count: 32), value: "v"))
    }
}

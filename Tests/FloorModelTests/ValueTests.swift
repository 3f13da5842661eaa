import FloorModel
import Testing

@Suite struct ValueTests {
    @Test("Grams are rounded to the milligram once, and written without needless zeros")
    func milligrams() {
        #expect(Milligrams(grams: 12.3456)?.count == 12_346)
        #expect(Milligrams(grams: .nan) == nil)
        #expect(Milligrams(grams: .infinity) == nil)
        #expect(Milligrams(grams: 1e300) == nil)
        #expect(Milligrams(12_500).description == "12.5 g")
        #expect(Milligrams(-7).description == "-0.007 g")
        #expect(Milligrams(3_000).description == "3 g")
    }

    @Test(
        "An id is read with or without its kind, and nothing else",
        arguments: [
            ("job-17", 17), ("17", 17), ("lot-17", nil), ("job-0", nil), ("0", nil), ("-1", nil), ("job--1", nil),
            ("", nil), ("job-", nil), ("+5", nil), ("job-99999999999999999999", nil), ("１７", nil),
        ] as [(String, Int?)])
    func numberedID(text: String, number: Int?) {
        #expect(JobID(text)?.number == number)
    }

    @Test("A digest is 64 lower-case hexadecimal digits, or no file name")
    func digest() {
        #expect(FileDigest(String(repeating: "a0", count: 32)).isWellFormed)
        #expect(!FileDigest(String(repeating: "A0", count: 32)).isWellFormed)
        #expect(!FileDigest("../" + String(repeating: "a", count: 61)).isWellFormed)
        #expect(!FileDigest("").isWellFormed)
    }

    @Test("A metre of 1.75 mm PLA weighs 2.983 g")
    func filamentMass() throws {
        let pla = try #require(Material.common.first { $0.name == "PLA" })
        // π/4 · (1.75 mm)² · 1000 mm · 1.24 g/cm³ = 2.98256 g
        #expect(pla.mass(ofFilament: 1000) == Milligrams(2_983))
    }
}

import FloorModel
import FloorProvenance
import Provenance
import Testing

@Suite struct SealTests {
    private let time = Timestamp(milliseconds: 1_790_000_000_000)

    private func draft(_ personal: [PersonalField] = []) -> EventDraft {
        var event = EPCISEvent(.object(.observe), at: time, vocabulary: "https://maak.example/voc/")
        event.epcList = ["https://maak.example/obj/lot-1"]
        return EventDraft(event, personal: personal, lots: [LotID(number: 1)])
    }

    private func clock(_ milliseconds: Int64) -> WallClock {
        WallClock(milliseconds: time.milliseconds + milliseconds)
    }

    @Test("The time of recording never goes back, and far from the event it is late")
    func recordTime() {
        var seal = Seal(origin: "o", latest: time)
        let offsets: [Int64] = [0, -1_000, 300_000, 300_001, 5]
        let sealed = offsets.enumerated().map { index, offset in
            seal.seal(draft(), index: Int64(index), recordTime: clock(offset), values: [:], salts: [])
        }
        let recorded = sealed.map { ($0.event.recordTime?.milliseconds ?? 0) - time.milliseconds }
        #expect(recorded == [0, 0, 300_000, 300_001, 300_001])
        #expect(sealed.map(\.event.isLate) == [false, false, false, true, true])
        var early = Seal(origin: "o")
        let before = early.seal(draft(), index: 0, recordTime: clock(-300_001), values: [:], salts: [])
        #expect(before.event.isLate && before.event.recordTime == Timestamp(milliseconds: time.milliseconds - 300_001))
    }

    @Test("An identity is of version 7, of its log and its place, and carries the time")
    func identity() {
        let seal = Seal(origin: "o")
        let ids = [seal, Seal(origin: "p")].flatMap { seal in
            [0, 1, 256, 1 << 40].map { seal.eventID(index: $0, at: time).description }
        }
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.hasPrefix(prefix) })
        #expect(ids.allSatisfy { $0.split(separator: "-")[2].hasPrefix("7") })
        #expect(seal.eventID(index: 1, at: time) == Seal(origin: "o", latest: time).eventID(index: 1, at: time))
    }

    /// The first eight hexadecimal digits of the milliseconds.
    private var prefix: String { "urn:uuid:" + hex.prefix(8) + "-" + hex.dropFirst(8) + "-" }
    private var hex: String { "0" + String(time.milliseconds, radix: 16) }

    @Test("Only fields that have a value are committed to, each with a salt of its own")
    func commitments() {
        let person = PersonID("p-1")
        let fields = [
            PersonalField("actor", .person(person), of: person),
            PersonalField("title", .title(JobID(number: 1)), of: nil),
            PersonalField("donor", .text("x"), of: nil),
        ]
        let salts = (0..<3).map { [UInt8](repeating: UInt8($0), count: 32) }
        var seal = Seal(origin: "o")
        let sealed = seal.seal(
            draft(fields), index: 0, recordTime: clock(0), values: ["actor": "ada", "donor": "ada"], salts: salts)
        #expect(sealed.commitments.map(\.field) == ["actor", "donor"])
        #expect(sealed.commitments.map(\.salt) == [salts[0], salts[2]])
        #expect(sealed.commitments.map(\.person) == [person, nil])
        #expect(sealed.event.commitment(of: "title") == nil)
        #expect(sealed.event.commitment(of: "actor") != sealed.event.commitment(of: "donor"))
        #expect(!String(decoding: sealed.bytes, as: UTF8.self).contains("ada"))
    }
}

import CZlib
import FloorModel
import Foundation
import SeededRandom
import Testing

@testable import FloorAPITypes

/// gzip as the sender's tool would write it.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    precondition(cz_deflate_gzip_begin(&stream) == Z_OK)
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let count = input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
            return Int(stream.total_out)
        }
    }
    return Array(output[..<count])
}

@Suite struct SubmissionMessageTests {
    private let whole = #"""
        {"v":1,"id":"bracket-7","title":"Bräcket \u20AC\uD83D\uDE00","file":{"text":"G28\nG1 X10\n"},"material":"petg",
        "colour":"Black","quantity":2,"due":"2026-11-28T18:00:00+01:00","priority":9}
        """#

    /// The minimal message with one field replaced, added or (nil) taken away.
    private func message(_ key: String, _ json: String?) -> [UInt8] {
        var fields = ["v": "1", "id": #""a""#, "file": #"{"text":"G28"}"#, "material": #""PLA""#]
        fields[key] = json
        return Array("{\(fields.map { #""\#($0.key)":\#($0.value)"# }.joined(separator: ","))}".utf8)
    }

    private func refusal(_ body: [UInt8], encoding: String? = nil) -> SubmissionRefusal? {
        do throws(SubmissionRefusal) {
            _ = try SubmissionMessage(parsing: body, contentEncoding: encoding)
            return nil
        } catch {
            return error
        }
    }

    @Test func aWholeMessageIsRead() throws {
        let message = try SubmissionMessage(parsing: Array(whole.utf8))
        #expect(
            message
                == SubmissionMessage(
                    id: "bracket-7", title: "Bräcket €😀", file: .inline(Array("G28\nG1 X10\n".utf8)),
                    material: "PETG", colour: "black", quantity: 2,
                    due: WallClock(milliseconds: 1_795_885_200_000), priority: 9))
    }

    @Test func whatMayBeLeftOutHasItsDefault() throws {
        let message = try SubmissionMessage(parsing: message("due", "null"))
        #expect(message == SubmissionMessage(id: "a", file: .inline(Array("G28".utf8)), material: "PLA"))
    }

    @Test(arguments: [nil, "null"]) func withoutAMaterialTheFileSaysIt(json: String?) throws {
        #expect(try SubmissionMessage(parsing: message("material", json)).material == nil)
    }

    @Test("The same wish is the same bytes, however it is written and however the file travels")
    func canonicalForm() throws {
        let file = FileDigest(String(repeating: "0a", count: 32))
        let base64 = Data(gzip(Array("G28".utf8))).base64EncodedString()
        let sameWish = [
            #"{"v":1,"id":"a","file":{"text":"G28"},"material":"PLA","colour":"Red","due":"2026-11-28T18:00:00+01:00"}"#,
            #"{"due":"2026-11-28T17:00:00Z","colour":"red","material":"pla","file":{"gzip_base64":"\#(base64)"},"#
                + #""id":"a","priority":5,"v":1}"#,
            #"{"v":1, "id":"\u0061", "title":null, "quantity":1, "material":"PLA","colour":"RED","#
                + #""due":"2026-11-28T17:00:00.000Z","file":{"sha256":"\#(file)"}}"#,
        ]
        let forms = try sameWish.map { try SubmissionMessage(parsing: Array($0.utf8)).canonical(file: file) }
        #expect(Set(forms).count == 1)

        let wish = try SubmissionMessage(parsing: Array(sameWish[0].utf8))
        var others = Array(repeating: wish, count: 7)
        others[0].id = "b"
        others[1].title = "A"
        others[2].material = nil
        others[3].colour = nil
        others[4].quantity = 2
        others[5].due = nil
        others[6].priority = 6
        let otherForms = others.map { $0.canonical(file: file) } + [wish.canonical(file: FileDigest("ff"))]
        #expect(Set(otherForms + forms).count == 9)
    }

    /// Random damage to a good message: a message or at least one reason, always with a remedy, never a crash.
    @Test(arguments: 0..<3_000) func noBytesCrashTheParser(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var body = Array(whole.utf8)
        let marks = Array(#"{}[]",:\u0-9eE.+nullNaN"#.utf8) + [0, 0x80, 0xC3, 0xED, 0xF8, 0xFF]
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0..<max(1, body.count), using: &random)
            let mark = marks.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<5, using: &random) {
            case 0: body[place] = mark
            case 1: body.insert(mark, at: place)
            case 2: body.remove(at: place)
            case 3: body.removeSubrange(place...)
            default: body.insert(contentsOf: body[..<min(place, 40)], at: place)
            }
            if body.isEmpty { body = [mark] }
        }
        let encoding = seed % 10 == 0 ? "gzip" : nil
        guard let refusal = refusal(body, encoding: encoding) else { return }
        #expect(!refusal.reasons.isEmpty)
        for reason in refusal.reasons {
            #expect(!reason.remedy.isEmpty && !reason.message.isEmpty && !reason.retry)
            #expect(FaultCode.allCases.contains { $0.name == reason.code })
        }
        #expect(refusal.id.map(SubmissionTopic.isID) ?? true)
    }

    @Test func allThatIsWrongIsSaidAtOnce() {
        let body = #"""
            {"v":2,"id":"bracket-7","file":{"sha256":"x","text":""},"colour":7,"quantity":1e9,"due":"tomorrow",
            "prioritty":3}
            """#
        let refusal = refusal(Array(body.utf8))
        #expect(refusal?.id == "bracket-7")
        #expect(
            refusal?.reasons.map(\.field)
                == ["prioritty", "v", "colour", "quantity", "due", "file"])
        #expect(refusal?.reasons.first?.remedy == "did you mean 'priority'?")
        #expect(refusal?.reasons[3].code == "quantity_invalid")
    }

    @Test(arguments: [
        ("id", nil), ("id", #""""#), ("id", #""a/b""#), ("id", #""_""#), ("id", "7"),
        ("id", #""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa""#),
        ("v", nil), ("v", "1.0"), ("v", #""1""#), ("quantity", "0"), ("quantity", "101"), ("quantity", "1.5"),
        ("quantity", "99999999999999999999999999"), ("quantity", "true"), ("priority", "-1"), ("priority", "10"),
        ("due", #""2026-02-29T00:00:00Z""#), ("due", #""2026-11-28""#), ("due", "0"), ("material", "7"),
        ("material", #""""#), ("material", #""\n""#), ("title", "[]"), ("file", nil), ("file", "{}"), ("file", "[]"),
        ("file", #"{"text":"G28","sha256":"00"}"#), ("file", #"{"text":""}"#), ("file", #"{"text":1}"#),
        ("file", #"{"sha256":"ABC"}"#), ("file", #"{"gzip_base64":"***"}"#), ("file", #"{"gzip_base64":"AAAA"}"#),
        ("file", #"{"txet":"G28"}"#), ("extra", "1"),
    ]) func aFieldThatIsWrongIsNamed(field: String, json: String?) {
        let refusal = refusal(message(field, json))
        #expect(refusal?.reasons.isEmpty == false)
        #expect(refusal?.reasons.allSatisfy { $0.field?.hasPrefix(field) == true && !$0.remedy.isEmpty } == true)
        #expect(refusal?.id == (field == "id" ? nil : "a"))
    }

    @Test(arguments: [
        "", " ", "null", "[]", "[1]", "7", "NaN", "{", "{}x", #"{"v":NaN}"#, #"{"v":1,"v":1}"#, #"{"v":01}"#,
        #"{"v":+1}"#, #"{"v":1,}"#, #"{'v':1}"#, #"{"v":"\ud800"}"#, #"{"v":"\ud800\u0041"}"#, #"{"v":"\x"}"#,
        "{\"v\":\"a\nb\"}", "{\"v\":tru}", String(repeating: "[", count: 100_000),
        String(repeating: #"{"a":"#, count: 100_000),
    ]) func aBodyThatIsNoObjectIsRefusedAsAWhole(text: String) {
        let refusal = refusal(Array(text.utf8))
        #expect(refusal?.reasons.map(\.code) == ["body_unreadable"])
        #expect(refusal?.id == nil)
    }

    @Test func invalidUTF8IsRefused() {
        #expect(refusal(Array(#"{"id":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8))?.reasons.count == 1)
    }

    @Test func aBodyAboveTheBoundIsRefusedUnread() {
        let body = [UInt8](repeating: 0x20, count: SubmissionBounds.bodyBytes + 1)
        #expect(refusal(body)?.reasons.first?.code == "body_too_large")
        #expect(refusal(gzip(body), encoding: "gzip")?.reasons.first?.code == "body_too_large")
        #expect(SubmissionMessage.oversized(byteCount: 200_000_000).reasons.first?.code == "body_too_large")
    }

    @Test func gzipIsUndoneForTheFileAndForTheWholeMessage() throws {
        let file = Array(String(repeating: "G1 X10 Y20 E0.5\n", count: 50_000).utf8)
        let body = message("file", #"{"gzip_base64":"\#(Data(gzip(file)).base64EncodedString())"}"#)
        #expect(try SubmissionMessage(parsing: body).file == .inline(file))
        #expect(try SubmissionMessage(parsing: gzip(body), contentEncoding: "gzip").file == .inline(file))
        #expect(refusal(body, encoding: "br")?.reasons.first?.field == "content-encoding")
        #expect(refusal(body, encoding: "gzip")?.reasons.first?.field == "content-encoding")
    }

    @Test func aGzipBombIsRefused() {
        let bomb = gzip([UInt8](repeating: 0x47, count: SubmissionBounds.inflatedFileBytes + 1))
        let refusal = refusal(message("file", #"{"gzip_base64":"\#(Data(bomb).base64EncodedString())"}"#))
        #expect(refusal?.reasons.map(\.code) == ["file_too_large"])
        #expect(bomb.count < 200_000)
    }

    @Test func everyCutAndEveryAppendixOfAGzipFileIsNoticed() throws {
        let whole = gzip(Array("G28\nG1 X10\n".utf8))
        for count in 0..<whole.count {
            #expect(throws: SubmissionInflateFailure.damaged) {
                try inflateSubmission(Array(whole[..<count]), limit: 1_000)
            }
        }
        #expect(throws: SubmissionInflateFailure.damaged) { try inflateSubmission(whole + [0], limit: 1_000) }
        #expect(try inflateSubmission(whole, limit: 11).count == 11)
        #expect(throws: SubmissionInflateFailure.tooLarge) { try inflateSubmission(whole, limit: 10) }
    }

    @Test func anInlineTextAboveItsBoundNamesTheWayOut() {
        let text = String(repeating: "G", count: SubmissionBounds.inlineFileBytes + 1)
        let reasons = refusal(message("file", #"{"text":"\#(text)"}"#))?.reasons
        #expect(reasons?.map(\.code) == ["file_too_large"])
        #expect(reasons?.first?.remedy.contains("machina submit") == true)
    }

    @Test func reasonsAreBounded() {
        let extra = (0..<50).map { #""x\#($0)":1"# }.joined(separator: ",")
        #expect(refusal(Array("{\(extra)}".utf8))?.reasons.count == SubmissionBounds.reasons)
    }
}

@Suite struct SubmissionDateTests {
    /// Every instant of four centuries, picked at random, is read back as it was written.
    @Test func writtenTimesAreReadBack() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<2_000 {
            let time = WallClock(milliseconds: Int64.random(in: 0..<253_402_300_799, using: &random) * 1000)
            #expect(SubmissionDate.parse(SubmissionDate.format(time)) == time)
        }
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00.25z", 951_825_600_250),
        ("2026-11-28T18:00:00+01:00", 1_795_885_200_000), ("1969-12-31T23:00:00-01:00", nil),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("2026-13-01T00:00:00Z", nil),
        ("2026-01-01T24:00:00Z", nil), ("2026-01-01T00:00:60Z", nil), ("2026-01-01T00:00:00", nil),
        ("2026-01-01 00:00:00Z", nil), ("2026-1-1T00:00:00Z", nil), ("2026-01-01T00:00:00.Z", nil),
        ("2100-02-29T00:00:00Z", nil), ("", nil), ("２026-01-01T00:00:00Z", nil),
    ]) func aTimeIsReadOrRefused(text: String, milliseconds: Int64?) {
        #expect(SubmissionDate.parse(text)?.milliseconds == milliseconds)
    }
}

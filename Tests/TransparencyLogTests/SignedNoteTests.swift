import SeededRandom
import Testing
import TransparencyLog

@Suite struct SignedNoteTests {
    private static let line =
        "\u{2014} example.com/foo "
        + "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"

    private static func parse(_ note: String) throws -> SignedNote { try SignedNote(parsing: Array(note.utf8)) }

    @Test("The text ends at the last blank line: it may hold blank lines of its own")
    func lastBlankLine() throws {
        let note = try Self.parse("one\n\ntwo\n\n\(Self.line)")
        #expect(note.text == Array("one\n\ntwo\n".utf8))
        #expect(note.signatures.map(\.name) == ["example.com/foo"])
        #expect(try Self.parse("one\n\n\n\(Self.line)").text == Array("one\n\n".utf8))
        let quoted = try Self.parse("one\n\n\(Self.line)\n\(Self.line)\(Self.line)")
        #expect(quoted.text == Array("one\n\n\(Self.line)".utf8) && quoted.signatures.count == 2)
    }

    @Test(
        "Notes come back byte for byte, with 1 to 100 signatures; 101 are refused", arguments: [1, 2, 16, 17, 100, 101])
    func signatureCount(count: Int) throws {
        let bytes = Array("text\n\n\(String(repeating: Self.line, count: count))".utf8)
        guard count <= SignedNote.signatureLimit else {
            #expect(throws: LogFault.malformed(.note, reason: "it holds over 100 signatures")) {
                try SignedNote(parsing: bytes)
            }
            return
        }
        let note = try SignedNote(parsing: bytes)
        #expect(note.signatures.count == count && note.bytes == bytes)
    }

    @Test("A note of 1 MiB is read, one byte more is not")
    func sizeLimit() throws {
        let tail = "\n\n\(Self.line)"
        let text = String(repeating: "a", count: SignedNote.byteLimit - tail.utf8.count)
        #expect(try Self.parse(text + tail).bytes.count == SignedNote.byteLimit)
        #expect(throws: LogFault.tooLarge(.note, bytes: SignedNote.byteLimit + 1, limit: SignedNote.byteLimit)) {
            try Self.parse("a" + text + tail)
        }
    }

    @Test(
        "Notes of another shape are refused",
        arguments: [
            "", "\n", "\n\n", "\n\n\n", "text", "text\n", "text\n\n", "text\n\n\n", "L", "\nL", "text\nL",
            "text\n\nL\n",
            "text\n\nLmore\n", "text\n\nmore\nL", "text\n\n L", "te\u{0}xt\n\nL", "te\txt\n\nL", "te\rxt\n\nL",
            "te\u{1F}xt\n\nL", "text\r\n\r\nL", "text\n\n\u{2014} a AAAA\n", "text\n\n\u{2014} a AAAAAA==\n",
            "text\n\n\u{2014} a \n", "text\n\n\u{2014} a\n",
        ] as [String])
    func refusedShapes(shape: String) {
        #expect(throws: LogFault.self) { try Self.parse(shape.replacing("L", with: Self.line)) }
    }

    /// What stands in a good signature line, and what may not stand there instead.
    private static let damages: [(String, String)] = [
        ("\n", ""), ("\u{2014}", "-"), ("\u{2014}", "\u{2013}"), ("\u{2014} ", "\u{2014}"), ("\u{2014} ", "\u{2014}  "),
        ("=\n", "= \n"), ("foo ", "foo+1 "), ("foo ", "f oo "), ("foo ", "f\u{A0}oo "), ("foo ", "f\u{2028}o "),
        ("example.com/foo", ""),
        // Base64 in a second spelling: other unused bits, no padding, too much of it, the URL alphabet.
        ("aQM=", "aQN="), ("aQM=", "aQM"), ("aQM=", "aQM=="), ("Uw2Q", "Uw2Q="), ("Uw2Q", "Uw2-"),
    ]

    @Test("A signature line in another spelling is refused", arguments: damages)
    func refusedLines(good: String, bad: String) throws {
        _ = try Self.parse("text\n\n\(Self.line)")
        #expect(throws: LogFault.self) { try Self.parse("text\n\n\(Self.line.replacing(good, with: bad))") }
    }

    @Test func notUTF8() {
        let note = Array("text\n\n\(Self.line)".utf8)
        for place in 0..<note.count {
            var broken = note
            broken[place] = 0xFF
            #expect(throws: LogFault.self) { try SignedNote(parsing: broken) }
        }
    }

    @Test("The shortest signature: four bytes of key id and one more")
    func shortest() throws {
        let note = try Self.parse("text\n\n\u{2014} a AAAAAAE=\n")
        #expect(note.signatures == [NoteSignature(name: "a", keyID: [0, 0, 0, 0], bytes: [1])])
    }
}

@Suite struct CheckpointTests {
    /// The example of C2SP tlog-checkpoint.
    private static let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

    @Test func publishedExample() throws {
        let checkpoint = try Checkpoint(parsing: Array(Self.text.utf8))
        #expect(checkpoint.origin == "example.com/behind-the-sofa" && checkpoint.size == 20_852_163)
        #expect(
            checkpoint.root.base64 == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=" && checkpoint.extensions.isEmpty)
        #expect(checkpoint.text == Array(Self.text.utf8))
        let extended = try Checkpoint(parsing: Array((Self.text + "one\nzwei \u{e9}\n").utf8))
        #expect(extended.extensions == ["one", "zwei \u{e9}"])
        #expect(extended.text == Array((Self.text + "one\nzwei \u{e9}\n").utf8))
    }

    @Test("Any size from 0 to 2^63 - 1", arguments: [0, 1, 10, UInt64(Int64.max)])
    func sizes(size: UInt64) throws {
        let checkpoint = Checkpoint(origin: "a", size: size, root: MerkleTree.empty)
        #expect(try Checkpoint(parsing: checkpoint.text) == checkpoint)
    }

    /// What stands in a good checkpoint, and what may not stand there instead.
    private static let damages: [(String, String)] = [
        ("=\n", "="), ("=\n", "=\n\n"), ("=\n", "=\nx"), ("=\n", "=\nx\n\ny\n"), ("\n2", "\n\n2"), ("\n", "\r\n"),
        ("example.com/behind-the-sofa", ""), ("example.com", "\nexample.com"), ("example", "exa\tmple"),
        ("20852163", "020852163"), ("20852163", "00"), ("20852163", ""), ("20852163", "+1"), ("20852163", "-1"),
        ("20852163", "1 "), ("20852163", " 1"), ("20852163", "1e3"), ("20852163", "0x1"), ("20852163", "\u{661}"),
        ("20852163", "9223372036854775808"), ("20852163", "18446744073709551616"),
        ("20852163", "99999999999999999999999"), ("q2I=", "q2J="), ("q2I=", "q2I"), ("q2I=", ""), ("q2I=", "q2I= "),
        ("CsUY", "AAAACsUY"), ("CsUY", "-sUY"),
    ]

    @Test("A checkpoint in another spelling is refused", arguments: damages)
    func refused(good: String, bad: String) {
        #expect(throws: LogFault.self) { try Checkpoint(parsing: Array(Self.text.replacing(good, with: bad).utf8)) }
    }

    @Test("Less than three lines are no checkpoint", arguments: ["", "\n", "a", "a\n", "a\n1\n"])
    func tooShort(text: String) {
        #expect(throws: LogFault.self) { try Checkpoint(parsing: Array(text.utf8)) }
    }

    @Test("Each octet of a checkpoint that is changed changes what is read, or is refused")
    func everyOctetCounts() throws {
        let text = Array(Self.text.utf8)
        let good = try Checkpoint(parsing: text)
        for place in text.indices {
            for octet in [0x00, 0x0A, 0x0D, 0x20, 0x30, 0x41, 0x80, 0xFF] as [UInt8] where text[place] != octet {
                var changed = text
                changed[place] = octet
                do {
                    let read = try Checkpoint(parsing: changed)
                    #expect(read != good && read.text == changed)
                } catch {
                    #expect(error.code == "malformed_checkpoint")
                }
            }
        }
    }

    @Test("A checkpoint signed is a note that its key verifies and no other")
    func signed() throws {
        let log = try SampleLog(sizes: [5])
        let note = log.notes[0]
        let verified = try SampleLog.policy().verify(note, requiringQuorum: false)
        #expect(verified.checkpoint == log.checkpoint && verified.note == note && verified.cosignatures.isEmpty)
        #expect(verified.size == 5 && verified.root == log.checkpoint.root && verified.origin == SampleLog.origin)
    }
}

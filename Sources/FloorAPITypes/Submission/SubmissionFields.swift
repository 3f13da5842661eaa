internal import FloorModel
internal import Foundation

/// Takes the fields of one JSON object and collects what is wrong with them.
struct SubmissionFields {
    private let members: [SubmissionJSON.Member]
    /// `file.` for the fields of the file.
    private let path: String
    private(set) var reasons: [SubmissionReason] = []

    init(_ members: [SubmissionJSON.Member], path: String) {
        self.members = members
        self.path = path
    }

    /// The id where it is one, whatever else is wrong.
    var readableID: String? {
        guard case .string(let id)? = value("id"), SubmissionTopic.isID(id) else { return nil }
        return id
    }

    /// nil for an absent field and for null.
    private func value(_ key: String) -> SubmissionJSON? {
        let value = members.first { $0.key == key }?.value
        return value == .null ? nil : value
    }

    private mutating func refuse(_ code: FaultCode, _ field: String, _ message: String, _ remedy: String) {
        reasons.append(SubmissionReason(code, field: path + field, message: message, remedy: remedy))
    }

    /// One reason for each key that does not exist, with the known one that is nearest.
    mutating func refuseUnknown(known: [String]) {
        for member in members where !known.contains(member.key) {
            let shown = String(member.key.prefix(40))
            let nearest = known.filter { !members.map(\.key).contains($0) }
                .map { (key: $0, distance: editDistance($0, shown.lowercased())) }
                .min { $0.distance < $1.distance }
            let remedy =
                if let nearest, nearest.distance <= max(2, nearest.key.count / 3) {
                    "did you mean '\(nearest.key)'?"
                } else { "leave it out; known are \(known.joined(separator: ", "))" }
            refuse(.fieldInvalid, shown, "there is no field '\(path)\(shown)'", remedy)
        }
    }

    mutating func id() -> String? {
        if let id = readableID { return id }
        let message = value("id") == nil ? "the id is missing" : "the id is not a job id"
        refuse(.fieldInvalid, "id", message, SubmissionTopic.idRemedy)
        return nil
    }

    mutating func text(_ key: String, longest: Int) -> String? {
        let remedy = "give 1 to \(longest) printable characters, or leave it out"
        switch value(key) {
        case nil: return nil
        case .string(let text)?:
            let isPrintable = !text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
            // Characters can be made of any number of scalars, so that bytes are bounded as well.
            if text.utf8.count <= longest * 8, isPrintable, (1...longest).contains(text.count) { return text }
            refuse(.fieldInvalid, key, "\(key) is empty, too long or not printable", remedy)
        case let other?: refuse(.fieldInvalid, key, "\(key) is \(other.kind) instead of a string", remedy)
        }
        return nil
    }

    mutating func integer(_ key: String, in range: ClosedRange<Int>, ifAbsent: Int?, code: FaultCode) -> Int? {
        let bounds =
            range.count == 1 ? "\(range.lowerBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        switch value(key) {
        case nil:
            if ifAbsent == nil { refuse(code, key, "\(key) is missing", "give \(bounds)") }
            return ifAbsent
        case let number?:
            if let integer = number.integer, range.contains(integer) { return integer }
            let found = if case .number(let text) = number { String(text.prefix(40)) } else { number.kind }
            refuse(code, key, "\(key) is \(found)", "give \(bounds)")
            return nil
        }
    }

    mutating func date(_ key: String) -> WallClock? {
        switch value(key) {
        case nil: return nil
        case .string(let text)?:
            if let time = SubmissionDate.parse(text) { return time }
            fallthrough
        default:
            refuse(
                .fieldInvalid, key, "\(key) is not a time of the calendar with its offset",
                "write it as in RFC 3339, 2026-11-28T18:00:00+01:00, or null")
            return nil
        }
    }

    /// `{"sha256":"…"}`, `{"gzip_base64":"…"}` or `{"text":"…"}`.
    mutating func file() -> SubmissionFile? {
        let remedy = "give an object with exactly one of sha256, gzip_base64 and text"
        guard case .object(let members)? = value("file") else {
            let found = value("file").map { "\($0.kind) instead of an object" } ?? "missing"
            refuse(.fieldInvalid, "file", "file is \(found)", remedy)
            return nil
        }
        var inner = SubmissionFields(members, path: "file.")
        inner.refuseUnknown(known: ["sha256", "gzip_base64", "text"])
        let given = members.filter { ["sha256", "gzip_base64", "text"].contains($0.key) }
        if given.count != 1 {
            refuse(.fieldInvalid, "file", "file names \(given.count) of sha256, gzip_base64 and text", remedy)
        }
        let file = given.count == 1 ? inner.content(given[0].key, given[0].value) : nil
        reasons += inner.reasons
        return file
    }

    private mutating func content(_ key: String, _ value: SubmissionJSON) -> SubmissionFile? {
        guard case .string(let text) = value else {
            refuse(.fieldInvalid, key, "\(path)\(key) is \(value.kind) instead of a string", "give a string")
            return nil
        }
        switch key {
        case "sha256": return stored(text)
        case "text": return plain(text)
        default: return inflated(text)
        }
    }

    private mutating func stored(_ text: String) -> SubmissionFile? {
        let digest = FileDigest(text)
        if digest.isWellFormed { return .stored(digest) }
        refuse(
            .fieldInvalid, "sha256", "this is not a SHA-256", "give 64 lower-case hexadecimal digits (sha256sum FILE)")
        return nil
    }

    private mutating func plain(_ text: String) -> SubmissionFile? {
        let count = text.utf8.count
        if (1...SubmissionBounds.inlineFileBytes).contains(count) { return .inline(Array(text.utf8)) }
        if count == 0 {
            refuse(.fieldInvalid, "text", "the file is empty", "send the G-code that the slicer wrote")
        } else {
            refuse(
                .fileTooLarge, "text",
                "the file has \(count) bytes; at most \(SubmissionBounds.inlineFileBytes) inline",
                "store the file first (machina submit does) and name it by sha256")
        }
        return nil
    }

    private mutating func inflated(_ text: String) -> SubmissionFile? {
        let field = "gzip_base64"
        guard let gzip = Data(base64Encoded: text), !gzip.isEmpty else {
            refuse(.fieldInvalid, field, "this is not base64", "send gzip -c FILE | base64 -w0")
            return nil
        }
        guard gzip.count <= SubmissionBounds.inlineFileBytes else {
            refuse(
                .fileTooLarge, field,
                "the gzip file has \(gzip.count) bytes; at most \(SubmissionBounds.inlineFileBytes) inline",
                "store the file first (machina submit does) and name it by sha256")
            return nil
        }
        do {
            let file = try inflateSubmission(Array(gzip), limit: SubmissionBounds.inflatedFileBytes)
            if !file.isEmpty { return .inline(file) }
            refuse(.fieldInvalid, field, "the file is empty", "send the G-code that the slicer wrote")
        } catch .tooLarge {
            refuse(
                .fileTooLarge, field, "the file inflates to more than \(SubmissionBounds.inflatedFileBytes) bytes",
                "store the file first (machina submit does) and name it by sha256")
        } catch {
            refuse(.fieldInvalid, field, "this is not a sound gzip file", "send gzip -c FILE | base64 -w0")
        }
        return nil
    }
}

/// Levenshtein's distance: insertions, deletions and substitutions between two short names.
func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right.unicodeScalars)
    var row = Array(0...right.count)
    for (i, scalar) in left.unicodeScalars.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for j in right.indices {
            let cost = diagonal + (right[j] == scalar ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(cost, row[j] + 1, diagonal + 1)
        }
    }
    return row[right.count]
}

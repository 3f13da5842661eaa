public import FloorModel

/// The file that a submission names or carries.
public enum SubmissionFile: Hashable, Sendable {
    /// It is in the store already.
    case stored(FileDigest)
    /// The G-code itself, inflated.
    case inline([UInt8])
}

/// A maker's order as it comes by MQTT, checked by itself: whether the floor can do it is for others to say.
///
///     {"v":1,"id":"bracket-7","title":"Bracket","file":{"text":"G28\nG1 X10\n"},"material":"PETG",
///      "colour":"black","quantity":2,"due":"2026-11-28T18:00:00+01:00","priority":5}
///
/// `v`, `id` and `file` must be there; `title`, `material`, `colour` and `due` may be null or left out, `quantity`
/// is 1 and `priority` 5 when nobody says.
public struct SubmissionMessage: Hashable, Sendable {
    public var id: String
    public var title: String?
    public var file: SubmissionFile
    /// Upper case, as materials are named; nil for what the slicer wrote in the file.
    public var material: String?
    /// Lower case.
    public var colour: String?
    public var quantity: Int
    public var due: WallClock?
    public var priority: Int

    public init(
        id: String, title: String? = nil, file: SubmissionFile, material: String? = nil, colour: String? = nil,
        quantity: Int = 1, due: WallClock? = nil, priority: Int = 5
    ) {
        self.id = id
        self.title = title
        self.file = file
        self.material = material
        self.colour = colour
        self.quantity = quantity
        self.due = due
        self.priority = priority
    }

    /// Reads a message; whatever the bytes are, the result is a message or all reasons against it.
    ///
    /// - Parameters:
    ///   - body: The payload, at most `SubmissionBounds.bodyBytes`, also after inflating.
    ///   - contentEncoding: The MQTT 5 user property `content-encoding`: nil, `identity` or `gzip`.
    public init(parsing body: [UInt8], contentEncoding: String? = nil) throws(SubmissionRefusal) {
        let json: SubmissionJSON
        do {
            json = try Self.json(body, contentEncoding)
        } catch {
            throw SubmissionRefusal(id: nil, reasons: [error])
        }
        guard case .object(let members) = json else {
            throw SubmissionRefusal(
                id: nil,
                reasons: [
                    SubmissionReason(.bodyUnreadable, message: "the message is \(json.kind) instead of an object")
                ])
        }
        var fields = SubmissionFields(members, path: "")
        let message = Self.read(&fields)
        guard let message, fields.reasons.isEmpty else {
            throw SubmissionRefusal(
                id: fields.readableID, reasons: Array(fields.reasons.prefix(SubmissionBounds.reasons)))
        }
        self = message
    }

    /// What is said about a body that was never copied because of its size.
    public static func oversized(byteCount: Int) -> SubmissionRefusal {
        SubmissionRefusal(id: nil, reasons: [tooLarge("the message has \(byteCount) bytes")])
    }

    private static func tooLarge(_ what: String) -> SubmissionReason {
        SubmissionReason(.bodyTooLarge, message: "\(what); at most \(SubmissionBounds.bodyBytes) are taken")
    }

    private static func json(_ body: [UInt8], _ encoding: String?) throws(SubmissionReason) -> SubmissionJSON {
        guard body.count <= SubmissionBounds.bodyBytes else { throw tooLarge("the message has \(body.count) bytes") }
        var text = body
        switch encoding {
        case nil, "identity": break
        case "gzip":
            do {
                text = try inflateSubmission(body, limit: SubmissionBounds.bodyBytes)
            } catch .tooLarge {
                throw tooLarge("the message inflates to too many bytes")
            } catch {
                throw SubmissionReason(
                    .bodyUnreadable, field: "content-encoding", message: "the message is not a sound gzip file",
                    remedy: "send it gzip-compressed and whole, or without content-encoding")
            }
        case let encoding?:
            throw SubmissionReason(
                .bodyUnreadable, field: "content-encoding",
                message: "the content-encoding '\(encoding.prefix(40))' is unknown",
                remedy: "use gzip, or leave content-encoding out")
        }
        do {
            return try SubmissionJSON(parsing: text)
        } catch {
            throw SubmissionReason(
                .bodyUnreadable, message: "the message is not JSON: byte \(error.offset): \(error.message)")
        }
    }

    private static func read(_ fields: inout SubmissionFields) -> SubmissionMessage? {
        fields.refuseUnknown(
            known: ["v", "id", "title", "file", "material", "colour", "quantity", "due", "priority"])
        _ = fields.integer("v", in: 1...1, ifAbsent: nil, code: .fieldInvalid)
        let id = fields.id()
        let title = fields.text("title", longest: SubmissionBounds.titleCharacters)
        let material = fields.text("material", longest: SubmissionBounds.materialCharacters)
        let colour = fields.text("colour", longest: SubmissionBounds.materialCharacters)
        let quantity = fields.integer(
            "quantity", in: SubmissionBounds.quantities, ifAbsent: 1, code: .quantityInvalid)
        let priority = fields.integer("priority", in: SubmissionBounds.priorities, ifAbsent: 5, code: .fieldInvalid)
        let due = fields.date("due")
        let file = fields.file()
        guard let id, let quantity, let priority, let file else { return nil }
        return SubmissionMessage(
            id: id, title: title, file: file, material: material?.uppercased(), colour: colour?.lowercased(),
            quantity: quantity, due: due, priority: priority)
    }
}

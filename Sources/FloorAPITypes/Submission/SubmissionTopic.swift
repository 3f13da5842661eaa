internal import FloorModel

/// The topics of job intake, below `machina/<site>/makers/<user>/jobs/`.
///
/// The broker's ACL lets a user write only below the own name, so the name in the topic is who sends.
public enum SubmissionTopic: Hashable, Sendable {
    /// `machina/leuven/makers/alice/jobs/submit`
    case submit(site: String, user: String)
    /// `machina/leuven/makers/alice/jobs/bracket-7/cancel`
    case cancel(site: String, user: String, id: String)

    /// Reads the topic of a message that came in.
    public init(parsing topic: String) throws(SubmissionReason) {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard levels.count >= 6, levels[0] == "machina", levels[2] == "makers", levels[4] == "jobs",
            Self.isName(levels[1])
        else { throw Self.unknown(topic) }
        guard Self.isUser(levels[3]) else {
            throw SubmissionReason(
                .fieldInvalid, field: "user", message: "the user name in the topic is empty, too long or not printable",
                remedy: Self.userRemedy)
        }
        if levels.count == 6, levels[5] == "submit" {
            self = .submit(site: levels[1], user: levels[3])
        } else if levels.count == 7, levels[6] == "cancel" {
            guard Self.isID(levels[5]) else {
                throw SubmissionReason(
                    .fieldInvalid, field: "id", message: "the id in the topic is not a job id", remedy: Self.idRemedy)
            }
            self = .cancel(site: levels[1], user: levels[3], id: levels[5])
        } else {
            throw Self.unknown(topic)
        }
    }

    public var site: String {
        switch self {
        case .submit(let site, _), .cancel(let site, _, _): site
        }
    }

    public var user: String {
        switch self {
        case .submit(_, let user), .cancel(_, let user, _): user
        }
    }

    /// The topic itself.
    public var text: String {
        switch self {
        case .submit: tree + "jobs/submit"
        case .cancel(_, _, let id): tree + "jobs/\(id)/cancel"
        }
    }

    /// Where the reply goes; `jobs/_/reply` when the id could not be read or is not an id.
    public func reply(id: String?) -> String {
        let level = id.flatMap { Self.isID($0) ? $0 : nil } ?? "_"
        return tree + "jobs/\(level)/reply"
    }

    /// Where the job's retained state goes.
    public func state(id: String) -> String {
        precondition(Self.isID(id), "a state topic needs a job id")
        return tree + "jobs/\(id)/state"
    }

    /// Whether a reply may go to the response topic that the sender chose: only inside the sender's own tree, and
    /// neither to a topic that the daemon itself takes orders from nor to one that it keeps states on.
    public func permits(responseTopic: String) -> Bool {
        let levels = responseTopic.split(separator: "/", omittingEmptySubsequences: false)
        let isOwn = responseTopic.hasPrefix(tree) && responseTopic.utf8.count > tree.utf8.count
        let isPlain = responseTopic.utf8.count <= 512 && !responseTopic.utf8.contains { $0 < 0x20 }
        return isOwn && isPlain && !responseTopic.contains { $0 == "+" || $0 == "#" }
            && !["submit", "cancel", "state"].contains(levels.last)
    }

    /// Whether the name can be a user of the broker: 1 to 64 bytes without `+ # /`, spaces and control characters.
    public static func isUser(_ name: String) -> Bool {
        name.utf8.count <= SubmissionBounds.userBytes && isName(name)
    }

    /// Whether the text is a job id, `[A-Za-z0-9._-]{1,64}`; `_` alone is kept for replies without one.
    public static func isID(_ text: String) -> Bool {
        (1...SubmissionBounds.idCharacters).contains(text.utf8.count) && text != "_"
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x2E || byte == 0x5F || byte == 0x2D
            }
    }

    /// What to do about a job id that is none.
    static let idRemedy =
        "use 1 to \(SubmissionBounds.idCharacters) of the letters A-Z a-z, digits, '.', '_' and '-' (not '_' alone)"
    private static let userRemedy = "use a name of 1 to \(SubmissionBounds.userBytes) bytes without '+', '#' and '/'"

    private var tree: String { "machina/\(site)/makers/\(user)/" }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.value > 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar != "+" && scalar != "#"
                    && scalar != "/"
            }
    }

    private static func unknown(_ topic: String) -> SubmissionReason {
        SubmissionReason(
            .notFound, field: "topic", message: "'\(topic.prefix(200))' is not a topic of job intake",
            remedy: "publish to machina/<site>/makers/<user>/jobs/submit or …/jobs/<id>/cancel")
    }
}

/// Bounds of what a maker may send in one message.
public enum SubmissionBounds {
    /// The whole message, after its content-encoding is undone.
    public static let bodyBytes = 6 << 20
    /// An inline file: the text, or the gzip file inside the base64.
    public static let inlineFileBytes = 4 << 20
    /// G-code compresses four to five times; more than this times the largest inline file is a bomb.
    public static let inflationLimit = 8
    /// An inline file after inflating.
    public static let inflatedFileBytes = inlineFileBytes * inflationLimit
    /// JSON objects and arrays in each other.
    public static let nestingDepth = 8
    /// Members and elements of one JSON object or array.
    public static let members = 64
    /// Reasons in one refusal; what is wrong beyond is not listed.
    public static let reasons = 32
    public static let idCharacters = 64
    public static let titleCharacters = 200
    public static let materialCharacters = 40
    public static let userBytes = 64
    public static let quantities = 1...100
    public static let priorities = 0...9
}

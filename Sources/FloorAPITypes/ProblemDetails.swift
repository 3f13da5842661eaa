public import FloorModel

/// Why a request was not done, as `application/problem+json` (RFC 9457):
/// `{"type":"urn:machina:fault:not_found","title":"there is no such thing on this floor","status":404,
/// "detail":"there is no job-9","code":"not_found","remedy":"check the id","retry":false}`.
public struct ProblemDetails: Hashable, Sendable, Codable, Error {
    public static let mediaType = "application/problem+json"

    /// `urn:machina:fault:<name>`, or `about:blank` for what HTTP itself says (RFC 9457, 4.2.1).
    public var type: String
    public var title: String
    /// The HTTP status.
    public var status: Int
    /// What happened this time.
    public var detail: String
    /// `FaultCode`'s name.
    public var code: String?
    /// The field of the request that is at fault.
    public var field: String?
    public var remedy: String
    /// Whether the same request may succeed later.
    public var retry: Bool
    /// Further problems of the same request.
    public var others: [ProblemDetails]?

    /// A fault of the floor's numbered list.
    public init(
        _ code: FaultCode, status: Int, detail: String? = nil, field: String? = nil, remedy: String? = nil,
        retry: Bool = false
    ) {
        type = "urn:machina:fault:\(code.name)"
        title = code.meaning
        self.status = status
        self.detail = detail ?? code.meaning
        self.code = code.name
        self.field = field
        self.remedy = remedy ?? code.remedy
        self.retry = retry
    }

    /// What HTTP itself says, such as 405.
    public init(status: Int, title: String, detail: String, remedy: String) {
        type = "about:blank"
        self.title = title
        self.status = status
        self.detail = detail
        self.remedy = remedy
        retry = false
    }
}

extension FaultCode {
    /// The HTTP status under which this fault refuses a request.
    public var httpStatus: Int {
        switch self {
        case .notFound: 404
        case .stateForbids, .submissionConflict: 409
        case .bodyUnreadable: 400
        case .bodyTooLarge, .fileTooLarge: 413
        case .queueFull, .floorBusy, .floorStopping, .journalUnavailable, .fileUnavailable, .driverOverloaded,
            .brokerUnavailable, .chainUnavailable, .chainMismatch:
            503
        case .fieldInvalid, .fileUnknown, .gcodeRefused, .unknownMaterial, .noMachineFits, .choiceInvalid,
            .quantityInvalid, .massInvalid:
            422
        case .linkLost, .portUnavailable, .notSafe, .firmwareHalted, .thermalFault, .firmwareReset,
            .acknowledgementLost, .lineRefused, .attentionNeeded, .interlockOpen, .jammed,
            .writeUnconfirmed, .phaseOverdue, .driveFault, .sensorSilent:
            409
        }
    }
}

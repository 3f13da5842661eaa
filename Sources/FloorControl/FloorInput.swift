public import FloorModel
public import Scheduling

/// Everything that the core is told. Faults of adapters arrive as values like any other fact.
public enum FloorInput: Hashable, Sendable {
    /// The first input of a process, after the journal was replayed.
    case started(version: String, hints: [PrintProgress])
    case machine(MachineID, MachineReport)
    case request(FloorRequest, replyTo: ReplyToken?)
    case planProposed(Plan)
    /// A sensor on MQTT has reported.
    case sensor(SensorID, [SignalReading])
    /// The broker is gone (with the reason) or back (nil).
    case broker(Fault?)
    /// The journal cannot be written (with the reason) or can again (nil).
    case journal(Fault?)
    /// The provenance log cannot be continued (with the reason) or is again (nil).
    case chain(Fault?)
    /// A machine's mailbox was full; the order was not taken.
    case orderRefused(MachineID)
    /// The daemon ends: what runs is stopped, nothing is begun any more.
    case closing
    /// Time passes: deadlines and ages are looked at.
    case tick
}

/// Where the answer to a request goes; given out by the writer.
public struct ReplyToken: Hashable, Sendable {
    public let number: UInt64
    public init(number: UInt64) { self.number = number }
}

/// What a person wants, and who.
public struct FloorRequest: Hashable, Sendable {
    public var by: PersonID?
    public var command: FloorCommand

    public init(by: PersonID?, command: FloorCommand) {
        self.by = by
        self.command = command
    }
}

/// What people can ask of the floor.
public enum FloorCommand: Hashable, Sendable {
    case submit(JobOrder, JobDetails)
    case cancel(JobID, weighed: Milligrams?)
    /// A maker cancels a job by the id that the maker gave it.
    case cancelSubmission(KeyedDigest)
    case hold(JobID)
    case release(JobID)
    case reprint(JobID)
    /// `choice` nil takes the prompt's default.
    case answer(PromptID, choice: String?, weights: AnswerWeights)
    case acknowledge(AlarmID)
    case machine(MachineID, PackMLCommand)
    /// Stops every machine. The safing effects have left by their own lane before this is decided.
    case stopAll
    case receiveLot(LotFacts, mass: Milligrams)
    case mount(LotID, MachineID)
    /// What a scale shows of a lot; the difference to the book becomes an entry.
    case weighLot(LotID, LotWeighing)
    /// Corrects the book by so much, of either sign.
    case adjustLot(LotID, by: Milligrams, AdjustmentReason)
    case moveLot(LotID, location: String)
    /// Throws so much of it away; nil: all.
    case disposeLot(LotID, mass: Milligrams?, AdjustmentReason)
    /// Gives all of it to its maker; it leaves the floor.
    case handOverLot(LotID)
    case setMode(MachineID, PackMLMode)
    /// In manual mode: turns a drive for so long, then it stops by itself.
    case jog(MachineID, JogOrder)
    /// In manual mode: a set-point for a heater, °C; 0 switches it off.
    case heat(MachineID, heater: String, celsius: Double)

    /// Whether it makes the floor safer, and so is never refused for want of a journal.
    public var isSafing: Bool {
        switch self {
        case .stopAll, .machine(_, .stop), .machine(_, .abort), .machine(_, .hold): true
        default: false
        }
    }
}

/// How a lot was weighed.
public enum LotWeighing: Hashable, Sendable {
    /// With its bag, box or spool: the lot's tare is taken off.
    case gross(Milligrams)
    case net(Milligrams)
    /// What this scale shows now, with the lot's tare taken off.
    case scale(SensorID)
}

/// A drive to be turned by hand.
public struct JogOrder: Hashable, Sendable {
    public var drive: String
    public var reverse: Bool
    /// In the unit of the drive's speed point; nil: the slowest that it may turn.
    public var speed: Double?
    public var time: Duration

    public init(drive: String, reverse: Bool, speed: Double?, time: Duration) {
        self.drive = drive
        self.reverse = reverse
        self.speed = speed
        self.time = time
    }
}

/// What a maker writes that may be personal: kept in erasable rows, committed together with the job's event.
public struct JobDetails: Hashable, Sendable, Codable {
    /// The maker's own id of the job.
    public var submissionID: String
    public var title: String?
    public var fileName: String?

    public init(submissionID: String, title: String?, fileName: String?) {
        self.submissionID = submissionID
        self.title = title
        self.fileName = fileName
    }
}

/// A row of the erasable tables, written in the transaction of the events that it belongs to.
public struct PersonalRecord: Hashable, Sendable {
    public var job: JobID
    public var person: PersonID
    public var details: JobDetails

    public init(job: JobID, person: PersonID, details: JobDetails) {
        self.job = job
        self.person = person
        self.details = details
    }
}

/// Why a request is refused.
public struct Refusal: Hashable, Sendable, Codable, Error {
    public var code: FaultCode
    /// The field of the request that is at fault.
    public var field: String?
    public var message: String
    public var remedy: String
    /// Whether the same request may succeed later.
    public var retry: Bool

    public init(
        _ code: FaultCode, field: String? = nil, message: String? = nil, remedy: String? = nil, retry: Bool = false
    ) {
        self.code = code
        self.field = field
        self.message = message ?? code.meaning
        self.remedy = remedy ?? code.remedy
        self.retry = retry
    }
}

/// The answer to a request; it leaves after the commit.
public enum FloorReply: Hashable, Sendable {
    case accepted(JobID)
    /// The same submission again: nothing happened.
    case duplicate(JobID, JobState)
    /// The same submission id with another body.
    case conflict(JobID)
    case received(LotID)
    case done
    case refused([Refusal])
}

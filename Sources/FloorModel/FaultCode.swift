/// What can go wrong, numbered and stable: a number is never given to another fault.
/// `Documentation/FaultCodes.csv` lists all of them; a test holds the list against this file.
public enum FaultCode: Int, CaseIterable, Sendable, Codable {
    // 1xxx: a machine
    case linkLost = 1001
    case portUnavailable = 1002
    case notSafe = 1003
    case firmwareHalted = 1004
    case thermalFault = 1005
    case firmwareReset = 1006
    case acknowledgementLost = 1007
    case lineRefused = 1008
    case attentionNeeded = 1009
    case driverOverloaded = 1010
    case interlockOpen = 1011
    case jammed = 1012
    case writeUnconfirmed = 1013
    case phaseOverdue = 1014
    case driveFault = 1015
    // 2xxx: the daemon and its surroundings
    case journalUnavailable = 2001
    case brokerUnavailable = 2002
    case fileUnavailable = 2003
    case floorBusy = 2004
    case floorStopping = 2005
    case sensorSilent = 2006
    case chainMismatch = 2007
    case chainUnavailable = 2008
    // 3xxx: a request
    case bodyUnreadable = 3001
    case fieldInvalid = 3002
    case bodyTooLarge = 3003
    case fileUnknown = 3004
    case fileTooLarge = 3005
    case gcodeRefused = 3006
    case unknownMaterial = 3007
    case noMachineFits = 3008
    case queueFull = 3009
    case submissionConflict = 3010
    case notFound = 3011
    case stateForbids = 3012
    case choiceInvalid = 3013
    case quantityInvalid = 3014
    case massInvalid = 3015

    /// The stable name in JSON, snake_case.
    public var name: String {
        var name = ""
        for character in String(describing: self) {
            if character.isUppercase { name += "_" }
            name += character.lowercased()
        }
        return name
    }

    /// What is wrong, for people.
    public var meaning: String { text.meaning }

    /// What a person does about it.
    public var remedy: String { text.remedy }
}

extension FaultCode {
    /// It stays until somebody has looked at the machine and cleared it.
    public var isLatched: Bool { self == .firmwareHalted || self == .thermalFault }

    /// It spoiled one print and says nothing about the next.
    public var endsWithTheNextPrint: Bool {
        switch self {
        case .firmwareReset, .acknowledgementLost, .lineRefused, .attentionNeeded, .driverOverloaded, .fileUnavailable,
            .gcodeRefused, .jammed, .writeUnconfirmed, .phaseOverdue, .driveFault:
            true
        default: false
        }
    }

    private var text: (meaning: String, remedy: String) {
        switch self {
        case .linkLost: ("the machine does not answer any more", "check power and cable; it reconnects by itself")
        case .portUnavailable:
            (
                "the machine's port cannot be opened",
                "check the path and the permissions of the port in the floor file, and that no other program uses it"
            )
        case .notSafe: ("a stop was requested and not confirmed", "go to the machine and use its hard-wired stop")
        case .firmwareHalted:
            ("the firmware halted", "look at the machine, mend the cause, switch it off and on, then clear")
        case .thermalFault:
            (
                "the firmware reported a thermal fault",
                "do not heat it again before heater and thermistor were checked, then power-cycle and clear"
            )
        case .firmwareReset:
            (
                "the firmware started anew in the middle of a print",
                "check the power supply and the cable, clear the plate, then print again"
            )
        case .acknowledgementLost: ("the firmware stopped acknowledging lines", "check the cable and the baud rate")
        case .lineRefused:
            (
                "the firmware refuses a line however often it is sent",
                "check the file and the firmware's line length limit"
            )
        case .attentionNeeded: ("the machine waits for a person", "go to the machine and answer what it asks")
        case .driverOverloaded:
            ("the machine's mailbox is full", "wait a moment and try again; if it stays, restart the daemon")
        case .interlockOpen:
            ("an interlock opened while the machine ran", "mend what the alarm names, then reset the machine")
        case .jammed:
            (
                "the machine is jammed and reversing did not free it",
                "isolate it from power, clear the jam with a tool, close it, then answer its prompt"
            )
        case .writeUnconfirmed:
            (
                "the machine did not show what was written to it",
                "check the device that the alarm names: wiring, parameters, local operation"
            )
        case .phaseOverdue:
            (
                "a phase of the recipe did not reach its goal in time",
                "check heaters, contactors and drives of the machine, and the recipe's limits"
            )
        case .driveFault: ("a drive does not do what it was told", "read the drive's display, mend, reset the drive")
        case .sensorSilent: ("a sensor does not report any more", "check its power, its Wi-Fi and the broker")
        case .chainMismatch:
            (
                "the provenance log does not match what was signed or recorded before",
                "nothing is signed and events wait; keep a copy of the state directory as it is, put back what the alarm "
                    + "names, then restart the daemon; Documentation/Provenance.md has each case"
            )
        case .chainUnavailable:
            (
                "the provenance log cannot be written",
                "events wait; the alarm's detail says what is in the way: free space on the disk of the state directory, "
                    + "let the daemon's user write chain/ and keys/, put keys/chain.key back from its copy with mode 0600"
            )
        case .journalUnavailable:
            (
                "the journal cannot be written",
                "free space on the disk of the state directory and check that it is writable; the daemon goes on by itself"
            )
        case .brokerUnavailable:
            (
                "the MQTT broker cannot be reached",
                "check that the broker runs and that host, port, user and password in the floor file are right"
            )
        case .fileUnavailable:
            ("the file to print cannot be read from the store", "restore files/ from a backup, or submit the job again")
        case .floorBusy: ("the floor has too much to do", "try again in a few seconds")
        case .floorStopping: ("the daemon is stopping", "try again when it is back")
        case .bodyUnreadable:
            (
                "the message is not the JSON object that was expected",
                "send one JSON object as described in Documentation/Interfaces.md"
            )
        case .fieldInvalid: ("a field is missing, unknown or out of bounds", "correct the field that is named")
        case .bodyTooLarge:
            ("the message is too large", "store the file first (machina submit does) and name it by sha256")
        case .fileUnknown: ("no file with this sha256 is stored", "upload the file first, then submit the job again")
        case .fileTooLarge: ("the file is too large", "slice the part coarser, or split it")
        case .gcodeRefused:
            (
                "the G-code cannot be printed safely",
                "slice the part again for this printer; machina gcode inspect names every line"
            )
        case .unknownMaterial: ("the material is not known on this floor", "use one of the materials that are named")
        case .noMachineFits:
            ("no machine on this floor can run the job", "slice the part for one of the floor's machines")
        case .queueFull: ("the queue is full", "wait until jobs have ended, then submit again")
        case .submissionConflict: ("this id was used for another job", "submit with a new id")
        case .notFound: ("there is no such thing on this floor", "check the id")
        case .stateForbids: ("this cannot be done in the present state", "look at the state first")
        case .choiceInvalid: ("this is not one of the choices", "use one of the choices that are named")
        case .massInvalid: ("the mass is out of bounds", "give a mass within the bounds that are named")
        case .quantityInvalid: ("the quantity is out of bounds", "give a quantity within the bounds that are named")
        }
    }
}

/// A fault as a value: what the core takes as an input, and what a refusal says.
public struct Fault: Hashable, Sendable, Codable {
    public var code: FaultCode
    public var machine: MachineID?
    /// What happened in particular, the device's own words where it spoke.
    public var detail: String

    public init(_ code: FaultCode, machine: MachineID? = nil, detail: String) {
        self.code = code
        self.machine = machine
        self.detail = detail
    }
}

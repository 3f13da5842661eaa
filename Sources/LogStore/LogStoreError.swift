internal import Glibc
public import TransparencyLog

/// Why the log's folder did not do what it was asked to; each says what, where, and the remedy.
public enum LogStoreError: Error, Sendable, CustomStringConvertible {
    /// Another process, or another store of this one, writes the log in this folder.
    case busy(path: String)
    /// There is no log in the folder.
    case notALog(path: String)
    /// There is a log, or a key, already.
    case exists(path: String)
    /// A key inside the log's folder would be served to everybody.
    case keyInsideLog(path: String, directory: String)
    /// Group or others can read the key file.
    case keyExposed(path: String, mode: UInt32)
    /// The key file cannot be used, or the name is none for a key.
    case badKey(path: String, LogFault)
    /// The log is signed under another name than the key's.
    case otherOrigin(path: String, origin: String, key: String)
    /// An entry is longer than a bundle can hold; `index` counts within what was handed over.
    case entryTooLong(index: Int, bytes: Int)
    /// More was handed over at once than one group commit takes.
    case tooMuchAtOnce(entries: Int, bytes: Int)
    case noSuchEntry(index: UInt64, size: UInt64)
    /// No room: nothing of what was handed over is in the log, and the store works on when there is room.
    case full(operation: String, path: String, errno: Int32)
    case io(operation: String, path: String, errno: Int32)
    /// A file is longer than what it may hold.
    case tooLarge(path: String, limit: Int)
    /// An answer over HTTP that is neither the file nor "not found".
    case site(url: String, what: String)
    /// The folder does not hold what was signed; nothing was signed or repaired.
    case mismatch([LogFault])
    /// A record of the write-ahead file is damaged although later ones are whole.
    case journalDamaged(path: String, offset: Int)
    /// A sync failed: what is on the disk is unknown until the log is opened again.
    case openAgain(String)
    case closed

    public var description: String {
        switch self {
        case .busy(let path): "\(path): another process writes this log; end that one first"
        case .notALog(let path): "\(path): there is no log here: no file 'checkpoint'"
        case .exists(let path): "\(path): exists already; choose another path, nothing was overwritten"
        case .keyInsideLog(let path, let directory):
            "\(path): a key inside the log's folder \(directory) would be served with it; keep it elsewhere"
        case .keyExposed(let path, let mode):
            "\(path): mode \(String(mode, radix: 8)) lets others read the key; run: chmod 600 \(path)"
        case .badKey(let path, let fault): "\(path): not a usable key: \(fault)"
        case .otherOrigin(let path, let origin, let key):
            "\(path): the log is signed as '\(origin)', the key is of '\(key)'; give the key that belongs to this log"
        case .entryTooLong(let index, let bytes):
            "entry \(index) of those handed over has \(bytes) bytes, at most \(EntryBundle.entryLimit) fit; store big things as "
                + "files and log their SHA-256"
        case .tooMuchAtOnce(let entries, let bytes):
            "\(entries) entries with \(bytes) bytes at once, at most \(GroupCommit.entryLimit) with "
                + "\(GroupCommit.byteLimit); hand over fewer"
        case .noSuchEntry(let index, let size): "entry \(index) is not in a log of \(size) entries"
        default: failure
        }
    }

    private var failure: String {
        switch self {
        case .full(let operation, let path, let code):
            "\(path): \(operation): \(words(code)); nothing of this batch is in the log; make room and append it again"
        case .io(let operation, let path, let code):
            "\(path): \(operation): \(words(code))\(Self.remedy(code, operation))"
        case .tooLarge(let path, let limit):
            "\(path): longer than the \(limit) bytes that it can hold; take it from a replica that verifies"
        case .site(let url, let what): "\(url): \(what)"
        case .mismatch(let faults): Self.mismatched(faults)
        case .journalDamaged(let path, let offset):
            "\(path): damaged at byte \(offset), before whole records; nothing was repaired; restore the folder from a "
                + "replica that verifies"
        case .openAgain(let why): "\(why); what is on the disk is unknown until the log is opened again"
        case .closed: "the log is closed"
        default: "the log cannot be used"
        }
    }

    /// What differs, and what to do about that.
    private static func mismatched(_ faults: [LogFault]) -> String {
        let words = faults.map { "\($0)" }.joined(separator: "; ")
        let (what, remedy) =
            switch faults.first {
            case .signedByAnotherKey:
                ("this key is not the log's", "give the key that the log was begun with")
            case .checkpointMissing:
                ("the log has lost its checkpoint", "put back the newest copy of it that a replica or a reader has")
            case .folderReplaced:
                (
                    "another folder stands in the log's place",
                    "keep it to look at, put the one back that was moved away, and open the log again"
                )
            case .checkpointReplaced, .recordUnsigned:
                (
                    "somebody else wrote to the log's folder",
                    "keep a copy of it to look at, restore it from a replica that verifies, and open the log again"
                )
            default: ("the log does not hold what was signed", "restore the folder from a replica that verifies")
            }
        return "\(what): \(words); nothing was signed or repaired; \(remedy)"
    }

    static let create = "create"
    static let readKey = "read the key"
    static let makeFolder = "make the folder"

    private static func remedy(_ code: Int32, _ operation: String) -> String {
        switch code {
        case EACCES, EPERM: "; check owner and mode of the folder"
        case EROFS: "; the disk is read-only, mount it writable (an error may have made it so: see dmesg)"
        case EIO: "; the disk fails, look at dmesg and move the log to another one"
        case ENOENT where operation == readKey: "; give the path of the log's key, without it nobody can append"
        case ENOENT where operation == makeFolder: "; no folder can be made there, choose another path"
        case ENOTDIR where operation == makeFolder: "; a file is in the way, choose another path"
        case ENOENT where operation == create: "; make the folder first"
        case EMFILE, ENFILE: "; too many open files, raise the limit (ulimit -n)"
        default: ""
        }
    }
}

private func words(_ code: Int32) -> String { String(cString: strerror(code)) }

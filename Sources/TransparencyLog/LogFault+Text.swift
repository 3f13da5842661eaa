extension LogFault {
    /// The kind of the fault in one stable word for programs, such as `entry_edited`.
    public var code: String {
        switch self {
        case .malformed(let format, _): "malformed_\(format.rawValue)"
        case .tooLarge(let format, _, _): "\(format.rawValue)_too_large"
        case .entryTooLong: "entry_too_long"
        case .signatureFails: "signature_fails"
        case .cosignatureFails: "cosignature_fails"
        case .signedByAnotherKey: "signed_by_another_key"
        case .unknownOrigin: "unknown_origin"
        case .unsigned: "unsigned"
        case .quorumUnmet: "quorum_unmet"
        case .indexOutOfRange: "index_out_of_range"
        case .inclusionRefuted: "inclusion_refuted"
        case .consistencyRefuted: "consistency_refuted"
        case .rolledBack: "rolled_back"
        case .splitView: "split_view"
        case .historyRewritten: "history_rewritten"
        case .inOld(_, let fault): fault.code
        case .checkpointMissing: "checkpoint_missing"
        case .checkpointReplaced: "checkpoint_replaced"
        case .folderReplaced: "folder_replaced"
        case .recordUnsigned: "record_unsigned"
        case .bundleMissing: "bundle_missing"
        case .bundleTorn: "bundle_torn"
        case .tileMissing: "tile_missing"
        case .tileTorn: "tile_torn"
        case .entryMissing: "entry_missing"
        case .entryAdded: "entry_added"
        case .entryEdited: "entry_edited"
        case .entriesSwapped: "entries_swapped"
        case .entryAndTilesEdited: "entry_and_tiles_edited"
        case .leafTileAltered: "leaf_tile_altered"
        case .upperTileAltered: "upper_tile_altered"
        case .tileRefuted: "tile_refuted"
        case .bundleRefuted: "bundle_refuted"
        case .rootDiffers: "root_differs"
        }
    }
}

extension LogFault: CustomStringConvertible {
    /// The fault in one sentence for people, without a full stop.
    public var description: String {
        switch self {
        case .malformed(let format, let reason):
            "this is no \(format.noun): \(reason)"
        case .tooLarge(let format, let bytes, let limit):
            "a \(format.noun) of \(bytes) bytes is refused: the limit is \(limit)"
        case .entryTooLong(let bytes):
            "an entry of \(bytes) bytes does not fit: the limit is \(EntryBundle.entryLimit); "
                + "log the SHA-256 of what is larger"
        default: aboutTrust ?? aboutFiles
        }
    }

    private var aboutTrust: String? {
        switch self {
        case .signatureFails(let name):
            "the signature of \(name) does not verify: the checkpoint was changed after it was signed"
        case .cosignatureFails(let name):
            "the cosignature of \(name) does not verify: its time or the checkpoint was changed after it was signed"
        case .signedByAnotherKey(let name, let keyID):
            "\(name) is signed by the key \(keyID), which is not the one trusted for that name"
        case .unknownOrigin(let origin):
            "no key is trusted for the log \(origin)"
        case .unsigned(let origin):
            "no trusted key signed the checkpoint of \(origin)"
        case .quorumUnmet(let valid, let cosigners):
            "the witness quorum is not met: \(valid) of \(cosigners) known witnesses cosigned"
        case .indexOutOfRange(let index, let size):
            "the tree of \(size) entries has no entry \(index)"
        case .inclusionRefuted(let index, let size, let flaw):
            "entry \(index) is not proved to be in the tree of \(size): the proof \(flaw.phrase)"
        case .consistencyRefuted(let oldSize, let newSize, let flaw):
            "the tree of \(newSize) is not proved to extend the tree of \(oldSize): the proof \(flaw.phrase)"
        case .rolledBack(let size, let seenSize):
            "the log was rolled back: it has \(size) entries and had \(seenSize)"
        case .splitView(let size):
            "two roots were signed for the size \(size): the log shows different people different histories"
        case .historyRewritten(let oldSize, let newSize):
            "history was rewritten: the first \(oldSize) of the \(newSize) entries are not those signed before"
        case .inOld(let name, let fault): "\(name): \(fault)"
        default: nil
        }
    }

    private var aboutFiles: String {
        switch self {
        case .checkpointMissing: "checkpoint is missing, although what it signed is there"
        case .checkpointReplaced: "checkpoint is not the one that was published last: somebody else wrote it"
        case .folderReplaced(let path):
            "\(path) is not what this writer locked: it was moved away, and another may stand in its place"
        case .recordUnsigned(let path, let byte):
            "\(path): the record at byte \(byte) is not signed by the log's key: somebody else wrote it"
        case .bundleMissing(let path): "\(path) is missing: its entries cannot be read"
        case .bundleTorn(let path, let byte): "\(path) is torn: the entry at byte \(byte) runs over its end"
        case .tileMissing(let path): "\(path) is missing"
        case .tileTorn(let path, let bytes): "\(path) is torn: \(bytes) bytes are no tile of that width"
        case .entryMissing(let path, let index): "\(path) lacks an entry, at the latest entry \(index)"
        case .entryAdded(let path, let index): "\(path) holds an entry too many, at the latest entry \(index)"
        case .entryEdited(let path, let index): "entry \(index) in \(path) was edited: its tile holds another hash"
        case .entriesSwapped(let first, let second): "entries \(first) and \(second) stand in each other's places"
        case .entryAndTilesEdited(let path):
            "entries were edited together with the tiles over them up to \(path); the tile above holds another hash"
        case .leafTileAltered(let path, let index): "\(path) was altered: its hash of entry \(index) is another"
        case .upperTileAltered(let path, let position):
            "\(path) was altered: its hash \(position) is not that of the tile below"
        case .tileRefuted(let path): "\(path) does not hash to what the signed tree holds in its place"
        case .bundleRefuted(let path): "the entries of \(path) do not hash to what the signed tree holds in their place"
        case .rootDiffers(let size):
            "the files do not hash to the signed root of size \(size): entries and tiles were edited together"
        default: code
        }
    }
}

extension LogFault.Format {
    fileprivate var noun: String {
        switch self {
        case .note: "signed note"
        case .checkpoint: "checkpoint"
        case .policy: "trust policy"
        case .proof: "tlog-proof"
        case .request: "add-checkpoint request"
        case .verifierKey: "verifier key"
        case .signingKey: "signing key"
        }
    }
}

extension LogFault.ProofFlaw {
    fileprivate var phrase: String {
        switch self {
        case .tooShort, .tooLong: "is \(rawValue)"
        case .otherRoot, .otherOldRoot: rawValue
        }
    }
}

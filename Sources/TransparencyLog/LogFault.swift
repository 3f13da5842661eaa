/// What is wrong with a log or with something said about it, by name: one case a kind, with where it is.
///
/// `description` is one sentence for people, `code` the stable word for machines. The text of a fault never quotes what
/// was refused beyond a name: it may come from anywhere.
public indirect enum LogFault: Error, Hashable, Sendable {
    // What was read does not follow its format.
    /// It is not what it should be; the reason says where.
    case malformed(Format, reason: String)
    /// It is longer than what is read of its kind.
    case tooLarge(Format, bytes: Int, limit: Int)
    /// An entry is longer than a bundle can say.
    case entryTooLong(bytes: Int)

    // Who signed it.
    /// A key that is trusted stands under a text that it did not sign: the text was changed after signing.
    case signatureFails(name: String)
    /// A witness that is trusted stands under a text or time that it did not sign: back-dated or copied.
    case cosignatureFails(name: String)
    /// The name is known, the key is not.
    case signedByAnotherKey(name: String, keyID: String)
    /// No key is trusted for this log.
    case unknownOrigin(String)
    /// Neither a trusted key nor another one of the name signed.
    case unsigned(origin: String)
    /// The valid cosignatures do not make the quorum of the policy.
    case quorumUnmet(valid: Int, cosigners: Int)

    // What a proof says.
    /// The tree has no such entry.
    case indexOutOfRange(index: UInt64, size: UInt64)
    /// The proof does not show that the entry is in the tree.
    case inclusionRefuted(index: UInt64, size: UInt64, ProofFlaw)
    /// The proof does not show that one tree extends the other.
    case consistencyRefuted(oldSize: UInt64, newSize: UInt64, ProofFlaw)

    // What history says.
    /// The log is shorter than one that was seen before.
    case rolledBack(size: UInt64, seenSize: UInt64)
    /// Two roots were signed for one size.
    case splitView(size: UInt64)
    /// An older signed tree is not the beginning of this one.
    case historyRewritten(oldSize: UInt64, newSize: UInt64)
    /// What speaks against an older checkpoint, with the name under which it was given.
    case inOld(name: String, LogFault)

    // What somebody did to the folder of a log that is being written.
    /// Tiles or a write-ahead file are there, and the checkpoint over them is not.
    case checkpointMissing
    /// The checkpoint is not the one that was published last.
    case checkpointReplaced
    /// What stands at the path is not what the writer locked: a copy was put in its place.
    case folderReplaced(path: String)
    /// The record of the write-ahead file at `byte` is whole, and the log's key did not sign it for that place.
    case recordUnsigned(path: String, byte: Int)

    // What the files say.
    /// The file of 256 entries, or fewer at the end, is not there.
    case bundleMissing(path: String)
    /// The entry whose length stands at `byte` runs over the end of the file.
    case bundleTorn(path: String, byte: Int)
    /// The file of hashes is not there.
    case tileMissing(path: String)
    /// The file has another length than a tile of its width.
    case tileTorn(path: String, bytes: Int)
    /// A bundle holds too few entries; the first one that is not in its place is `index`.
    case entryMissing(path: String, index: UInt64)
    /// A bundle holds too many entries; the first one that is not in its place is `index`.
    case entryAdded(path: String, index: UInt64)
    /// The tree holds the hash of another entry at `index`.
    case entryEdited(path: String, index: UInt64)
    /// Two entries stand in each other's places.
    case entriesSwapped(UInt64, UInt64)
    /// Entries and the tiles over them, up to `path`, were edited together, while the parent tile stands: the shape that
    /// passed golang/go#80744 (CVE-2026-56865).
    case entryAndTilesEdited(path: String)
    /// A leaf tile holds another hash than that of entry `index`, which the tree bears out.
    case leafTileAltered(path: String, index: UInt64)
    /// A tile over level 0 differs from the tiles below it; `position` is the first hash that does.
    case upperTileAltered(path: String, position: Int)
    /// A tile does not hash to what its parent says, and nothing is there to say which hash of it is wrong.
    case tileRefuted(path: String)
    /// A bundle does not hash to what the tree says, and no leaf tile is there to say which entry is wrong.
    case bundleRefuted(path: String)
    /// Everything in the files fits together, and not with the signed root.
    case rootDiffers(size: UInt64)

    /// The formats that are read here.
    public enum Format: String, Sendable {
        /// Signed note, checkpoint, tlog-policy, tlog-proof, add-checkpoint request.
        case note, checkpoint, policy, proof, request
        /// A vkey.
        case verifierKey = "verifier_key"
        /// A private key in text.
        case signingKey = "signing_key"
    }

    /// How a proof fails.
    public enum ProofFlaw: String, Sendable {
        /// Hashes are missing.
        case tooShort = "too short"
        /// There are hashes too many.
        case tooLong = "too long"
        /// It ends at another root than the signed one.
        case otherRoot = "leads to another root"
        /// It does not begin at the old root.
        case otherOldRoot = "leads to another old root"
    }
}

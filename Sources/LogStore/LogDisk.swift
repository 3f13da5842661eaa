/// What the writing side asks of the disk. A layer of its own, so that tests can cut the power between any two steps.
///
/// Until a sync returns, nothing that was written, renamed or removed is certain to outlive a power cut; a process
/// that is killed loses nothing that was written.
protocol LogDisk: LogSource {
    /// Names in a folder; empty where there is none.
    func names(in folder: String) throws(LogStoreError) -> [String]
    /// Puts a file with these bytes in place, so that a reader sees the whole old or the whole new one; makes missing
    /// folders.
    /// - Parameter synced: whether the bytes are on the disk before the file is in place.
    func replace(_ path: String, with bytes: [UInt8], synced: Bool) throws(LogStoreError)
    /// Removes a file, or an empty folder, that may be gone already.
    func remove(_ path: String) throws(LogStoreError)
    /// Syncs files or folders, in no certain order.
    func sync(_ paths: [String]) throws(LogStoreError)
    /// Syncs all that there is, and fails where anything could not be written since this writer took the folder: a sync
    /// of one file does not know of that any more once the kernel let go of the file.
    func syncAll() throws(LogStoreError)

    /// What stands at the path of the folder or its write-ahead file and is not what this writer locked; nil in order.
    /// Whoever moved the folder away and put a copy in its place left the lock with the one that was moved.
    func replacedPath() throws(LogStoreError) -> String?
    /// Lets another writer in.
    func unlock()

    func journal() throws(LogStoreError) -> [UInt8]
    func writeJournal(_ bytes: [UInt8], at offset: Int) throws(LogStoreError)
    func syncJournal() throws(LogStoreError)
    func cutJournal(to length: Int) throws(LogStoreError)
}

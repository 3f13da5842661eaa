internal import Glibc
internal import Synchronization

/// The log's folder, owned by one writer: flocks on the folder and on the write-ahead file end with the process, so a
/// crash leaves nothing to clean up. The folder's refuses a second writer also where the write-ahead file was replaced.
struct PosixDisk: LogDisk {
    static let journalName = "journal"
    /// One name is enough for one writer; what a crash leaves there is overwritten.
    private static let newName = ".new"
    private static let journalLimit = 1 << 30
    private static let syncThreads = 8

    private let directory: LogDirectory
    private let folder: Descriptor
    private let journalFile: Descriptor

    /// - Throws: `.busy` when another writer has it, `.io`.
    init(_ path: String) throws(LogStoreError) {
        directory = LogDirectory(path)
        folder = try Descriptor(path, O_RDONLY | O_DIRECTORY)
        // A network file system may lock only what is open for writing, which a folder cannot be.
        try Self.lock(folder, of: path, unless: EBADF)
        journalFile = try Descriptor("\(path)/\(Self.journalName)", O_RDWR | O_CREAT, mode: 0o600)
        try Self.lock(journalFile, of: path)
        // Moved away between its opening and its locking: somebody else is at work here.
        guard try replacedPath() == nil else { throw .busy(path: path) }
    }

    private static func lock(_ file: Descriptor, of path: String, unless code: Int32? = nil) throws(LogStoreError) {
        do { _ = try retrying("lock", path) { flock(file.number, LOCK_EX | LOCK_NB) } } catch {
            guard let number = error.errno, number == code else {
                throw error.errno == EWOULDBLOCK ? .busy(path: path) : error
            }
        }
    }

    func replacedPath() throws(LogStoreError) -> String? {
        for file in [folder, journalFile] {
            let locked = try file.status()
            var found = stat()
            guard stat(file.path, &found) == 0 else {
                guard errno == ENOENT || errno == ENOTDIR else {
                    throw .io(operation: "look at", path: file.path, errno: errno)
                }
                return file.path
            }
            guard found.st_dev == locked.st_dev, found.st_ino == locked.st_ino else { return file.path }
        }
        return nil
    }

    /// Whether there is anything of a log in the folder, so that a mistyped one is told from one that lost a file.
    static func holdsLog(_ path: String) throws(LogStoreError) -> Bool {
        for name in [LogFile.checkpoint, "tile", journalName] {
            var status = stat()
            if stat("\(path)/\(name)", &status) == 0 { return true }
            guard errno == ENOENT || errno == ENOTDIR else {
                throw .io(operation: "look at", path: "\(path)/\(name)", errno: errno)
            }
        }
        return false
    }

    /// Makes a folder, with those above it. Nothing is synced.
    /// - Returns: the folders that were not there before.
    @discardableResult
    static func makeFolder(_ path: String) throws(LogStoreError) -> [String] {
        if mkdir(path, 0o755) == 0 { return [path] }
        if errno == EEXIST {
            // A file in the folder's place is told here, by its name.
            _ = try Descriptor(path, O_RDONLY | O_DIRECTORY, operation: LogStoreError.makeFolder)
            return []
        }
        guard errno == ENOENT, parent(path) != path else {
            throw errno == ENOSPC || errno == EDQUOT
                ? .full(operation: LogStoreError.makeFolder, path: path, errno: errno)
                : .io(operation: LogStoreError.makeFolder, path: path, errno: errno)
        }
        let above = try makeFolder(parent(path))
        try retrying(LogStoreError.makeFolder, path) { mkdir(path, 0o755) }
        return above + [path]
    }

    /// Syncs the names of folders that were made, and of no others: those above may not be ours to open.
    static func syncNames(of made: [String]) throws(LogStoreError) {
        for folder in made { try Descriptor(parent(folder), O_RDONLY | O_DIRECTORY).sync() }
    }

    static func parent(_ path: String) -> String {
        let steps = path.split(separator: "/").dropLast()
        if path.hasPrefix("/") { return "/" + steps.joined(separator: "/") }
        return steps.isEmpty ? "." : steps.joined(separator: "/")
    }

    func file(_ path: String) throws(LogStoreError) -> [UInt8]? { try directory.file(path) }

    func names(in folder: String) throws(LogStoreError) -> [String] {
        let path = absolute(folder)
        guard let stream = opendir(path) else {
            guard errno == ENOENT else { throw .io(operation: "list", path: path, errno: errno) }
            return []
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    func replace(_ path: String, with bytes: [UInt8], synced: Bool) throws(LogStoreError) {
        let new = absolute(Self.newName)
        do {
            let file = try Descriptor(new, O_WRONLY | O_CREAT | O_TRUNC)
            try file.write(bytes, at: 0)
            if synced { try Self.trusted { () throws(LogStoreError) in try file.sync() } }
            try put(new, inPlace: absolute(path))
        } catch {
            // What it takes up is wanted on a full disk.
            unlink(new)
            throw error
        }
    }

    private func put(_ new: String, inPlace place: String) throws(LogStoreError) {
        if rename(new, place) == 0 { return }
        if errno == ENOENT { try Self.makeFolder(Self.parent(place)) }
        do { try retrying("put in place", place) { rename(new, place) } } catch {
            // Without room it did not happen; else who knows (a server may have done it and its answer is lost).
            if case .full = error { throw error }
            throw .openAgain("\(error)")
        }
    }

    func remove(_ path: String) throws(LogStoreError) {
        let path = absolute(path)
        if Glibc.remove(path) == 0 || errno == ENOENT { return }
        throw .io(operation: "remove", path: path, errno: errno)
    }

    /// Syncs that run side by side share the transactions of the file system: on ext4, 200 of them in eight threads take
    /// a tenth of the time that they take one after the other, or less.
    func sync(_ paths: [String]) throws(LogStoreError) {
        let left = Mutex<(paths: ArraySlice<String>, failure: LogStoreError?)>((paths[...], nil))
        Threads.run(min(Self.syncThreads, paths.count)) {
            while let path = left.withLock({ $0.failure == nil ? $0.paths.popFirst() : nil }) {
                do throws(LogStoreError) { try sync(path) } catch { left.withLock { $0.failure = error } }
            }
        }
        if let failure = left.withLock({ $0.failure }) { throw failure }
    }

    private func sync(_ path: String) throws(LogStoreError) {
        let file = try Descriptor(path.isEmpty ? directory.root : absolute(path), O_RDONLY)
        try Self.trusted { () throws(LogStoreError) in try file.sync() }
    }

    func syncAll() throws(LogStoreError) {
        try Self.trusted { () throws(LogStoreError) in try folder.syncFileSystem() }
    }

    func unlock() {
        flock(journalFile.number, LOCK_UN)
        flock(folder.number, LOCK_UN)
    }

    func journal() throws(LogStoreError) -> [UInt8] {
        let bytes = try journalFile.read(upTo: Self.journalLimit + 1)
        guard bytes.count <= Self.journalLimit else {
            throw .tooLarge(path: journalFile.path, limit: Self.journalLimit)
        }
        return bytes
    }

    func writeJournal(_ bytes: [UInt8], at offset: Int) throws(LogStoreError) {
        try journalFile.write(bytes, at: offset)
    }

    func syncJournal() throws(LogStoreError) {
        try Self.trusted { () throws(LogStoreError) in try journalFile.syncData() }
    }

    func cutJournal(to length: Int) throws(LogStoreError) { try journalFile.cut(to: length) }

    private func absolute(_ path: String) -> String { "\(directory.root)/\(path)" }

    /// After a sync that failed the kernel may call pages clean that never reached the disk, so asking again proves
    /// nothing (Rebello et al., "Can Applications Recover from fsync Failures?", ATC 2020).
    private static func trusted(_ sync: () throws(LogStoreError) -> Void) throws(LogStoreError) {
        do { try sync() } catch { throw .openAgain("\(error)") }
    }
}

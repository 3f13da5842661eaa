import Synchronization
import TransparencyLog

@testable import LogStore

/// A disk in memory that can be cut off between any two steps, and then holds what a real one may hold.
///
/// A process that is killed finds everything that was written. After a power cut, what was not synced is there or not,
/// whole or torn, as a seeded die says: stricter than ext4, which keeps the order of some of it.
final class MemoryDisk: LogDisk {
    /// What goes wrong at one step.
    enum Trouble {
        /// Nothing happens from here on.
        case cut
        /// The step fails with this error, once.
        case fails(LogStoreError)
        /// What is to be written never reaches the disk, and is read all the same; later syncs go well and do not write
        /// it either, as after a sync that failed. The step fails where it is a sync.
        case forgets
        /// The step goes well, and then something else stands at this path.
        case replaced(String)
    }

    /// A file's bytes, and those of them that are certain.
    private struct Node: Sendable {
        var bytes: [UInt8]
        var synced: [UInt8]?
        var isForgotten = false
    }

    private struct State: Sendable {
        var nodes: [Node] = []
        /// Which node each path names, and names for certain.
        var files: [String: Int] = [:]
        var syncedFiles: [String: Int] = [:]
        var folders: Set<String> = [""]
        var syncedFolders: Set<String> = [""]
        var journal: [UInt8] = []
        var syncedJournal: [UInt8] = []
        var steps = 0
        var trouble: [Int: Trouble] = [:]
        var isCut = false
        var replaced: String?
        var isForgetting = false
        /// Something was forgotten since the disk was opened.
        var hasForgotten = false
        /// From here on the write-ahead file is not on the disk.
        var forgottenJournal: Int?
        var syncsAll = false
        var notes: [[UInt8]] = []
        var syncs = 0
    }

    private let state: Mutex<State>

    static let cutOff = LogStoreError.io(operation: "work", path: "disk", errno: 5)

    init() { state = Mutex(State()) }

    /// A copy nothing of which is certain, on a disk whose `syncAll` does sync; else that only says what was forgotten.
    func unsynced() -> MemoryDisk {
        let copy = afterKill()
        copy.state.withLock { state in
            for index in state.nodes.indices { state.nodes[index].synced = nil }
            state.syncedFiles = [:]
            state.syncedFolders = [""]
            state.syncsAll = true
        }
        return copy
    }

    private init(_ state: State) { self.state = Mutex(state) }

    var steps: Int { state.withLock { $0.steps } }
    var syncs: Int { state.withLock { $0.syncs } }
    /// Every checkpoint that a reader could have seen.
    var notes: [[UInt8]] { state.withLock { $0.notes } }
    var paths: [String] { state.withLock { $0.files.keys.sorted() } }

    func arm(_ trouble: Trouble, atStep step: Int) { state.withLock { $0.trouble[step] = trouble } }

    /// The same files, after the process was killed.
    func afterKill() -> MemoryDisk {
        state.withLock { old in
            var new = State()
            new.nodes = old.nodes
            new.files = old.files
            new.syncedFiles = old.syncedFiles
            new.folders = old.folders
            new.syncedFolders = old.syncedFolders
            new.journal = old.journal
            new.syncedJournal = old.syncedJournal
            new.notes = old.notes
            new.forgottenJournal = old.forgottenJournal
            return MemoryDisk(new)
        }
    }

    /// What is left after a power cut.
    func afterPowerCut(_ die: inout some RandomNumberGenerator) -> MemoryDisk {
        state.withLock { old in
            var new = State()
            new.notes = old.notes
            for folder in old.folders.sorted() where old.syncedFolders.contains(folder) || Bool.random(using: &die) {
                new.folders.insert(folder)
            }
            for path in Set(old.files.keys).union(old.syncedFiles.keys).sorted() {
                let isNew = old.files[path] == old.syncedFiles[path] || Bool.random(using: &die)
                guard let node = (isNew ? old.files[path] : old.syncedFiles[path]).map({ old.nodes[$0] }) else {
                    continue
                }
                var folder = Self.folder(of: path)
                while new.folders.contains(folder), !folder.isEmpty { folder = Self.folder(of: folder) }
                guard folder.isEmpty else { continue }
                let length =
                    node.synced == node.bytes ? node.bytes.count : Int.random(in: 0...node.bytes.count, using: &die)
                let bytes = Bool.random(using: &die) ? Array(node.bytes.prefix(length)) : node.synced ?? []
                let left = node.synced == node.bytes ? node.bytes : bytes
                new.files[path] = new.nodes.count
                new.nodes.append(Node(bytes: left, synced: left))
            }
            new.syncedFiles = new.files
            new.syncedFolders = new.folders
            new.journal = Self.torn(old.journal, synced: old.syncedJournal, &die)
            new.syncedJournal = new.journal
            return MemoryDisk(new)
        }
    }

    private static func torn(_ bytes: [UInt8], synced: [UInt8], _ die: inout some RandomNumberGenerator) -> [UInt8] {
        guard bytes != synced else { return bytes }
        // An append, or a cut, that was under way.
        let common = min(bytes.count, synced.count)
        guard bytes.count > synced.count else { return Bool.random(using: &die) ? bytes : synced }
        var left = Array(bytes.prefix(Int.random(in: common...bytes.count, using: &die)))
        if Bool.random(using: &die) { left += [UInt8](repeating: 0, count: bytes.count - left.count) }
        return left
    }

    private static func folder(of path: String) -> String {
        path.split(separator: "/").dropLast().joined(separator: "/")
    }

    /// Changes files as somebody would who has no key.
    func tamper(_ path: String, _ change: ([UInt8]) -> [UInt8]?) {
        state.withLock { state in
            guard let node = state.files[path] else { preconditionFailure("there is no \(path)") }
            guard let bytes = change(state.nodes[node].bytes) else {
                state.files[path] = nil
                return
            }
            state.nodes[node] = Node(bytes: bytes, synced: bytes)
        }
    }

    func setJournal(_ bytes: [UInt8]) {
        state.withLock {
            $0.journal = bytes
            $0.syncedJournal = bytes
        }
    }

    private func step<Value>(_ body: (inout State) -> sending Value) throws(LogStoreError) -> Value {
        try state.withLock { (state) throws(LogStoreError) in
            if state.isCut { throw Self.cutOff }
            state.steps += 1
            switch state.trouble[state.steps] {
            case .cut:
                state.isCut = true
                throw Self.cutOff
            case .fails(let error): throw error
            case .replaced(let path):
                state.replaced = path
                return body(&state)
            case .forgets:
                state.isForgetting = true
                state.hasForgotten = true
                defer { state.isForgetting = false }
                let syncs = state.syncs
                let value = body(&state)
                if state.syncs > syncs { throw LogStoreError.openAgain("sync") }
                return value
            case nil: return body(&state)
            }
        }
    }

    func file(_ path: String) throws(LogStoreError) -> [UInt8]? {
        try state.withLock { (state) throws(LogStoreError) in
            if state.isCut { throw Self.cutOff }
            return state.files[path].map { state.nodes[$0].bytes }
        }
    }

    func names(in folder: String) throws(LogStoreError) -> [String] {
        state.withLock { state in
            state.files.keys.filter { Self.folder(of: $0) == folder }.map {
                String($0.split(separator: "/").last ?? "")
            }
            .sorted() + (folder == "tile" && state.files.keys.contains { $0.hasPrefix("tile/") } ? ["0"] : [])
        }
    }

    func replace(_ path: String, with bytes: [UInt8], synced: Bool) throws(LogStoreError) {
        if synced { try step { $0.syncs += 1 } }
        try step { state in
            var folder = Self.folder(of: path)
            while !folder.isEmpty {
                state.folders.insert(folder)
                folder = Self.folder(of: folder)
            }
            state.files[path] = state.nodes.count
            state.nodes.append(
                Node(bytes: bytes, synced: synced ? bytes : nil, isForgotten: state.isForgetting && !synced))
            if path == LogFile.checkpoint { state.notes.append(bytes) }
        }
    }

    func remove(_ path: String) throws(LogStoreError) { try step { $0.files[path] = nil } }

    func sync(_ paths: [String]) throws(LogStoreError) {
        for path in paths { try sync(path) }
    }

    private func sync(_ path: String) throws(LogStoreError) {
        try step { state in
            state.syncs += 1
            if let node = state.files[path] {
                if state.isForgetting { state.nodes[node].isForgotten = true }
                if !state.nodes[node].isForgotten { state.nodes[node].synced = state.nodes[node].bytes }
                return
            }
            if state.isForgetting { return }
            for name in Set(state.files.keys).union(state.syncedFiles.keys) where Self.folder(of: name) == path {
                state.syncedFiles[name] = state.files[name]
            }
            for folder in state.folders where !folder.isEmpty && Self.folder(of: folder) == path {
                state.syncedFolders.insert(folder)
            }
        }
    }

    func syncAll() throws(LogStoreError) {
        if state.withLock({ $0.hasForgotten }) { throw .openAgain("sync the file system") }
        guard state.withLock({ $0.syncsAll }) else { return }
        let everything = state.withLock { Array($0.files.keys) + Array($0.folders) }
        try sync(everything.sorted())
    }

    func replacedPath() throws(LogStoreError) -> String? { state.withLock { $0.replaced } }

    func unlock() {}

    func journal() throws(LogStoreError) -> [UInt8] { state.withLock { $0.journal } }

    func writeJournal(_ bytes: [UInt8], at offset: Int) throws(LogStoreError) {
        // In two steps, so that the cut can come in between.
        for part in [Array(bytes.prefix(bytes.count / 2)), bytes] {
            try step { state in
                state.journal = state.journal.prefix(offset) + part + state.journal.dropFirst(offset + part.count)
                if let place = state.forgottenJournal, offset <= place { state.forgottenJournal = nil }
            }
        }
    }

    func syncJournal() throws(LogStoreError) {
        try step { state in
            state.syncs += 1
            if state.isForgetting {
                let same = zip(state.journal, state.syncedJournal).prefix { $0 == $1 }.count
                state.forgottenJournal = min(same, state.forgottenJournal ?? same)
            }
            state.syncedJournal = Array(state.journal.prefix(state.forgottenJournal ?? .max))
        }
    }

    func cutJournal(to length: Int) throws(LogStoreError) {
        try step { state in
            state.journal = Array(state.journal.prefix(length))
            if let place = state.forgottenJournal, length <= place { state.forgottenJournal = nil }
        }
    }
}

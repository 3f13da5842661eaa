internal import CPty
internal import Glibc

/// The symlink at a machine's `port:`, claimed for as long as the floor runs.
final class PortLink {
    private let path: String
    private let claim: Int32

    /// Claims the path; a second floor on the same path is refused.
    init(path: String) throws(VirtualFloorFault) {
        self.path = path
        let digest = path.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        claim = cpty_claim("machina-virtual-port-\(digest)")
        guard claim >= 0 else {
            throw .system(
                .unavailable, "port '\(path)' belongs to another virtual floor",
                remedy: "stop that one first, or give this floor other ports")
        }
    }

    deinit { close(claim) }

    /// Makes `path` lead to `terminal`; anything there that is not a symlink to a pty is left alone and refused.
    func place(to terminal: String) throws(VirtualFloorFault) {
        try makeParents()
        var found = stat()
        if lstat(path, &found) == 0, !isSymlinkToPty {
            throw VirtualFloorFault(
                .cannotCreate, "'\(path)' exists and is not a virtual port",
                remedy: "remove it, or give the machine another port in the floor file")
        }
        let fresh = path + ".new"
        unlink(fresh)
        guard symlink(terminal, fresh) == 0, rename(fresh, path) == 0 else {
            throw .system(
                .cannotCreate, "'\(path)' cannot be linked to \(terminal)",
                remedy: "choose a port in a directory where you may write")
        }
    }

    /// Removes the symlink when it still leads to `terminal`.
    func remove(from terminal: String) {
        if target == terminal { unlink(path) }
    }

    private var isSymlinkToPty: Bool { target?.hasPrefix("/dev/pts/") ?? false }

    private var target: String? {
        var buffer = [CChar](repeating: 0, count: 256)
        let length = readlink(path, &buffer, buffer.count)
        return length >= 0
            ? String(decoding: buffer.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }

    private func makeParents() throws(VirtualFloorFault) {
        var parent = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
            parent += part + "/"
            guard mkdir(parent, 0o755) == 0 || errno == EEXIST else {
                throw .system(
                    .cannotCreate, "directory '\(parent)' cannot be made",
                    remedy: "choose a port in a directory where you may write")
            }
        }
    }
}

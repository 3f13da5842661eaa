internal import CPty
internal import Glibc

/// A pty whose other end a host may open and close as it likes.
///
/// The simulator keeps the slave open itself, so that the terminal outlives its hosts; who else has it open is
/// counted by inotify, since a pty has no carrier to tell.
final class PseudoTerminal {
    let name: String
    let master: Int32
    let watch: Int32
    private let slave: Int32
    private(set) var hosts: Int32 = 0

    init() throws(VirtualFloorFault) {
        var descriptors: (master: Int32, slave: Int32) = (-1, -1)
        var path = [CChar](repeating: 0, count: 128)
        guard cpty_open(&descriptors.master, &descriptors.slave, &path, path.count) == 0 else {
            throw .system(.cannotCreate, "a pty cannot be opened", remedy: "check that /dev/pts is mounted")
        }
        name = String(decoding: path.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        (master, slave) = descriptors
        watch = cpty_watch(name)
        guard watch >= 0 else {
            throw .system(
                .cannotCreate, "\(name) cannot be watched", remedy: "raise fs.inotify.max_user_instances")
        }
    }

    deinit {
        close(master)
        close(slave)
        if watch >= 0 { close(watch) }
    }

    /// Counts who has come and gone. When the last one left, what nobody read is thrown away.
    func countHosts() {
        var hasLastLeft: Int32 = 0
        hosts = cpty_hosts(watch, hosts, &hasLastLeft)
        if hasLastLeft != 0 { cpty_forget(slave) }
    }

    /// What hosts have written, at most `buffer.count` bytes; 0 when nothing waits.
    func read(into buffer: inout [UInt8]) -> Int {
        let capacity = buffer.count
        return max(0, buffer.withUnsafeMutableBytes { Glibc.read(master, $0.baseAddress, capacity) })
    }

    /// How many of `bytes` the terminal took.
    func write(_ bytes: ArraySlice<UInt8>) -> Int {
        max(0, bytes.withUnsafeBytes { Glibc.write(master, $0.baseAddress, $0.count) })
    }
}

import CSerial
import Glibc

/// A pty whose slave a test opens by path, and whose master the test holds.
final class PseudoTerminal {
    let path: String
    private(set) var master: Int32

    init() {
        var name = [CChar](repeating: 0, count: 128)
        master = cserial_open_pty(&name, name.count)
        precondition(master >= 0, "no pty: errno \(-master)")
        path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { unplug() }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        precondition(Glibc.write(master, bytes, bytes.count) == bytes.count, "pty full")
    }

    func unplug() {
        if master >= 0 { _ = close(master) }
        master = -1
    }
}

internal import Glibc

/// Why a serial port cannot be used, or not any more.
public enum SerialFault: Error, Hashable, Sendable {
    case noSuchPort(path: String)
    case notPermitted(path: String)
    /// Another program holds the port.
    case busy(path: String)
    case notATerminal(path: String)
    case baudRefused(path: String, asked: Int, actual: Int)
    /// The device was unplugged, or the far end of the pty closed.
    case unplugged(path: String)
    /// Any other errno of `call`.
    case system(path: String, call: String, code: Int32)
}

extension SerialFault: CustomStringConvertible {
    /// What is wrong, where, and what to do about it.
    public var description: String {
        switch self {
        case .noSuchPort(let path): "\(path): there is no such port; is the machine switched on and plugged in?"
        case .notPermitted(let path):
            "\(path): not permitted; add the user of this program to the group that owns the port (often dialout)"
        case .busy(let path): "\(path): another program uses this port; end it first (fuser \(path) names it)"
        case .notATerminal(let path): "\(path): this is not a serial port; give the path of a tty or pty"
        case .baudRefused(let path, let asked, let actual):
            "\(path): the port does not take \(asked) baud (it runs at \(actual)); choose a rate that the adapter knows"
        case .unplugged(let path): "\(path): the port is gone; check cable and power"
        case .system(let path, let call, let code):
            "\(path): \(call): \(String(cString: strerror(code))); check the device and the kernel log"
        }
    }
}

extension SerialFault {
    /// The fault behind an errno (positive) that `call` gave.
    static func of(_ code: Int32, path: String, call: String) -> Self {
        switch code {
        case ENOENT, ENOTDIR: .noSuchPort(path: path)
        case EACCES, EPERM: .notPermitted(path: path)
        case EBUSY, EWOULDBLOCK: .busy(path: path)
        case ENOTTY, EISDIR: .notATerminal(path: path)
        case EIO, ENXIO, ENODEV: .unplugged(path: path)
        default: .system(path: path, call: call, code: code)
        }
    }
}

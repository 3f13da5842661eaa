internal import Glibc

/// Why a Modbus line cannot be opened.
public enum LineFault: Error, Hashable, Sendable {
    case noSuchPort(path: String)
    case notPermitted(path: String)
    /// Another program holds the port.
    case busy(path: String)
    case notATerminal(path: String)
    case baudRefused(path: String, asked: Int)
    /// The driver of the port keeps other settings than were asked for; a pty knows no parity.
    case settingsRefused(path: String)
    /// Nobody accepts connections there, or no such host.
    case unreachable(host: String, port: Int)
    case noAnswer(host: String, port: Int)
    /// libmodbus waits with select(2), which knows descriptors below 1024 only.
    case tooManyDescriptors
    /// Any other errno of `call`.
    case system(line: String, call: String, code: Int32)
}

extension LineFault: CustomStringConvertible {
    /// What is wrong, where, and what to do about it.
    public var description: String {
        switch self {
        case .noSuchPort(let path): "\(path): there is no such port; is the adapter plugged in?"
        case .notPermitted(let path):
            "\(path): not permitted; add the user of this program to the group that owns the port (often dialout)"
        case .busy(let path): "\(path): another program uses this port; end it first (fuser \(path) names it)"
        case .notATerminal(let path): "\(path): this is not a serial port; give the path of a tty or pty"
        case .baudRefused(let path, let asked):
            "\(path): \(asked) baud is not a rate of Modbus lines; use "
                + RTUWire.rates.map(String.init).joined(separator: ", ")
        case .settingsRefused(let path):
            "\(path): the port does not take this rate or parity; try parity=none (a pty has no other)"
        case .unreachable(let host, let port):
            "\(host):\(port): refused or no such host; is the device on, and its Modbus TCP port right?"
        case .noAnswer(let host, let port):
            "\(host):\(port): no answer; check power, cable and address of the device"
        case .tooManyDescriptors:
            "this process has too many files open for a Modbus line (1024); close some, or run fewer lines in it"
        case .system(let line, let call, let code):
            "\(line): \(call): \(String(cString: strerror(code))); check the device and the kernel log"
        }
    }
}

extension LineFault {
    /// The fault behind an errno that opening a serial port gave.
    static func port(_ code: Int32, path: String) -> Self {
        switch code {
        case ENOENT, ENOTDIR, ENODEV, ENXIO: .noSuchPort(path: path)
        case EACCES, EPERM: .notPermitted(path: path)
        case EBUSY, EWOULDBLOCK: .busy(path: path)
        case ENOTTY, EISDIR: .notATerminal(path: path)
        case EINVAL: .settingsRefused(path: path)
        case EMFILE, ENFILE: .tooManyDescriptors
        default: .system(line: path, call: "open", code: code)
        }
    }

    /// The fault behind an errno that a TCP connection gave.
    static func connection(_ code: Int32, host: String, port: Int) -> Self {
        switch code {
        case ECONNREFUSED: .unreachable(host: host, port: port)
        // libmodbus leaves the errno of the pending connect when its own time is over.
        case 0, EINPROGRESS, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH: .noAnswer(host: host, port: port)
        case EMFILE, ENFILE: .tooManyDescriptors
        default: .system(line: "\(host):\(port)", call: "connect", code: code)
        }
    }
}

import FloorModel
import Foundation
import Glibc
import VirtualFloor

/// A virtual floor in a thread and a directory of its own.
final class FloorBench: Sendable {
    let directory: String
    private let stop: StopSignal
    private let ended = DispatchSemaphore(value: 0)

    var control: String { directory + "/control.sock" }
    func port(_ machine: String) -> String { directory + "/ports/" + machine }
    func log(_ machine: String) -> String { directory + "/\(machine).exec.log" }

    /// Starts a floor with these machines and waits until their ports are there.
    init(
        _ machines: [String] = [], processes: [VirtualProcessMachine] = [], scales: [VirtualScale] = [],
        speed: Double = 1000
    ) async throws {
        directory = try Self.freshDirectory()
        stop = try StopSignal()
        let configuration = VirtualFloorConfiguration(
            machines: machines.map { [directory] in
                VirtualFloorMachine(id: MachineID($0), port: directory + "/ports/" + $0)
            }, processes: processes, scales: scales, speed: speed, seed: 1, controlSocket: directory + "/control.sock",
            logDirectory: directory)
        let (stop, ended) = (stop, ended)
        try await withCheckedThrowingContinuation { (ready: CheckedContinuation<Void, any Error>) in
            let thread = Thread {
                var isReady = false
                do {
                    try VirtualFloor.run(configuration, until: stop) { _ in
                        isReady = true
                        ready.resume()
                    }
                } catch {
                    if !isReady { ready.resume(throwing: error) }
                }
                ended.signal()
            }
            thread.start()
        }
    }

    /// Ends the floor and waits until its thread is done.
    func end() {
        stop.raise()
        ended.wait()
    }

    deinit { stop.raise() }

    static func freshDirectory() throws -> String {
        var template = Array((NSTemporaryDirectory() + "/machina-floor-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { throw CocoaError(.fileWriteUnknown) }
        return String(cString: made)
    }

    /// The state of one machine as the control socket tells it.
    func state(of machine: String) throws -> [String: Any] {
        let answer = try ControlClient.state(socket: control)
        let object = try JSONSerialization.jsonObject(with: Data(answer.json.utf8)) as? [String: Any]
        let machines = ["machines", "processes", "scales"].flatMap { object?[$0] as? [[String: Any]] ?? [] }
        return machines.first { $0["id"] as? String == machine } ?? [:]
    }
}

/// A host at one end of a stream, reading lines with a limit of patience.
final class LineClient {
    private let descriptor: Int32
    private var received: [UInt8] = []

    init(port: String) throws {
        descriptor = open(port, O_RDWR | O_NOCTTY)
        guard descriptor >= 0 else { throw CocoaError(.fileNoSuchFile) }
    }

    init(socket path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard result == 0 else { throw CocoaError(.fileNoSuchFile) }
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let sent = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard sent > 0 else { return }
            bytes = bytes.dropFirst(sent)
        }
    }

    /// The next line; nil when none comes within the patience or the other end is gone.
    func line(within milliseconds: Int32 = 10_000) -> String? {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeFirst(end + 1) }
                return String(decoding: received[..<end], as: UTF8.self)
            }
            var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&polled, 1, milliseconds) > 0 else { return nil }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return nil }
            received += buffer[..<count]
        }
    }

    /// All lines up to the first that starts with `prefix`, that one too.
    func lines(until prefix: String) -> [String] {
        var lines: [String] = []
        while let line = line() {
            lines.append(line)
            if line.hasPrefix(prefix) { break }
        }
        return lines
    }

    /// Sends one numbered line and gives what comes up to its ok.
    func send(_ number: Int, _ command: String) -> [String] {
        let body = "N\(number) \(command)"
        send("\(body)*\(body.utf8.reduce(0) { $0 ^ $1 })\n")
        return lines(until: "ok")
    }
}

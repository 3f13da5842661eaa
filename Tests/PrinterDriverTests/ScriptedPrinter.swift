import CSerial
import Glibc
import Synchronization

/// A printer on a pty with a thread of its own: numbers are checked as in Marlin's queue.cpp, heaters have targets,
/// and a script decides what else happens at a line.
final class ScriptedPrinter: Sendable {
    enum Event: Sendable { case reset, halt, unplug, pause, blockUntilM108 }

    struct State {
        var lines: [String] = []
        var lastLine = 0
        var nozzleTarget = 0.0
        var isHalted = false
        var isBlocked = false
        var isOpen = true
    }

    let path: String
    private let master: Int32
    private let state: Mutex<State>
    private let script: [Int: Event]

    /// `script`: what happens when G line k is executed.
    init(script: [Int: Event] = [:], nozzleTarget: Double = 0) {
        self.script = script
        var initial = State()
        initial.nozzleTarget = nozzleTarget
        state = Mutex(initial)
        var name = [CChar](repeating: 0, count: 128)
        master = cserial_open_pty(&name, name.count)
        precondition(master >= 0, "no pty: errno \(-master)")
        path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// What was executed or acted upon, in order, without numbers.
    var lines: [String] { state.withLock { $0.lines } }
    var nozzleTarget: Double { state.withLock { $0.nozzleTarget } }

    func say(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        _ = write(master, bytes, bytes.count)
    }

    /// Switched off and on again.
    func revive() {
        state.withLock {
            $0.isHalted = false
            $0.lastLine = 0
        }
    }

    /// Serves until the pty's other end was open and closed, or it was unplugged. Blocks: give it a thread.
    func serve() {
        var pending: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 512)
        while state.withLock({ $0.isOpen }) {
            var port = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            _ = poll(&port, 1, 20)
            guard port.revents & Int16(POLLIN) != 0 else { continue }
            let count = read(master, &buffer, buffer.count)
            guard count > 0 else { continue }
            for byte in buffer[..<count] {
                if byte != 0x0A {
                    pending.append(byte)
                    continue
                }
                accept(String(decoding: pending, as: UTF8.self))
                pending = []
            }
        }
        close(master)
    }

    func end() { state.withLock { $0.isOpen = false } }

    private func accept(_ line: String) {
        guard !line.isEmpty else { return }
        // EMERGENCY_PARSER: these are taken out of the stream.
        if ["M108", "M112", "M410"].contains(line) {
            emergency(line)
            return
        }
        if state.withLock({ $0.isHalted || $0.isBlocked }) { return }
        guard line.hasPrefix("N"), let star = line.lastIndex(of: "*"), let space = line.firstIndex(of: " ") else {
            execute(line)
            return
        }
        let number = Int(line[line.index(after: line.startIndex)..<space]) ?? -1
        let sum = Int(line[..<star].utf8.reduce(0) { $0 ^ $1 })
        let body = String(line[line.index(after: space)..<star])
        let last = state.withLock { $0.lastLine }
        if !body.hasPrefix("M110"), number != last + 1 || Int(line[line.index(after: star)...]) != sum {
            say("Error:Line Number is not Last Line Number+1, Last Line: \(last)\nResend: \(last + 1)\nok")
            return
        }
        state.withLock { $0.lastLine = number }
        execute(body)
    }

    private func emergency(_ line: String) {
        state.withLock {
            $0.lines.append(line)
            if line == "M112" { $0.isHalted = true }
            if line == "M108" { $0.isBlocked = false }
        }
        say(line == "M112" ? "Error:Printer halted. kill() called!" : "ok")
    }

    private func execute(_ body: String) {
        let moves = state.withLock { state in
            state.lines.append(body)
            if body.hasPrefix("M104") || body.hasPrefix("M109") {
                state.nozzleTarget = Double(body.split(separator: "S").last ?? "") ?? 0
            }
            return state.lines.count { $0.hasPrefix("G") }
        }
        switch body {
        case "M115": say("FIRMWARE_NAME:Marlin 2.1 (scripted) PROTOCOL_VERSION:1.0\nok")
        case "M105": say("ok T:21.0 /\(nozzleTarget) B:20.0 /0.0")
        default:
            guard body.hasPrefix("G"), let event = script[moves] else {
                say("ok")
                return
            }
            happen(event)
        }
    }

    private func happen(_ event: Event) {
        switch event {
        case .reset:
            state.withLock {
                $0.lastLine = 0
                $0.nozzleTarget = 0
            }
            say("ok\nstart")
        case .halt:
            state.withLock { $0.isHalted = true }
            say("Error:Thermal Runaway, system stopped! Heater_ID: 0\nError:Printer halted. kill() called!")
        case .unplug: end()
        case .pause: say("//action:paused filament_runout T0\nok")
        case .blockUntilM108: state.withLock { $0.isBlocked = true }
        }
    }
}

internal import ArgumentParser
internal import FloorModel
internal import ModbusLink
internal import RegisterMap

/// `machina modbus scan`: which units answer on a line.
struct ModbusScan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Find the units that answer on a line.",
        discussion: """
            Asks each unit once; an exception is an answer too. It only reads.
            Example: machina modbus scan 'rtu:///dev/ttyUSB0?baud=19200&parity=even' --units 1-32 --timeout-ms 150
            """)

    @OptionGroup var line: ModbusLineOptions
    @Option(help: "First and last unit, 1-247.") var units = "1-247"
    @Option(help: "What is read.", transform: RegisterRange.init)
    var read = RegisterRange(table: .holding, address: 0, count: 1)

    private var range: ClosedRange<Int>? {
        let ends = units.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last else {
            return nil
        }
        return (1...247).contains(first) && (1...247).contains(last) ? first...last : nil
    }

    func validate() throws {
        guard range != nil else { throw ValidationError("--units \(units): give one unit or FIRST-LAST from 1 to 247") }
    }

    private struct Found: Encodable {
        var unit: Int
        /// 0: it answered with values.
        var exception: Int
    }

    func run() throws {
        guard let range else { return }
        var session = ModbusSession(try line.open(), timeout: line.timeout)
        let interruption = Interruption()
        defer { interruption.cancel() }
        var found = 0
        for unit in range where !interruption.isRaised {
            if unit > range.lowerBound, unit % 16 == 0 { printError("unit \(unit) of \(range.upperBound)") }
            switch session.ask(read.request(unit: unit)) {
            case .answered(let reply):
                found += 1
                try show(unit, reply)
            case .failed(.timeout): break
            case .failed(.refusedReply(let why)): printError("unit \(unit): \(why); two devices with one address?")
            case .failed(.closed(let why)): printError("unit \(unit): \(why)")
            }
        }
        if found == 0 {
            printError("nobody answered; check wiring, baud rate and parity, or give more --timeout-ms")
            throw ExitCode.unavailable
        }
    }

    private func show(_ unit: Int, _ reply: ModbusReply) throws {
        let exception: Int = if case .exception(let code) = reply { code } else { 0 }
        // 10 and 11 are a gateway's word for nobody.
        if exception == 10 || exception == 11 { return }
        if line.json {
            try printJSON(Found(unit: unit, exception: exception))
        } else {
            let words = exception == 0 ? "answers" : "answers with exception \(exception)"
            printLines(["unit \(unit) \(words)"])
        }
    }
}

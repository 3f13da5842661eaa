internal import ArgumentParser
internal import FloorModel
internal import ModbusLink

/// Modbus without a daemon.
struct ModbusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "modbus", abstract: "Read, write and measure Modbus devices on a line.",
        discussion: """
            A line is tcp://HOST:PORT (port 502 when left out) or rtu:///dev/ttyUSB0?baud=19200&parity=even. \
            Registers are TABLE:ADDRESS:COUNT with TABLE coil, discrete, input or holding and the address on the \
            wire, from 0: holding:0x2101:3 (also 8449, or 2101H). A line that the daemon uses is not free.

            Example: machina modbus read tcp://10.0.0.20 --unit 3 --read input:0x34:2 --type float32
            """,
        subcommands: [ModbusRead.self, ModbusWrite.self, ModbusWatch.self, ModbusScan.self, ModbusPoll.self])
}

/// What all verbs under `modbus` take.
struct ModbusLineOptions: ParsableArguments {
    @Argument(
        help: "tcp://HOST:PORT or rtu:///dev/x?baud=19200&parity=none.",
        transform: LineDescription.Endpoint.init(modbus:))
    var endpoint: LineDescription.Endpoint

    @Option(help: "Milliseconds that a device has to answer.") var timeoutMs = 500
    @Option(help: "Milliseconds after that in which a late reply may still come, on a serial line.") var lateMs = 500
    @Flag(help: "Print results as JSON, one object a line.") var json = false

    var timeout: Duration { .milliseconds(timeoutMs) }

    func validate() throws {
        guard (1...60_000).contains(timeoutMs) else {
            throw ValidationError("--timeout-ms \(timeoutMs): give 1 to 60000")
        }
        guard (0...60_000).contains(lateMs) else { throw ValidationError("--late-ms \(lateMs): give 0 to 60000") }
    }

    /// An open line; ends the program with a reason when there is none.
    func open() throws -> ModbusLink {
        do throws(LineFault) {
            let link = try ModbusLink(endpoint, lateBound: .milliseconds(lateMs))
            try link.open(timeout: .milliseconds(max(timeoutMs, 1000)))
            return link
        } catch {
            printError("\(error)")
            throw error.exitCode
        }
    }
}

extension LineFault {
    var exitCode: ExitCode {
        switch self {
        case .noSuchPort, .notATerminal: .noInput
        case .notPermitted: .notPermitted
        case .busy: .tryAgain
        case .baudRefused, .settingsRefused: .usage
        case .unreachable, .noAnswer: .unavailable
        case .tooManyDescriptors, .system: .inputOutput
        }
    }
}

/// The unit identifier, checked against what the line can carry.
struct ModbusUnit: ParsableArguments {
    @Option(help: "Unit identifier (slave address) of the device.") var unit = 1

    func validate() throws {
        guard (0...255).contains(unit) else {
            throw ValidationError("--unit \(unit): give 1 to 247; on TCP 0 and 255 mean the device itself")
        }
    }

    /// - Parameter write: a serial line takes unit 0 only for writes: nobody answers a broadcast.
    func check(on endpoint: LineDescription.Endpoint, write: Bool = false) throws {
        guard case .rtu = endpoint else { return }
        guard ((write ? 0 : 1)...247).contains(unit) else {
            throw ValidationError("--unit \(unit): a serial line has units 1 to 247" + (write ? ", 0 for all" : ""))
        }
    }
}

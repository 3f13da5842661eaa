internal import ArgumentParser
internal import FloorCatalog
internal import FloorModel
internal import Foundation
internal import VirtualFloor

/// `machina virtual-floor`: the simulator as a process of its own.
struct VirtualFloorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "virtual-floor", abstract: "Simulate the machines of a virtual floor file.",
        discussion: """
            Each printer appears at the path that the floor file gives as its port, each recycling machine as a \
            Modbus TCP server at its line's host and port, each Tasmota scale on the floor's broker. Prints one line \
            on stdout when all are there, and runs until SIGTERM or SIGINT. 'machina fault' makes things go wrong, \
            'machina hands' does what people do at the machines.
            """)

    @Option(help: "The floor file; its site must say 'virtual: true'.") var floor: String
    @Option(help: "How much faster than real time moves, dwells and heating go, 1 to 100000.") var speed = 1.0
    @Option(help: "Seed of all faults that need chance.") var seed: UInt64 = 0
    @Option(help: "Unix socket for machina fault and for questions.") var control: String?
    @Option(help: "Directory for <machine>.exec.log, one executed line a line.") var log: String?
    @Option(help: ArgumentHelp("Who the scales are at the broker.", valueName: "user")) var scaleUser: String?
    @Option(help: ArgumentHelp("A file with the scales' password alone.", valueName: "file"))
    var scalePasswordFile: String?
    @Flag(help: "The readiness line as JSON.") var json = false

    func run() async throws {
        let configuration = try configure()
        do {
            let stop = try StopSignal()
            let signals = EndSignals { _ in stop.raise() }
            defer { signals.cancel() }
            let isJSON = json
            try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                let thread = Thread {
                    done.resume(
                        with: Result {
                            try VirtualFloor.run(configuration, until: stop) { _ in
                                Self.announce(VirtualFloorReady(configuration), asJSON: isJSON)
                            }
                        })
                }
                thread.name = "virtual-floor"
                thread.start()
            }
        } catch let fault as VirtualFloorFault {
            printError("machina virtual-floor: \(fault)")
            throw fault.exitCode
        }
    }

    private func configure() throws -> VirtualFloorConfiguration {
        let description = try loadFloor(floor)
        do {
            return try VirtualFloorConfiguration(
                floor: description, speed: speed, seed: seed, controlSocket: control, logDirectory: log,
                scaleUser: scaleUser, scalePasswordFile: scalePasswordFile)
        } catch {
            printError("\(floor): \(error)")
            throw error.exitCode
        }
    }

    /// The only place that reads the floor file.
    private func loadFloor(_ path: String) throws -> FloorDescription {
        do {
            return try FloorCatalog.load(path)
        } catch {
            printError("\(error)")
            throw ExitCode.of(error.mistakes, in: [path])
        }
    }

    private static func announce(_ ready: VirtualFloorReady, asJSON: Bool) {
        do {
            if asJSON { try printJSON(ready) } else { printLines([ready.words]) }
        } catch {
            printError("machina virtual-floor: the readiness line cannot be written: \(error)")
        }
    }
}

/// The readiness line: who is there, and where.
struct VirtualFloorReady: Encodable {
    struct Printer: Encodable {
        var id: String
        var port: String
    }

    struct Process: Encodable {
        var id: String
        var host: String
        var port: Int
    }

    struct Scale: Encodable {
        var id: String
        var topic: String
    }

    var ready = true
    /// Printers.
    var machines: [Printer]
    /// Shredders, dryers and extruders.
    var processes: [Process]
    var scales: [Scale]

    /// `virtual floor ready: mk3-1 at /tmp/mk3-1, shred-1 at 127.0.0.1:1502, bench at tele/bench/SENSOR`
    var words: String {
        let places =
            machines.map { "\($0.id) at \($0.port)" } + processes.map { "\($0.id) at \($0.host):\($0.port)" }
            + scales.map { "\($0.id) at \($0.topic)" }
        return "virtual floor ready: \(places.joined(separator: ", "))"
    }
}

extension VirtualFloorReady {
    fileprivate init(_ floor: VirtualFloorConfiguration) {
        machines = floor.machines.map { .init(id: $0.id.name, port: $0.port) }
        processes = floor.processes.map { .init(id: $0.id.name, host: $0.host, port: $0.port) }
        scales = floor.scales.map { .init(id: $0.id, topic: $0.topic) }
    }
}

extension VirtualFloorFault {
    /// Exit codes after sysexits(3).
    var exitCode: ExitCode {
        switch kind {
        case .configuration: .configuration
        case .notFound: .noInput
        case .cannotCreate: .cannotCreate
        case .unavailable: .unavailable
        case .inputOutput: .inputOutput
        }
    }
}

extension ControlAnswer {
    /// How a request that was refused ends the program.
    var refusalCode: ExitCode { isNotFound ? .noInput : .checkFailed }
}

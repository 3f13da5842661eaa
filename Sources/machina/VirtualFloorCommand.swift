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
                            try VirtualFloor.run(configuration, until: stop) { Self.announce($0, asJSON: isJSON) }
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
            throw ExitCode.configuration
        }
    }

    private static func announce(_ machines: [VirtualFloorMachine], asJSON: Bool) {
        struct Ready: Encodable {
            struct Machine: Encodable {
                var id: String
                var port: String
            }
            var ready = true
            var machines: [Machine]
        }
        do {
            if asJSON {
                try printJSON(Ready(machines: machines.map { .init(id: $0.id.name, port: $0.port) }))
            } else {
                let ports = machines.map { "\($0.id) at \($0.port)" }.joined(separator: ", ")
                FileHandle.standardOutput.write(Data("virtual floor ready: \(ports)\n".utf8))
            }
        } catch {
            printError("machina virtual-floor: the readiness line cannot be written: \(error)")
        }
    }
}

extension VirtualFloorFault {
    /// Exit codes after sysexits(3).
    var exitCode: ExitCode {
        switch kind {
        case .configuration: .configuration
        case .cannotCreate: .cannotCreate
        case .unavailable: .unavailable
        case .inputOutput: .inputOutput
        }
    }
}

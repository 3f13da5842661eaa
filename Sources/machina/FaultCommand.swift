internal import ArgumentParser
internal import Foundation
internal import VirtualFloor
internal import VirtualMachines

/// `machina fault`: makes something go wrong with a virtual machine.
struct FaultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fault", abstract: "Make something go wrong with a machine of a virtual floor.",
        discussion: """
            Example: machina fault mk3-1 stall --for 5 --control control.sock

            Kinds for printers:
            \(Self.list(VirtualFaultKind.ofPrinters) { $0.rawValue })

            Kinds for recycling machines, and which of them:
            \(Self.list(VirtualFaultKind.ofRecyclingMachines) { "\($0.rawValue) (\($0.victims))" })
            """)

    @Argument(help: "The machine's id in the floor file.") var machine: String
    @Argument(help: "What goes wrong.", transform: Self.kind) var kind: VirtualFaultKind
    @Option(name: .customLong("for"), help: "How long, in seconds.") var seconds: Double?
    @Option(help: "The control socket of machina virtual-floor.") var control: String
    @Flag(help: "The answer as JSON.") var json = false

    func run() async throws {
        do {
            let answer = try ControlClient.inject(
                fault: kind.rawValue, machine: machine, seconds: seconds, socket: control)
            if json { try printOutput((answer.json + "\n").utf8) }
            guard answer.isOk else {
                let error = answer.error ?? "the fault was refused"
                printError("machina fault: \(error); \(answer.remedy ?? "see machina fault --help")")
                throw answer.refusalCode
            }
            if !json { printError("\(machine): \(kind.rawValue)") }
        } catch let fault as VirtualFloorFault {
            printError("machina fault: \(fault)")
            throw fault.exitCode
        }
    }

    private static func list(_ kinds: [VirtualFaultKind], _ name: (VirtualFaultKind) -> String) -> String {
        kinds.map { "  \(name($0)): \($0.meaning)" }.joined(separator: "\n")
    }

    private static func kind(_ text: String) throws -> VirtualFaultKind {
        guard let kind = VirtualFaultKind(rawValue: text) else {
            throw ValidationError("there is no fault '\(text)'; use one of \(VirtualFaultKind.choice)")
        }
        return kind
    }
}

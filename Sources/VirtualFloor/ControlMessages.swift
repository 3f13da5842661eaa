internal import FloorModel
internal import Foundation
internal import VirtualMachines

/// The answers, one object a line.
enum ControlReply {
    /// `code` of a refusal that names what is not there.
    static let notFound = "not_found"

    struct Done: Encodable { var ok = true }

    struct Refused: Encodable {
        var ok = false
        /// `not_found` where no machine or scale has the name; absent for all else.
        var code: String?
        var error: String
        var remedy: String
    }

    struct Executed: Encodable {
        var ok = true
        var machine: String
        /// The file of `--log`, whole; or the last lines.
        var path: String?
        var lines: [String]?
    }

    struct State: Encodable {
        var ok = true
        var monotonicNs: Int64
        var speed: Double
        /// Printers.
        var machines: [MachineReply]
        /// Shredders, dryers and extruders.
        var processes: [ProcessReply]
        var scales: [ScaleReply]
    }

    struct Collected: Encodable {
        var ok = true
        var productG: Double
        var productMoisturePpm: Int
        var byproductG: Double
        var leftG: Double
    }

    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
        } catch {
            preconditionFailure("a reply of numbers and texts is always JSON: \(error)")
        }
    }
}

/// One machine in the answer to `{"state":true}`.
struct MachineReply: Encodable {
    struct Position: Encodable {
        var x: Double
        var y: Double
        var z: Double
        var e: Double?
    }

    var id: String
    var port: String
    var portOpen: Bool
    var unplugged: Bool
    var halted: Bool
    var stalled: Bool
    var activity: String
    var steppersOn: Bool
    var nozzleCelsius: Double
    var nozzleTargetCelsius: Double
    var bedCelsius: Double
    var bedTargetCelsius: Double
    var fan: Int
    /// Where the head truly is.
    var positionMm: Position
    /// What M114 tells.
    var reportedPositionMm: Position
    var extrudedMm: Double
    var lastLineNumber: Int
    var queuedCommands: Int
    var plannedMoves: Int
    var linesAccepted: Int
    var commandsExecuted: Int
    var moves: Int
    var movesDropped: Int
    var resends: Int
    var duplicates: Int
    var unknownCommands: Int
    var rxOverflowBytes: Int
    var repliesLostBytes: Int
    var plannerStarvations: Int
    var coldExtrusionsPrevented: Int
    var stopsReceived: Int
    var faultsInjected: Int
    var logLinesLost: Int
    var lastStop: Nullable<String>
    var lastStopMonotonicNs: Nullable<Int64>
}

/// A value that is written as `null` when there is none, so that the key is always there.
struct Nullable<Value: Encodable>: Encodable {
    var value: Value?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}

extension MachineReply {
    init(_ running: RunningPrinter) {
        let state = running.printer.state
        let counters = running.printer.counters
        let place = state.position
        let reported = state.reportedPosition
        self.init(
            id: running.machine.id.name, port: running.machine.port, portOpen: (running.terminal?.hosts ?? 0) > 0,
            unplugged: running.terminal == nil, halted: state.isHalted, stalled: state.isStalled,
            activity: state.activity, steppersOn: state.areSteppersOn, nozzleCelsius: rounded(state.nozzleCelsius),
            nozzleTargetCelsius: state.nozzleTargetCelsius, bedCelsius: rounded(state.bedCelsius),
            bedTargetCelsius: state.bedTargetCelsius, fan: state.fan,
            positionMm: Position(x: rounded(place.x), y: rounded(place.y), z: rounded(place.z)),
            reportedPositionMm: Position(
                x: rounded(reported.x), y: rounded(reported.y), z: rounded(reported.z), e: rounded(reported.w)),
            extrudedMm: rounded(state.extrudedMillimetres), lastLineNumber: state.lastLineNumber,
            queuedCommands: state.queuedCommands, plannedMoves: state.plannedMoves,
            linesAccepted: counters.linesAccepted, commandsExecuted: counters.commandsExecuted, moves: counters.moves,
            movesDropped: counters.movesDropped, resends: counters.resendsAsked, duplicates: counters.duplicates,
            unknownCommands: counters.unknownCommands, rxOverflowBytes: counters.receiveOverflowBytes,
            repliesLostBytes: counters.replyOverflowBytes + running.repliesLostBytes,
            plannerStarvations: counters.plannerStarvations,
            coldExtrusionsPrevented: counters.coldExtrusionsPrevented, stopsReceived: counters.stopsReceived,
            faultsInjected: counters.faultsInjected,
            logLinesLost: running.log.linesLost + counters.executedLinesForgotten,
            lastStop: Nullable(value: state.lastStop?.command),
            lastStopMonotonicNs: Nullable(value: state.lastStop?.at.wholeNanoseconds))
    }
}

/// Three decimals: a micrometre, a thousandth of a degree.
func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

extension MonotonicTime {
    /// CLOCK_MONOTONIC in nanoseconds.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = elapsed.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}

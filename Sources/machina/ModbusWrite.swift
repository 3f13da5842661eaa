internal import ArgumentParser
internal import FloorModel
internal import ModbusLink
internal import RegisterMap

/// `machina modbus write`: one value, and what the device shows afterwards.
struct ModbusWrite: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write", abstract: "Write one coil or value, and read it back.",
        discussion: """
            Nothing checks whether the machine bears it: no interlock stands in between. A register that cannot be \
            read back counts as written but not confirmed.
            An integer register takes whole numbers: where the device scales it, the raw number.
            Example: machina modbus write tcp://10.0.0.20 holding:26 650 --unit 1
            A negative number: machina modbus write tcp://10.0.0.20 holding:26 -5 --type int16
            """)

    @OptionGroup var line: ModbusLineOptions
    @Argument(help: "coil:ADDRESS or holding:ADDRESS.", transform: RegisterRange.init) var register: RegisterRange
    @Argument(help: "The number; 0 or 1 for a coil.") var value: Double
    @OptionGroup var device: ModbusUnit
    @OptionGroup var decoding: ModbusDecoding

    private var point: PointDescription {
        PointDescription(
            name: "\(register.table.rawValue) \(register.address)", module: "", table: register.table,
            address: register.address, type: register.table.isBits ? .bit : decoding.type, wordOrder: decoding.order,
            isWritable: true)
    }

    func validate() throws {
        try device.check(on: line.endpoint, write: true)
        guard register.table.isWritable else {
            throw ValidationError("\(register.table.rawValue): only coil and holding can be written")
        }
        guard register.count == 1 else {
            throw ValidationError("write one coil:ADDRESS or holding:ADDRESS; --type says how many registers it takes")
        }
        if let mistake = point.type.mistake(in: value) { throw ValidationError("\(point.name): \(mistake)") }
        do throws(PointRefusal) {
            _ = try ModbusRequest(writing: value, to: point, unit: device.unit)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    /// What the registers hold once `value` is in them: a float32 has fewer digits than people type.
    var written: Double {
        get throws {
            point.table.isBits ? value : point.decode(registers: try point.encode(value)).value
        }
    }

    private struct Written: Encodable {
        var unit: Int
        var table: RegisterTable
        var address: Int
        var written: Double
        /// nil: it cannot be read back.
        var read: Double?
        var confirmed: Bool
    }

    func run() throws {
        let link = try line.open()
        let written = link.ask(try ModbusRequest(writing: value, to: point, unit: device.unit), timeout: line.timeout)
        if let reason = written.reason {
            let doubt = written.reply == nil ? "; whether it was written is not known" : ""
            printError("unit \(device.unit) \(point.name): \(reason)\(doubt)")
            throw written.exitCode ?? .checkFailed
        }
        try show(device.unit == 0 ? nil : readBack(link))
    }

    private func readBack(_ link: ModbusLink) -> Double? {
        let module = ModuleDescription(name: "", title: "")
        let outcome = link.ask(
            ModbusRequest(reading: point, module: module, unit: device.unit), timeout: line.timeout)
        if let reason = outcome.reason { printError("not read back: \(reason)") }
        guard let reading = outcome.reply.map(point.decode), reading.quality == .good else { return nil }
        return reading.value
    }

    private func show(_ read: Double?) throws {
        let written = try written
        let isConfirmed = read.map { point.shows(value, read: $0) } ?? false
        let result = Written(
            unit: device.unit, table: register.table, address: register.address, written: written, read: read,
            confirmed: isConfirmed)
        if line.json {
            try printJSON(result)
        } else {
            let seen = read.map { "reads \($0.shortText)" } ?? "not confirmed"
            printLines(["unit \(device.unit) \(point.name): wrote \(written.shortText), \(seen)"])
        }
        if read != nil, !isConfirmed {
            printError("the device shows another value; it may have limits of its own, or refuse writes now")
            throw ExitCode.checkFailed
        }
    }
}

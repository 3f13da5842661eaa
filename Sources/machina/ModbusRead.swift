internal import ArgumentParser
internal import FloorModel
internal import ModbusLink
internal import RegisterMap

/// `machina modbus read`: each range once.
struct ModbusRead: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Read registers or bits once.",
        discussion: "Example: machina modbus read tcp://10.0.0.20 --unit 1 --read holding:0x2101:5")

    @OptionGroup var line: ModbusLineOptions
    @OptionGroup var device: ModbusUnit
    @Option(help: "TABLE:ADDRESS:COUNT; may be given several times.", transform: RegisterRange.init)
    var read: [RegisterRange]
    @OptionGroup var decoding: ModbusDecoding

    func validate() throws {
        try device.check(on: line.endpoint)
        try decoding.check(read)
    }

    func run() throws {
        let link = try line.open()
        var code: ExitCode?
        for range in read {
            let outcome = link.ask(range.request(unit: device.unit), timeout: line.timeout)
            let reading = decoding.reading(range, unit: device.unit, outcome)
            try reading.print(json: line.json)
            if reading.quality != .good { code = code ?? outcome.exitCode ?? .badData }
            if case .failed(.closed(_)) = outcome { break }
        }
        if let code { throw code }
    }
}

extension ModbusReading {
    func print(json: Bool) throws {
        if json {
            try printJSON(self)
        } else {
            printLines([sentence])
        }
    }
}

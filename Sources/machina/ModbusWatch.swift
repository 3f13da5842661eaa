internal import ArgumentParser
internal import FloorModel
internal import Foundation
internal import ModbusLink

/// `machina modbus watch`: prints what changes, until Ctrl-C.
struct ModbusWatch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Read registers again and again, and print what changes.",
        discussion: "Example: machina modbus watch tcp://10.0.0.20 --unit 2 --read discrete:0:4 --interval-ms 200")

    @OptionGroup var line: ModbusLineOptions
    @OptionGroup var device: ModbusUnit
    @Option(help: "TABLE:ADDRESS:COUNT; may be given several times.", transform: RegisterRange.init)
    var read: [RegisterRange]
    @OptionGroup var decoding: ModbusDecoding
    @Option(help: "Milliseconds between two rounds.") var intervalMs = 500
    @Option(help: "Rounds; without it until Ctrl-C.") var count: Int?

    func validate() throws {
        try device.check(on: line.endpoint)
        try decoding.check(read)
        guard (10...3_600_000).contains(intervalMs) else {
            throw ValidationError("--interval-ms \(intervalMs): give 10 to 3600000")
        }
        guard count.map({ $0 > 0 }) ?? true else { throw ValidationError("--count: give at least 1") }
    }

    func run() throws {
        var session = ModbusSession(try line.open(), timeout: line.timeout)
        let interruption = Interruption()
        defer { interruption.cancel() }
        var shown: [RegisterRange: ModbusReading] = [:]
        var round = 0
        while !interruption.isRaised, round < count ?? .max {
            if round > 0 { Thread.sleep(forTimeInterval: Double(intervalMs) / 1000) }
            round += 1
            for range in read {
                let outcome = session.ask(range.request(unit: device.unit))
                let reading = decoding.reading(range, unit: device.unit, outcome)
                if shown.updateValue(reading, forKey: range) != reading { try reading.print(json: line.json) }
            }
        }
    }
}

import FloorModel
import VirtualMachines

/// A virtual printer and a clock in the hands of a test.
struct FirmwareBench {
    var printer: VirtualPrinter
    var now = Duration.zero

    init(_ configuration: VirtualPrinterConfiguration = VirtualPrinterConfiguration()) {
        printer = VirtualPrinter(configuration, poweredOnAt: MonotonicTime(elapsed: .zero))
        _ = printer.advance(to: MonotonicTime(elapsed: .zero))
    }

    var time: MonotonicTime { MonotonicTime(elapsed: now) }

    /// The lines that the firmware says to `text` at once.
    mutating func say(_ text: String) -> [String] {
        printer.receive(text.utf8, at: time)
        return lines(printer.advance(to: time))
    }

    /// Sends `command` as numbered line with its checksum.
    mutating func send(_ number: Int, _ command: String) -> [String] { say(Self.numbered(number, command)) }

    /// Lets `duration` pass and gives what was said meanwhile.
    mutating func wait(_ duration: Duration) -> [String] {
        now += duration
        return lines(printer.advance(to: time))
    }

    static func numbered(_ number: Int, _ command: String) -> String {
        let body = "N\(number) \(command)"
        return "\(body)*\(body.utf8.reduce(0) { $0 ^ $1 })\n"
    }

    private func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

import FloorModel
import Testing

@testable import GCode

/// What firmwares say, and what is made of it.
@Suite struct ReplyTests {
    private func parse(_ text: String, _ dialect: Dialect = .marlin) -> FirmwareReply {
        FirmwareReply.parse(Array(text.utf8), dialect: dialect)
    }

    @Test func acknowledgements() {
        #expect(parse("ok") == .ok(number: nil))
        #expect(parse("ok N12 P15 B3") == .ok(number: 12))
        #expect(parse("ok P15 B3") == .ok(number: nil))
        #expect(parse("ok 12") == .ok(number: nil))
        #expect(parse("ok 12", .repetier) == .ok(number: 12))
        #expect(parse("ok N1x") == .unreadable)
        #expect(parse("nk") == .unreadable)
        #expect(parse("Resend: 12") == .resend(12))
        #expect(parse("Resend:12", .repetier) == .resend(12))
        #expect(parse("rs N12", .smoothie) == .resend(12))
        #expect(parse("rs N2 Expected checksum 67") == .resend(2))
        #expect(parse("Resend: 1x") == .resend(nil))
    }

    @Test(arguments: [
        "Error:Thermal Runaway, system stopped! Heater_ID: 0", "Error:Printer halted. kill() called!",
        "Error:MINTEMP triggered, system stopped! Heater_ID: bed", "!! MCU 'mcu' shutdown: Timer too close",
        "fatal:Heater/sensor error", "// Klipper state: Shutdown",
    ]) func halts(text: String) { #expect(parse(text) == .halt) }

    /// A refusal with any one bit wrong must not be taken for a halt, nor for an acknowledgement.
    @Test(arguments: [
        "Error:checksum mismatch, Last Line: 12", "Error:Line Number is not Last Line Number+1, Last Line: 12",
        "Error:No Checksum with line number, Last Line: 12", "Resend: 13", "echo:busy: processing",
    ]) func damagedRepliesNeverHaltOrAcknowledge(text: String) {
        for index in text.utf8.indices {
            for bit in 0..<7 {
                var bytes = Array(text.utf8)
                bytes[text.utf8.distance(from: text.utf8.startIndex, to: index)] ^= 1 << bit
                let reply = FirmwareReply.parse(bytes, dialect: .marlin)
                #expect(reply != .halt && reply != .ok(number: nil) && reply != .start, "\(bytes)")
            }
        }
    }

    @Test func garbageBeforeAnOkIsPassedOver() {
        var buffer = ReplyLineBuffer()
        var lines: [String] = []
        for byte in [0x00, 0x80, 0xFE] + Array("ok\r\n\r\n".utf8) + [0xFF, 0x0A] + Array("wait\n".utf8)
        where buffer.take(byte) {
            lines.append(String(decoding: buffer.line, as: UTF8.self))
        }
        #expect(lines == ["ok", "wait"])
    }

    @Test func temperatures() {
        let line = Array("ok T:210.5 /210.0 B:60.0 /60.0 T0:210.5 /210.0 T1:22.0 /0.0 @:64 B@:32".utf8)
        let values = TemperatureReport.readings(line).map { "\($0.name)=\($0.value)" }
        #expect(
            values == [
                "nozzle=210.5", "nozzle_target=210.0", "bed=60.0", "bed_target=60.0", "nozzle1=22.0",
                "nozzle1_target=0.0",
            ])
        let single = TemperatureReport.readings(Array("T0:20.0 /0.0 B:-3.5 /0.0".utf8)).map(\.name)
        #expect(single == ["nozzle", "nozzle_target", "bed", "bed_target"])
    }

    @Test(arguments: [
        ("Marlin 2.1.2 (Oct  3 2024)", "marlin"), ("Marlin 1.1.9", "marlin-old"), ("Marlin V1 (derived)", "marlin-old"),
        ("Prusa-Firmware 3.13.0 based on Marlin", "prusa"), ("Repetier_1.0.4", "repetier"),
        ("Smoothieware", "smoothie"),
        ("Klipper", "klipper"), ("RepRapFirmware for Duet 3", "reprapfirmware"),
    ]) func dialectsByFirmwareName(name: String, dialect: String) {
        #expect(Dialect.of(firmware: name)?.name == dialect)
        #expect(Dialect.named(dialect)?.name == dialect)
        var identity = FirmwareIdentity()
        identity.read(Array("FIRMWARE_NAME:\(name) SOURCE_CODE_URL:http://x PROTOCOL_VERSION:1.0".utf8))
        #expect(Dialect.of(firmware: identity.name)?.name == dialect)
    }
}

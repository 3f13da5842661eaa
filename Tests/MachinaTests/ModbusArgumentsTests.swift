import ArgumentParser
import FloorModel
import RegisterMap
import Testing

@testable import machina

@Suite struct ModbusArgumentsTests {
    @Test func endpoints() throws {
        let known: [(String, LineDescription.Endpoint)] = [
            ("tcp://10.0.0.20:1502", .tcp(host: "10.0.0.20", port: 1502)),
            ("tcp://plc.local", .tcp(host: "plc.local", port: 502)),
            ("tcp://[::1]:502", .tcp(host: "::1", port: 502)),
            ("rtu:///dev/ttyUSB0", .rtu(port: "/dev/ttyUSB0", baud: 19_200, parity: .even)),
            ("rtu:///dev/x?baud=9600&parity=none", .rtu(port: "/dev/x", baud: 9600, parity: .none)),
        ]
        for (text, endpoint) in known { #expect(try LineDescription.Endpoint(modbus: text) == endpoint) }
    }

    @Test(
        arguments: [
            "", "10.0.0.20", "udp://x:1", "tcp://", "tcp://x:0", "tcp://x:70000", "tcp://x/y", "rtu://dev/ttyUSB0",
            "rtu:///", "rtu:///dev/x?baud=fast", "rtu:///dev/x?parity=mark", "rtu:///dev/x?bauds=9600",
        ])
    func whatIsNoEndpointIsRefusedWithARemedy(text: String) throws {
        #expect(throws: ValidationError.self) { try LineDescription.Endpoint(modbus: text) }
    }

    @Test func ranges() throws {
        for text in ["holding:8449:3", "holding:0x2101:3", "holding:2101H:0x3"] {
            #expect(try RegisterRange(text) == RegisterRange(table: .holding, address: 8449, count: 3))
        }
        #expect(try RegisterRange("coil:7") == RegisterRange(table: .coil, address: 7, count: 1))
        for text in [
            "", "holding", "register:0:1", "holding:x:1", "holding:0:126", "holding:0:0", "holding:-1:1",
            "input:65535:2",
            "coil:0:2001", "holding:0:1:1", "holding::1",
        ] {
            #expect(throws: ValidationError.self) { try RegisterRange(text) }
        }
    }

    @Test func expectations() throws {
        #expect(try ExpectedValue("1000+address").value(at: 7) == 1007)
        #expect(try ExpectedValue("address - 1").value(at: 7) == 6)
        #expect(try ExpectedValue("42").value(at: 7) == 42)
        #expect(try ExpectedValue("address+65530").value(at: 10) == 4)
        for text in ["", "addr", "1000*address", "1e3", "99999999999"] {
            #expect(throws: ValidationError.self) { try ExpectedValue(text) }
        }
    }

    private func write(_ line: String) throws -> ModbusWrite {
        let arguments = Machina.withNegativeValues(line.split(separator: " ").map(String.init))
        return try #require(try Machina.parseAsRoot(arguments) as? ModbusWrite)
    }

    @Test func aValueMayBeNegativeWhereverItStands() throws {
        for line in [
            "modbus write tcp://h holding:26 -5 --type int16 --unit 3",
            "modbus write tcp://h --type int16 --unit 3 holding:26 --json -5",
            "modbus write --unit=3 tcp://h holding:26 --type int16 -- -5",
            "modbus write tcp://h holding:26 --type=int16 -5 --unit 3",
        ] {
            let command = try write(line)
            #expect(command.value == -5 && command.device.unit == 3, "\(line)")
            #expect(try command.written == -5)
        }
        #expect(try write("modbus write tcp://h holding:26 -1.5 --type float32").written == -1.5)
        // Another verb's minus, and an option's own value, are left alone.
        for line in ["lot adjust 3 --by -5", "modbus write tcp://h holding:26 5 --unit -5", "modbus read tcp://h -5"] {
            let arguments = line.split(separator: " ").map(String.init)
            #expect(Machina.withNegativeValues(arguments) == arguments)
        }
    }

    /// Nothing is rounded on the way: what is accepted is what the registers hold.
    @Test func aNumberThatTheTypeCannotHoldIsRefusedWithWhatCan() throws {
        let refused = [
            ("holding:26 1.5", ["uint16 takes whole numbers", "--type float32", "scale"]),
            ("holding:26 -2.5 --type int32", ["int32 takes whole numbers"]),
            ("holding:26 -5", ["uint16 takes nothing below 0", "--type int16"]), ("coil:1 0.4", ["0 or 1"]),
            ("holding:26 nan", ["whole numbers"]), ("holding:26 40000 --type int16", ["40000 cannot be written"]),
        ]
        for (words, parts) in refused {
            do {
                _ = try write("modbus write tcp://h \(words)")
                Issue.record("\(words) is taken")
            } catch {
                let message = Machina.message(for: error)
                #expect(Machina.exitCode(for: error).rawValue == 64)
                for part in parts { #expect(message.contains(part), "\(message)") }
            }
        }
        #expect(try write("modbus write tcp://h holding:26 1.1 --type float32").written == Double(Float(1.1)))
        #expect(try write("modbus write tcp://h coil:1 1").written == 1)
    }

    /// Each answer counts once; a wrong value is never good, no value is never wrong.
    @Test func verdicts() throws {
        let expect = try ExpectedValue("1000+address")
        let question = PollQuestion(try RegisterRange("holding:5:2"), unit: 1, expect: expect)
        let verdicts: [(ModbusOutcome, PollQuestion.Verdict)] = [
            (.answered(.registers([1005, 1006])), .good), (.answered(.registers([1015, 1016])), .wrong),
            (.answered(.registers([0x7FFF, 0x7FFF])), .sentinel), (.answered(.exception(2)), .exception),
            (.failed(.timeout), .timeout), (.failed(.refusedReply("unit")), .refused),
            (.failed(.closed("gone")), .lost),
        ]
        var tally = PollTally(capacity: 8)
        for (outcome, verdict) in verdicts {
            #expect(question.verdict(outcome) == verdict)
            #expect(
                question.reading(outcome, verdict).quality == (verdict == .good || verdict == .wrong ? .good : .bad))
            tally.add(verdict, took: .microseconds(10))
        }
        let result = tally.result(reconnects: 3)
        #expect(result.requests == 7 && result.good == 1 && result.wrong == 1 && result.sentinels == 1)
        #expect(result.timeouts == 1 && result.exceptions == 1 && result.refusedReplies == 1 && result.lost == 1)
        #expect(result.p50Us == 10 && result.maxUs == 10 && result.reconnects == 3)
    }
}

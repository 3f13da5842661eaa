import FloorModel
import Testing
import VirtualMachines

/// Marlin 2.1 queue.cpp, `get_serial_commands`.
@Suite struct LineProtocolTests {
    @Test func `a numbered line is executed and acknowledged`() {
        var bench = FirmwareBench()
        #expect(bench.send(1, "G90") == ["ok"])
        #expect(bench.printer.state.lastLineNumber == 1)
        #expect(bench.printer.takeExecuted() == ["G90"])
    }

    @Test func `a gap in the numbers asks for the missing line and executes nothing`() {
        var bench = FirmwareBench()
        let said = bench.send(3, "G92 X9")
        #expect(said == ["Error:Line Number is not Last Line Number+1, Last Line: 0", "Resend: 1", "ok"])
        #expect(bench.printer.takeExecuted().isEmpty)
        #expect(bench.printer.counters.resendsAsked == 1)
    }

    @Test func `a wrong checksum asks for the same line`() {
        var bench = FirmwareBench()
        #expect(bench.say("N1 G90*1\n") == ["Error:checksum mismatch, Last Line: 0", "Resend: 1", "ok"])
    }

    @Test func `a number without checksum is refused`() {
        var bench = FirmwareBench()
        #expect(bench.say("N1 G90\n") == ["Error:No Checksum with line number, Last Line: 0", "Resend: 1", "ok"])
    }

    @Test func `the sequence is checked before the checksum`() {
        var bench = FirmwareBench()
        #expect(bench.say("N7 G90*1\n").first == "Error:Line Number is not Last Line Number+1, Last Line: 0")
    }

    @Test(arguments: [4, 5]) func `a repeated line N or N-1 is dropped without a word`(repeated: Int) {
        var bench = FirmwareBench()
        for number in 1...5 { _ = bench.send(number, "G90") }
        #expect(bench.send(repeated, "G92 X7") == [])
        #expect(bench.printer.counters.duplicates == 1)
        #expect(bench.send(6, "G91") == ["ok"])
    }

    @Test func `an older line is an error`() {
        var bench = FirmwareBench()
        for number in 1...5 { _ = bench.send(number, "G90") }
        #expect(bench.send(3, "G90").contains("Resend: 6"))
    }

    @Test func `an error throws away what waits behind it`() {
        var bench = FirmwareBench()
        let burst = "N1 G90*1\n" + FirmwareBench.numbered(2, "G91") + FirmwareBench.numbered(3, "G92 X4")
        #expect(bench.say(burst) == ["Error:checksum mismatch, Last Line: 0", "Resend: 1", "ok"])
        #expect(bench.printer.takeExecuted().isEmpty)
    }

    @Test func `M110 sets the number, by the second N where there is one`() {
        var bench = FirmwareBench()
        #expect(bench.say("N0 M110 N0*125\n") == ["ok"])
        #expect(bench.send(77, "M110 N200") == ["ok"])
        #expect(bench.printer.state.lastLineNumber == 200)
        #expect(bench.say("M110 N5\n") == ["ok"])
        #expect(bench.printer.state.lastLineNumber == 5)
    }

    @Test func `M110 anywhere in a numbered line resets the numbering`() {
        var bench = FirmwareBench()
        #expect(bench.send(40, "M117 M110") == ["ok"])
        #expect(bench.printer.state.lastLineNumber == 40)
    }

    @Test func `a beheaded line runs unchecked`() {
        var bench = FirmwareBench()
        #expect(bench.say("G92 X11.5*77\n") == ["ok"])
        #expect(bench.printer.takeExecuted() == ["G92 X11.5"])
    }

    @Test func `a line is cut at 95 bytes and so loses its checksum for ever`() {
        var bench = FirmwareBench()
        let long = "M117 " + String(repeating: "x", count: 100)
        for _ in 1...3 {
            #expect(bench.send(1, long).first == "Error:No Checksum with line number, Last Line: 0")
        }
    }

    @Test(arguments: 70..<100) func `95 bytes with number and checksum fit, 96 do not`(padding: Int) {
        var bench = FirmwareBench()
        let text = "M117 " + String(repeating: "x", count: padding)
        let bytes = FirmwareBench.numbered(1, text).utf8.count - 1
        #expect(bench.send(1, text).contains("Resend: 1") == (bytes > 95))
    }

    @Test func `empty lines and comments get no answer`() {
        var bench = FirmwareBench()
        #expect(bench.say("\n\r\n;only a comment\n") == [])
        #expect(bench.say("G90 ; why\n") == ["ok"])
        #expect(bench.printer.takeExecuted() == ["G90"])
    }

    @Test(arguments: ["M9999", "X10", "g1 X1", "T1"]) func `unknown commands are named and acknowledged`(text: String) {
        var bench = FirmwareBench()
        #expect(bench.say(text + "\n") == ["echo:Unknown command: \"\(text)\"", "ok"])
    }

    @Test func `a torn line goes on where it broke off`() {
        var bench = FirmwareBench()
        let line = FirmwareBench.numbered(1, "G91")
        #expect(bench.say(String(line.prefix(4))) == [])
        #expect(bench.say(String(line.dropFirst(4))) == ["ok"])
    }

    @Test func `bytes beyond receive buffer and queue are lost and counted`() {
        var bench = FirmwareBench()
        _ = bench.say("G4 S100\n")
        let burst = String(repeating: "M105\n", count: 60)
        #expect(bench.say(burst) == [])
        // Three lines into the queue beside the dwell, 127 bytes into the buffer.
        #expect(bench.printer.counters.receiveOverflowBytes == 300 - 15 - 127)
    }

    @Test func `ADVANCED_OK tells number, planner and queue`() {
        var configuration = VirtualPrinterConfiguration()
        configuration.saysAdvancedOk = true
        var bench = FirmwareBench(configuration)
        #expect(bench.send(1, "G90") == ["ok N1 P15 B3"])
        #expect(bench.say("G91\n") == ["ok P15 B3"])
    }
}

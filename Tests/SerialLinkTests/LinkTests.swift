import Glibc
import Testing

@testable import SerialLink

@Suite struct LinkTests {
    private func read(_ link: SerialLink) throws -> String {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = try bytes.withUnsafeMutableBytes { try link.read(into: $0) }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    @Test(arguments: [115_200, 250_000, 500_000, 123_457]) func anyBaudRateIsReadBack(baud: Int) throws {
        let terminal = PseudoTerminal()
        let link = try SerialLink(path: terminal.path, baud: baud)
        #expect(try link.inspect().baud == baud)
        #expect(try link.inspect().hangsUpOnClose == false)
    }

    /// Raw: no echo, no translation of CR, NL or control bytes.
    @Test func bytesPassUntouched() throws {
        let terminal = PseudoTerminal()
        let link = try SerialLink(path: terminal.path, baud: 115_200)
        let wakeup = Wakeup()
        #expect(try read(link) == "")
        terminal.write("ok\r\n\u{3}\u{4}\u{11}")
        #expect(try link.wait(for: wakeup, wantsWrite: false, timeout: nil).isReadable)
        #expect(try read(link) == "ok\r\n\u{3}\u{4}\u{11}")
        let sent = Array("G1 X1\n\u{13}".utf8)
        #expect(try sent.withUnsafeBytes { try link.write($0) } == sent.count)
        var got = [UInt8](repeating: 0, count: 64)
        #expect(Glibc.read(terminal.master, &got, 64) == sent.count)
        #expect(Array(got.prefix(sent.count)) == sent)
    }

    @Test func aSecondOpenerIsRefused() throws {
        let terminal = PseudoTerminal()
        do {
            let first = try SerialLink(path: terminal.path, baud: 115_200)
            let fault = #expect(throws: SerialFault.self) { try SerialLink(path: terminal.path, baud: 115_200) }
            #expect(fault == .busy(path: terminal.path))
            #expect(fault?.description.contains("another program") == true)
            #expect(first.path == terminal.path)
        }
        _ = try SerialLink(path: terminal.path, baud: 115_200)
    }

    @Test func unpluggingIsNoticedAfterTheLastWords() throws {
        let terminal = PseudoTerminal()
        let link = try SerialLink(path: terminal.path, baud: 115_200)
        terminal.unplug()
        #expect(throws: SerialFault.unplugged(path: terminal.path)) {
            let ready = try link.wait(for: Wakeup(), wantsWrite: false, timeout: nil)
            if ready.isReadable { _ = try read(link) }
        }
    }

    @Test func aWakeupEndsTheWait() throws {
        let terminal = PseudoTerminal()
        let link = try SerialLink(path: terminal.path, baud: 115_200)
        let wakeup = Wakeup()
        wakeup.raise()
        wakeup.raise()
        #expect(try link.wait(for: wakeup, wantsWrite: false, timeout: nil).isWoken)
        wakeup.lower()
        let second = try link.wait(for: wakeup, wantsWrite: false, timeout: .zero)
        #expect(!second.isWoken && !second.isReadable)
    }

    @Test func whatIsNoPortIsNamed() {
        #expect(throws: SerialFault.noSuchPort(path: "/dev/no-such-port")) {
            try SerialLink(path: "/dev/no-such-port", baud: 115_200)
        }
        #expect(throws: SerialFault.notATerminal(path: "/dev/null")) {
            try SerialLink(path: "/dev/null", baud: 115_200)
        }
    }

    @Test func everyFaultNamesThePortAndARemedy() {
        let faults: [SerialFault] = [
            .noSuchPort(path: "/p"), .notPermitted(path: "/p"), .busy(path: "/p"), .notATerminal(path: "/p"),
            .baudRefused(path: "/p", asked: 1, actual: 2), .unplugged(path: "/p"),
            .system(path: "/p", call: "read", code: ENOMEM),
        ]
        for fault in faults {
            #expect(fault.description.hasPrefix("/p: "))
            #expect(fault.description.contains(";"))
        }
        #expect(SerialFault.of(EACCES, path: "/p", call: "open") == .notPermitted(path: "/p"))
        #expect(SerialFault.of(ENXIO, path: "/p", call: "read") == .unplugged(path: "/p"))
    }
}

import Foundation
import Testing

@testable import LogStore

/// Servers that do not answer, or never end.
@Suite struct LogSiteTests {
    /// A port on loopback that takes connections, and never says a word.
    private final class SilentPort {
        private let socket: Int32
        let number: UInt16

        init(listens: Bool) throws {
            let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
                }
            }
            self.socket = socket
            number = UInt16(bigEndian: address.sin_port)
            try #require(isBound && (!listens || listen(socket, 4) == 0))
        }

        deinit { close(socket) }
    }

    @Test("A server that is silent, and a port where nobody listens, are told in words", arguments: [true, false])
    func silent(listens: Bool) throws {
        let port = try SilentPort(listens: listens)
        let site = try LogSite("http://127.0.0.1:\(port.number)/log", idleSeconds: 1, totalSeconds: 60)
        do {
            _ = try site.file(LogFile.checkpoint)
            Issue.record("answered")
        } catch {
            guard case .site(_, let what) = error else { throw error }
            #expect(what.contains(listens ? "silent for 1 s" : "is the port right"), "\(what)")
            #expect(!what.contains("NSURLError"))
        }
    }

    /// A server that answers each connection with a head and then the same bytes again and again.
    private final class EndlessPort: Sendable {
        private let socket: Int32
        let number: UInt16

        /// - Parameter pause: microseconds between two pieces.
        init(head: String, piece: Int, pause: UInt32 = 0) throws {
            let socket = try #require(Self.listen())
            self.socket = socket.descriptor
            number = socket.port
            Thread { [self] in
                while true {
                    let connection = accept(self.socket, nil, nil)
                    guard connection >= 0 else { return }
                    var bytes = Array(head.utf8)
                    while send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count {
                        bytes = [UInt8](repeating: 0x61, count: piece)
                        usleep(pause)
                    }
                    close(connection)
                }
            }.start()
        }

        func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

        private static func listen() -> (descriptor: Int32, port: UInt16)? {
            let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
                }
            }
            guard isBound, Foundation.listen(socket, 4) == 0 else { return nil }
            return (socket, UInt16(bigEndian: address.sin_port))
        }
    }

    @Test("A page that never ends for a file that is not there: it is not there")
    func endlessNotFound() throws {
        let port = try EndlessPort(head: "HTTP/1.1 404 Not Found\r\n\r\n", piece: 1 << 16)
        defer { port.stop() }
        let site = try LogSite("http://127.0.0.1:\(port.number)/log", idleSeconds: 10, totalSeconds: 60)
        #expect(try site.file("tile/0/000.p/1") == nil)
    }

    @Test("A tile that never ends is cut one byte after its limit")
    func endlessTile() throws {
        let port = try EndlessPort(head: "HTTP/1.1 200 OK\r\n\r\n", piece: 1 << 16)
        defer { port.stop() }
        let site = try LogSite("http://127.0.0.1:\(port.number)/log", idleSeconds: 10, totalSeconds: 60)
        for _ in 1...3 {
            let bytes = try site.file("tile/0/000")
            #expect(bytes?.count == LogFile.limit("tile/0/000") + 1)
        }
    }

    @Test("A server that says a byte now and then is given up after the time for a whole file")
    func dribble() throws {
        let port = try EndlessPort(head: "HTTP/1.1 200 OK\r\n\r\n", piece: 1, pause: 100_000)
        defer { port.stop() }
        let site = try LogSite("http://127.0.0.1:\(port.number)/log", idleSeconds: 5, totalSeconds: 1)
        do {
            _ = try site.file("tile/0/000")
            Issue.record("answered")
        } catch {
            guard case .site(_, let what) = error else { throw error }
            #expect(what.contains("more than 1 s in all"), "\(what)")
        }
    }
}

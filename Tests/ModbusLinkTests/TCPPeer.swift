import Foundation
import Glibc
import Synchronization
import Testing

/// A device on a loopback port: one connection after the other, on its own thread.
final class TCPPeer: Sendable {
    let port: Int
    private let listener: Int32
    private let accepted = Atomic<Int>(0)
    /// The open connection; nil between two.
    private let current = Mutex<Int32?>(nil)
    private let isStopped = Atomic<Bool>(false)
    private let requests = Mutex<[[UInt8]]>([])
    private let answer: @Sendable (_ request: [UInt8], _ number: Int) -> [PeerAct]
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameter answer: gets the whole request with its header, and how many came before it.
    init(_ answer: @escaping @Sendable (_ request: [UInt8], _ number: Int) -> [PeerAct]) throws {
        self.answer = answer
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = listener
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(socket, generic, size) == 0 && listen(socket, 16) == 0 && getsockname(socket, generic, &size) == 0
            }
        }
        try #require(bound)
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in run() }
    }

    var connections: Int { accepted.load(ordering: .relaxed) }
    /// Everything that was asked, in order.
    var asked: [[UInt8]] { requests.withLock { $0 } }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
        shutdown(listener, Int32(SHUT_RDWR))
        // A test that failed may have left its connection open.
        current.withLock { if let connection = $0 { shutdown(connection, Int32(SHUT_RDWR)) } }
        ended.wait()
        close(listener)
    }

    private func run() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            accepted.add(1, ordering: .relaxed)
            current.withLock { $0 = connection }
            if !isStopped.load(ordering: .relaxed) { serve(connection) }
            current.withLock { current in
                close(connection)
                current = nil
            }
        }
        ended.signal()
    }

    private func serve(_ connection: Int32) {
        while let head = read(connection, 6), let body = read(connection, Int(head[5])) {
            let request = head + body
            let number = requests.withLock { all in
                all.append(request)
                return all.count - 1
            }
            for act in answer(request, number) {
                switch act {
                case .send(let bytes): _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                case .pause(let milliseconds): usleep(milliseconds * 1000)
                case .hangUp: return
                }
            }
        }
    }

    private func read(_ connection: Int32, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return recv(connection, &bytes, count, Int32(MSG_WAITALL)) == count ? bytes : nil
    }
}

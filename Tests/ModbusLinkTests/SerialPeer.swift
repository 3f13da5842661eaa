import CPty
import Foundation
import Glibc
import Synchronization
import Testing

/// Devices on a pty, on their own thread. A request is as long as its function says.
final class SerialPeer: Sendable {
    let path: String
    private let master: Int32
    private let slave: Int32
    private let isStopped = Atomic<Bool>(false)
    private let requests = Mutex<[[UInt8]]>([])
    private let answer: @Sendable (_ request: [UInt8], _ number: Int) -> [PeerAct]
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameter answer: gets the whole request with its CRC, and how many came before it.
    init(_ answer: @escaping @Sendable (_ request: [UInt8], _ number: Int) -> [PeerAct]) throws {
        self.answer = answer
        var name = [CChar](repeating: 0, count: 128)
        var (master, slave): (Int32, Int32) = (-1, -1)
        try #require(cpty_open(&master, &slave, &name, name.count) == 0)
        (self.master, self.slave) = (master, slave)
        path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        Thread.detachNewThread { [self] in run() }
    }

    var asked: [[UInt8]] { requests.withLock { $0 } }

    /// Puts bytes on the line that nobody asked for.
    func say(_ bytes: [UInt8]) { _ = write(master, bytes, bytes.count) }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
        ended.wait()
        close(master)
        close(slave)
    }

    private func run() {
        var pending: [UInt8] = []
        while !isStopped.load(ordering: .relaxed) {
            var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 20) > 0 else { continue }
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = read(master, &bytes, bytes.count)
            if count > 0 { pending += bytes[..<count] }
            while pending.count >= 8 {
                let length = pending[1] == 16 ? 9 + Int(pending[6]) : 8
                guard pending.count >= length else { break }
                serve(Array(pending[..<length]))
                pending.removeFirst(length)
            }
        }
        ended.signal()
    }

    private func serve(_ request: [UInt8]) {
        let number = requests.withLock { all in
            all.append(request)
            return all.count - 1
        }
        for act in answer(request, number) {
            switch act {
            case .send(let bytes): say(bytes)
            case .pause(let milliseconds): usleep(milliseconds * 1000)
            case .hangUp: return
            }
        }
    }
}

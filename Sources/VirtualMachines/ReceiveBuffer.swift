/// The serial port's ring of received bytes (Marlin HardwareSerial.cpp, RX_BUFFER_SIZE).
///
/// Of `size` bytes one stays free, so 127 of 128 can wait. A byte that finds the ring full is lost and counted.
struct ReceiveBuffer {
    private let capacity: Int
    private var bytes: [UInt8] = []
    private var head = 0
    private(set) var lost = 0

    init(size: Int) {
        precondition(size >= 2, "a receive buffer holds at least one byte")
        capacity = size - 1
        bytes.reserveCapacity(capacity)
    }

    var isEmpty: Bool { head == bytes.count }
    var isFull: Bool { bytes.count - head >= capacity }

    /// Whether there was room for `byte`.
    mutating func append(_ byte: UInt8) {
        guard !isFull else {
            lost += 1
            return
        }
        if head == bytes.count || head >= capacity {
            bytes.removeFirst(head)
            head = 0
        }
        bytes.append(byte)
    }

    mutating func next() -> UInt8? {
        guard head < bytes.count else { return nil }
        defer { head += 1 }
        return bytes[head]
    }

    mutating func flush() {
        bytes.removeAll(keepingCapacity: true)
        head = 0
    }
}

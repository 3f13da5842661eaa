/// The last lines as they went over the wire, to be sent again when the firmware asks. Flat memory, no allocation.
struct LineHistory: Sendable {
    /// Lines kept. The firmware can ask for what it has not accepted: the window, and a few more after
    /// acknowledgements that were counted wrongly.
    static let capacity = 64
    private static let slot = 96

    private var bytes = [UInt8](repeating: 0, count: capacity * slot)
    private var lengths = [Int](repeating: 0, count: capacity)
    private var slow = [Bool](repeating: false, count: capacity)
    /// The highest number kept; 0 when there is none.
    private(set) var last = 0

    /// Keeps the line with the next number, newline included.
    mutating func append(_ line: [UInt8], isSlow: Bool) {
        precondition(line.count <= Self.slot, "the survey lets no longer line pass")
        last += 1
        let index = last % Self.capacity
        lengths[index] = line.count
        slow[index] = isSlow
        for offset in 0..<line.count { bytes[index * Self.slot + offset] = line[offset] }
    }

    func contains(_ number: Int) -> Bool { number > 0 && number <= last && number > last - Self.capacity }

    /// Whether the firmware may take minutes over line `number`.
    func isSlow(_ number: Int) -> Bool { slow[number % Self.capacity] }

    func length(_ number: Int) -> Int {
        precondition(contains(number), "line \(number) is not kept")
        return lengths[number % Self.capacity]
    }

    /// Appends line `number` to `output`.
    func copy(_ number: Int, to output: inout [UInt8]) {
        let start = number % Self.capacity * Self.slot
        output.append(contentsOf: bytes[start..<(start + length(number))])
    }
}

/// A queue with constant-time ends (amortised): an array whose front is given back when it is half empty.
struct FirstInFirstOut<Element> {
    private var slots: [Element?] = []
    private var front = 0

    var count: Int { slots.count - front }
    var isEmpty: Bool { count == 0 }
    var first: Element? { isEmpty ? nil : slots[front] }

    mutating func append(_ element: Element) { slots.append(element) }

    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        defer {
            slots[front] = nil
            front += 1
            if front > 32, front * 2 > slots.count {
                slots.removeFirst(front)
                front = 0
            }
        }
        return slots[front]
    }

    /// Puts `elements` before the first, in their order.
    mutating func prepend(_ elements: [Element]) {
        slots.replaceSubrange(0..<front, with: elements.map { $0 })
        front = 0
    }
}

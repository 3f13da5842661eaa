public import FloorModel

/// Things numbered 1, 2, 3, … in chunks, so that a copy of the floor kept for a rollback shares all chunks but
/// those that were touched since. Iteration is in order of number, the same in every process.
public struct Register<ID: NumberedID, Element: Hashable & Sendable & Codable>: Hashable, Sendable {
    private static var chunkSize: Int { 64 }
    private var chunks: [[Element]] = []
    public private(set) var count = 0

    public init() {}

    /// The number that the next element gets.
    public var nextID: ID { ID(number: count + 1) }

    public subscript(id: ID) -> Element? {
        guard id.number >= 1, id.number <= count else { return nil }
        return chunks[(id.number - 1) / Self.chunkSize][(id.number - 1) % Self.chunkSize]
    }

    /// Adds `element` under `id`, which must be `nextID`: a journal has no gaps.
    public mutating func append(_ element: Element, id: ID) {
        precondition(id == nextID, "\(id) is out of order, \(nextID) is next")
        if count % Self.chunkSize == 0 { chunks.append([]) }
        chunks[count / Self.chunkSize].append(element)
        count += 1
    }

    /// Changes an element in place; it must exist.
    public mutating func update(_ id: ID, _ change: (inout Element) -> Void) {
        precondition(id.number >= 1 && id.number <= count, "\(id) does not exist")
        change(&chunks[(id.number - 1) / Self.chunkSize][(id.number - 1) % Self.chunkSize])
    }
}

extension Register: Sequence {
    public func makeIterator() -> some IteratorProtocol<Element> { chunks.joined().makeIterator() }
}

extension Register: Codable {
    public init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        while !container.isAtEnd { append(try container.decode(Element.self), id: nextID) }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for element in self { try container.encode(element) }
    }
}

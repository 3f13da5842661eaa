public import FloorModel

/// One request that reads points which stand close together.
public struct PollBlock: Hashable, Sendable {
    /// A point and where it begins in the reply, counted in registers or bits.
    public struct Member: Hashable, Sendable {
        public var point: PointDescription
        public var offset: Int
    }

    public var module: ModuleDescription
    public var unit: Int
    public var poll: PollClass
    public var request: ModbusRequest
    /// By address, then name.
    public var points: [Member]

    /// One reading for each point, in the order of `points`; all bad when the reply is an exception, of another
    /// kind than the request, or not of the length that was asked for.
    public func decode(_ reply: ModbusReply) -> [SignalReading] {
        switch (request.action, reply) {
        case (.readBits(_, _, let count), .bits(let bits)) where bits.count == count:
            points.map { $0.point.decode(bit: bits[$0.offset]) }
        case (.readRegisters(_, _, let count), .registers(let registers)) where registers.count == count:
            points.map { $0.point.decode(registers: registers[$0.offset..<$0.offset + $0.point.width]) }
        default: unread
        }
    }

    /// What the points read as when no reply came.
    public var unread: [SignalReading] { points.map(\.point.unread) }

    /// The same points by requests that bridge nothing: for a device that refuses addresses between its registers
    /// with exception 2. One block, equal to this, when there is nothing between the points.
    public func withoutGaps() -> [PollBlock] {
        PollPlan.blocks(
            of: points.map(\.point), module: module, unit: unit, poll: poll, avoiding: [], gap: GapBudget.none
        ).blocks
    }
}

/// Most addresses between two points that are read along rather than asked around.
public struct GapBudget: Hashable, Sendable {
    public var registers: Int
    public var bits: Int

    public init(registers: Int, bits: Int) {
        self.registers = registers
        self.bits = bits
    }

    public static let none = GapBudget(registers: 0, bits: 0)
    /// At 19200 baud a request costs some 15 ms beside its registers, and a register 1.1 ms.
    public static let small = GapBudget(registers: 4, bits: 16)
}

/// Which requests read all points of a machine, each point in exactly one.
public struct PollPlan: Hashable, Sendable {
    /// By module in the given order, then table and address.
    public private(set) var fast: [PollBlock] = []
    public private(set) var slow: [PollBlock] = []
    /// Polled points that no request can read: wider than the module answers at once, or odd at an even-only module
    /// without a free neighbour.
    public private(set) var unreadable: [PointDescription] = []

    /// - Parameters:
    ///   - points: those with `poll == .none` are not read, and no request touches their addresses: they may be
    ///     write-only. An address that is also polled counts as readable.
    ///   - modules: all that the points name (a programmer error otherwise).
    ///   - units: module name → unit identifier; all of them.
    ///   - gap: what may be read along between two points.
    public init(
        points: [PointDescription], modules: [ModuleDescription], units: [String: Int], gap: GapBudget = .small
    ) {
        let names = modules.map(\.name)
        precondition(points.allSatisfy { names.contains($0.module) }, "a point names a module that is not given")
        for module in modules {
            guard let unit = units[module.name] else { preconditionFailure("\(module.name) has no unit identifier") }
            for table in RegisterTable.allCases {
                let here = points.filter { $0.module == module.name && $0.table == table }
                plan(here, module: module, unit: unit, gap: gap)
            }
        }
    }

    public subscript(poll: PollClass) -> [PollBlock] {
        switch poll {
        case .fast: fast
        case .slow: slow
        case .none: []
        }
    }

    /// Plans the points of one table of one module.
    private mutating func plan(_ points: [PointDescription], module: ModuleDescription, unit: Int, gap: GapBudget) {
        var avoided = Set(points.filter { $0.poll == .none }.flatMap(\.addresses))
        avoided.subtract(points.filter { $0.poll != .none }.flatMap(\.addresses))
        for poll in [PollClass.fast, .slow] {
            let polled = points.filter { $0.poll == poll }
            let (blocks, left) = Self.blocks(
                of: polled, module: module, unit: unit, poll: poll, avoiding: avoided, gap: gap)
            if poll == .fast { fast += blocks } else { slow += blocks }
            unreadable += left
        }
    }

    /// Blocks of points that all stand in one table.
    static func blocks(
        of points: [PointDescription], module: ModuleDescription, unit: Int, poll: PollClass,
        avoiding avoided: Set<Int>, gap: GapBudget
    ) -> (blocks: [PollBlock], unreadable: [PointDescription]) {
        var blocks: [PollBlock] = []
        var unreadable: [PointDescription] = []
        var open: BlockExtent?
        for point in points.sorted(by: { ($0.address, $0.name) < ($1.address, $1.name) }) {
            if open?.take(point, gap: gap, avoiding: avoided) == true { continue }
            if let open { blocks.append(open.block(module: module, unit: unit, poll: poll)) }
            open = BlockExtent(point, module: module, avoiding: avoided)
            if open == nil { unreadable.append(point) }
        }
        if let open { blocks.append(open.block(module: module, unit: unit, poll: poll)) }
        return (blocks, unreadable)
    }
}

extension PointDescription {
    /// Addresses that it takes in its table.
    var width: Int { table.isBits ? 1 : type.registers }
    var addresses: Range<Int> { address..<address + width }
}

/// A block while it grows: its points and what is asked for them.
private struct BlockExtent {
    private var points: [PointDescription]
    private var needed: Range<Int>
    /// `needed`, made even where it must be.
    private var asked: Range<Int>
    private let cap: Int
    private let isEvenOnly: Bool

    /// nil: the point alone cannot be read.
    init?(_ point: PointDescription, module: ModuleDescription, avoiding avoided: Set<Int>) {
        let registers = max(1, min(module.maximumRegisters, 125))
        // Functions 01 and 02 give at most 2000 bits (V1.1b3, 6.1).
        cap = point.table.isBits ? min(registers * 16, 2000) : registers
        isEvenOnly = module.isEvenOnly && !point.table.isBits
        points = [point]
        needed = point.addresses
        asked = needed
        guard let extent = evened(needed, avoiding: avoided) else { return nil }
        asked = extent
    }

    /// Takes a point at or behind the first one along, if budget, cap and the addresses between allow it.
    mutating func take(_ point: PointDescription, gap: GapBudget, avoiding avoided: Set<Int>) -> Bool {
        let budget = point.table.isBits ? gap.bits : gap.registers
        guard point.address - needed.upperBound <= budget else { return false }
        let wider = needed.lowerBound..<max(needed.upperBound, point.addresses.upperBound)
        guard wider.allSatisfy({ !avoided.contains($0) }), let extent = evened(wider, avoiding: avoided) else {
            return false
        }
        points.append(point)
        needed = wider
        asked = extent
        return true
    }

    /// The addresses to ask for, inside cap and address space; nil: there are none.
    private func evened(_ range: Range<Int>, avoiding avoided: Set<Int>) -> Range<Int>? {
        guard range.count <= cap, range.lowerBound >= 0, range.upperBound <= 65_536 else { return nil }
        guard isEvenOnly, range.count % 2 != 0 else { return range }
        guard range.count < cap else { return nil }
        if range.upperBound < 65_536, !avoided.contains(range.upperBound) {
            return range.lowerBound..<range.upperBound + 1
        }
        if range.lowerBound > 0, !avoided.contains(range.lowerBound - 1) {
            return range.lowerBound - 1..<range.upperBound
        }
        return nil
    }

    func block(module: ModuleDescription, unit: Int, poll: PollClass) -> PollBlock {
        let table = points[0].table
        let action: ModbusRequest.Action =
            table.isBits
            ? .readBits(table, address: asked.lowerBound, count: asked.count)
            : .readRegisters(table, address: asked.lowerBound, count: asked.count)
        return PollBlock(
            module: module, unit: unit, poll: poll, request: ModbusRequest(unit: unit, action),
            points: points.map { PollBlock.Member(point: $0, offset: $0.address - asked.lowerBound) })
    }
}

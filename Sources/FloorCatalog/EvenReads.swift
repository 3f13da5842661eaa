internal import FloorModel

/// Whether modules that refuse odd reads can be asked for their points at all: one more register, behind the point or
/// before it, is read along.
struct EvenReads {
    private struct Register: Hashable {
        var module: String
        var table: RegisterTable
        var address: Int
    }

    private let modules: NameTable<ModuleDescription>
    /// Never read by themselves: a register that cannot be read must not be read along either.
    private let silent: Set<Register>

    init(modules: NameTable<ModuleDescription>, points: [PointDescription]) {
        self.modules = modules
        silent = Set(points.filter { $0.poll == .none }.flatMap(Self.registers))
            .subtracting(points.filter { $0.poll != .none }.flatMap(Self.registers))
    }

    /// Why `point` cannot be read, and what to do about it; nil where it can.
    func objection(to point: PointDescription) -> (what: String, remedy: String)? {
        let count = point.type.registers
        guard let module = modules[point.module], module.isEvenOnly, !point.table.isBits, point.poll != .none,
            count % 2 != 0
        else { return nil }
        let what = "has an odd number of registers, and \(module.name) answers even numbers only"
        guard count < module.maximumRegisters else {
            return (what, "raise max_registers of \(module.name), or correct even_only")
        }
        let neighbours = [point.address + count, point.address - 1].filter((0...65_535).contains)
        let isPadded = neighbours.contains { address in
            !silent.contains(Register(module: point.module, table: point.table, address: address))
        }
        return isPadded ? nil : (what, "let a register beside it be read: poll: slow, if it can be")
    }

    private static func registers(_ point: PointDescription) -> [Register] {
        guard !point.table.isBits else { return [] }
        return (point.address..<point.address + point.type.registers).map {
            Register(module: point.module, table: point.table, address: $0)
        }
    }
}

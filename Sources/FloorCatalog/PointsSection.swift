internal import FloorModel

/// `points:` of a machine type, one line for each value that is read or written:
/// `motor_current: {module: drive, holding: 0x2104, type: uint16, scale: 0.01, unit: A, limits: [0, 60]}`.
struct PointsSection {
    let modules: NameTable<ModuleDescription>
    static let limit = 200

    /// A point, and what of it can be read only when all points are known.
    private struct Draft {
        var point: PointDescription
        var readBack: YAMLValue?
        var confirm: YAMLValue?
        /// Where the whole entry stands.
        var value: YAMLValue
    }

    func read(_ value: YAMLValue) -> NameTable<PointDescription>? {
        value.mapping { (reader: inout MappingReader) -> NameTable<PointDescription>? in
            var drafts = NameTable<PointDescription>("point")
            let entries = reader.named("point", .word).map { name, value -> (name: String?, draft: Draft?) in
                let draft = value.mapping { (reader: inout MappingReader) in self.draft(name, value, &reader) }
                drafts.add(name, draft?.point)
                return (name, draft)
            }
            guard (1...Self.limit).contains(entries.count) else {
                reader.refuse("has \(entries.count) points", remedy: "describe 1 to \(Self.limit)")
                return nil
            }
            var points = NameTable<PointDescription>("point")
            let evenReads = EvenReads(modules: modules, points: drafts.values)
            for entry in entries {
                points.add(entry.name, entry.draft.flatMap { finished($0, drafts, evenReads) })
            }
            return points
        }
    }

    private func draft(_ name: String?, _ value: YAMLValue, _ reader: inout MappingReader) -> Draft? {
        let module = reader.required("module", example: modules.written.first ?? "drive").flatMap(modules.lookUp)
        let location = PointLocation.read(&reader)
        let shape = PointShape.read(&reader, table: location?.table)
        let isWritable = reader.optional("write").map { $0.truth() } ?? false
        let scaling = PointScaling.read(
            &reader, shape: shape, needsLimits: isWritable == true && location?.table == .holding)
        let poll = reader.optional("poll").map { $0.choice(of: PollClass.allCases.map(\.rawValue)) } ?? "fast"
        let (readBack, confirm, within) = confirmation(&reader, isWritable: isWritable)
        guard let name, let module, let location, let shape, let isWritable, let scaling, let within,
            let poll = poll.flatMap(PollClass.init(rawValue:)),
            fits(location, shape, module, isWritable: isWritable, reader)
        else { return nil }
        let point = PointDescription(
            name: name, module: module.name, table: location.table, address: location.address, type: shape.type,
            wordOrder: shape.order, bits: shape.bits, scale: scaling.scale, offset: scaling.offset,
            unit: scaling.unit, limits: scaling.limits, sentinels: scaling.sentinels, poll: poll,
            isWritable: isWritable, confirmWithin: within)
        return Draft(point: point, readBack: readBack, confirm: confirm, value: value)
    }

    private func confirmation(
        _ reader: inout MappingReader, isWritable: Bool?
    ) -> (readBack: YAMLValue?, confirm: YAMLValue?, within: Duration?) {
        let readBack = reader.optional("read_back")
        let confirm = reader.optional("confirm")
        let withinValue = reader.optional("confirm_within")
        if isWritable == false {
            for value in [readBack, confirm, withinValue] {
                value?.refuse("is given, but the point is only read", remedy: "add write: true, or delete it")
            }
            return (nil, nil, .seconds(2))
        }
        let within =
            withinValue.map { $0.duration(.milliseconds(100)...(.seconds(60)), example: "2s") } ?? .seconds(2)
        return (readBack, confirm, within)
    }

    /// Whether the device can hold and the bus can carry such a point.
    private func fits(
        _ location: PointLocation, _ shape: PointShape, _ module: ModuleDescription, isWritable: Bool,
        _ reader: MappingReader
    ) -> Bool {
        if isWritable, !location.table.isWritable {
            reader.refuse(
                "is to be written, but \(location.table.rawValue) addresses can only be read",
                remedy: "use a coil or holding register, or delete write: true")
        } else if isWritable, shape.bits != nil {
            reader.refuse(
                "is to be written, but is only some bits of a register", remedy: "describe the whole register for it")
        } else if shape.type.registers > module.maximumRegisters {
            reader.refuse(
                "has \(shape.type.registers) registers, but \(module.name) answers \(module.maximumRegisters) at most",
                remedy: "use a smaller type, or correct max_registers")
        } else if location.address + shape.type.registers > 65_536 {
            reader.refuse("ends beyond the last address", remedy: "use addresses up to 65535")
        } else {
            return true
        }
        return false
    }

    /// With its read-back and confirmations, which name other points.
    private func finished(
        _ draft: Draft, _ points: NameTable<PointDescription>, _ evenReads: EvenReads
    ) -> PointDescription? {
        var point = draft.point
        if let objection = evenReads.objection(to: point) {
            draft.value.refuse(objection.what, remedy: objection.remedy)
            return nil
        }
        if let value = draft.readBack {
            guard let other = points.lookUp(value) else { return nil }
            guard other.unit == point.unit else {
                value.refuse(
                    "is '\(other.name)', which is in another unit", remedy: "read back a point with the same unit")
                return nil
            }
            point.readBack = other.name == point.name ? nil : other.name
        }
        if let value = draft.confirm {
            guard let confirmations = confirmations(value, of: point, points) else { return nil }
            point.confirmations = confirmations
        }
        if point.isWritable, point.poll == .none, draft.readBack == nil, draft.confirm == nil {
            draft.value.refuse(
                "is written and never read",
                remedy: "say how a write is seen: read_back: \(point.name) if it can be read, or another point, or "
                    + "confirm: {1: some_state == 1}")
            return nil
        }
        return point
    }

    /// `{0x12: state == 3, 0x01: state == 0}`: what must be seen after which value was written.
    private func confirmations(
        _ value: YAMLValue, of point: PointDescription, _ points: NameTable<PointDescription>
    ) -> [WriteConfirmation]? {
        value.mapping { (reader: inout MappingReader) -> [WriteConfirmation]? in
            var confirmations: [WriteConfirmation] = []
            let entries = reader.everything()
            var isWhole = (1...16).contains(entries.count)
            if !isWhole { reader.refuse("has \(entries.count) values", remedy: "confirm 1 to 16 values") }
            for (key, place, value) in entries {
                let written = point.value(key) { what, remedy in
                    value.source.note("\(value.name) \(what)", remedy: remedy, at: place)
                }
                let conditions = value.conditions(points, .any)
                guard let written, let conditions else {
                    isWhole = false
                    continue
                }
                confirmations += conditions.map { WriteConfirmation(value: written, condition: $0) }
            }
            return isWhole ? confirmations : nil
        }
    }
}

internal import FloorModel
internal import Foundation
internal import VirtualMachines

/// What the control socket asks for.
extension FloorLoop {
    /// One line in, one line out.
    mutating func answer(_ line: [UInt8]) -> [UInt8] {
        do {
            let request = try ControlRequest.read(line)
            return try answer(request.asked())
        } catch let fault as VirtualFloorFault {
            let code = fault.kind == .notFound ? ControlReply.notFound : nil
            return ControlReply.encode(ControlReply.Refused(code: code, error: fault.what, remedy: fault.remedy))
        } catch {
            return ControlReply.encode(
                ControlReply.Refused(
                    error: "the line is not a request: \(Self.reason(error))",
                    remedy:
                        #"send one object such as {"state":true}, {"fault":KIND,"machine":MACHINE} or {"collect":MACHINE}"#
                ))
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.dataCorrupted(let context): context.debugDescription
        case DecodingError.typeMismatch(_, let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")) has the wrong type"
        default: "it is not one JSON object"
        }
    }

    private mutating func answer(_ asked: ControlRequest.Asked) throws(VirtualFloorFault) -> [UInt8] {
        switch asked {
        case .fault(let kind, let machine, let seconds): try inject(kind, machine, seconds)
        case .state: return ControlReply.encode(try state())
        case .executed(let id): return ControlReply.encode(try executed(id))
        case .load(let id, let grams, let moisture): try load(id, grams: grams, moisturePPM: moisture)
        case .collect(let id):
            let taken = try process(id).act { process, now throws(VirtualProcessRefusal) in
                try process.collect(at: now)
            }
            return ControlReply.encode(ControlReply.Collected(taken))
        case .place(let id, let grams): try place(id, grams: grams)
        case .lid(let id, let isOpen):
            try process(id).act { process, now throws(VirtualProcessRefusal) in
                process.setLid(isOpen: isOpen, at: now)
            }
        case .emergencyStop(let id, let isPressed):
            try process(id).act { process, now throws(VirtualProcessRefusal) in
                try process.setEmergencyStop(isPressed: isPressed, at: now)
            }
        case .clearJam(let id):
            try process(id).act { process, now throws(VirtualProcessRefusal) in try process.clearJam(at: now) }
        }
        return ControlReply.encode(ControlReply.Done())
    }

    private mutating func state() throws(VirtualFloorFault) -> ControlReply.State {
        let now = Self.monotonic
        for index in machines.indices { try machines[index].turn(at: now) }
        return ControlReply.State(
            monotonicNs: now.wholeNanoseconds, speed: speed, machines: machines.map(MachineReply.init),
            processes: processes.map(ProcessReply.init), scales: scales.map(ScaleReply.init))
    }

    private func executed(_ id: String) throws(VirtualFloorFault) -> ControlReply.Executed {
        let log = machines[try printer(id)].log
        log.flush()
        return ControlReply.Executed(machine: id, path: log.path, lines: log.path == nil ? log.lastLines : nil)
    }

    // MARK: - Hands

    private func load(_ id: String, grams: Double?, moisturePPM: Int) throws(VirtualFloorFault) {
        let mass = try Self.mass(grams)
        try process(id).act { process, now throws(VirtualProcessRefusal) in
            try process.load(mass, moisturePPM: moisturePPM, at: now)
        }
    }

    private func place(_ id: String, grams: Double?) throws(VirtualFloorFault) {
        guard let scale = scales.first(where: { $0.scale.id == id }) else {
            throw VirtualFloorFault(
                .notFound, "there is no scale '\(id)' on this virtual floor",
                remedy: Self.choice(scales.map(\.scale.id)))
        }
        scale.mass = try Self.mass(grams)
    }

    private static func mass(_ grams: Double?) throws(VirtualFloorFault) -> Milligrams {
        guard let grams, 0...100_000 ~= grams, let mass = Milligrams(grams: grams) else {
            throw VirtualFloorFault(
                .configuration, "\(grams.map { "\($0) g is" } ?? "the mass is missing or") out of bounds",
                remedy: "say 0 to 100000 with \"grams\"")
        }
        return mass
    }

    // MARK: - Faults

    private mutating func inject(
        _ name: String, _ machine: String?, _ seconds: Double?
    ) throws(VirtualFloorFault) {
        guard let kind = VirtualFaultKind(rawValue: name) else {
            throw VirtualFloorFault(
                .configuration, "there is no fault '\(name)'",
                remedy: "use one of \(VirtualFaultKind.choice)")
        }
        guard let machine else {
            throw VirtualFloorFault(.configuration, "the fault names no machine", remedy: "say which with \"machine\"")
        }
        if let seconds {
            guard kind.takesDuration else {
                throw VirtualFloorFault(
                    .configuration, "'\(name)' happens once and takes no duration", remedy: "leave the seconds out")
            }
            guard seconds.isFinite, seconds >= 0.001, seconds <= 86_400 else {
                throw VirtualFloorFault(
                    .configuration, "\(seconds) s is out of bounds", remedy: "use 0.001 to 86400 seconds")
            }
        }
        let duration = seconds.map { Duration.seconds($0) }
        if let process = processes.first(where: { $0.machine.id.name == machine }) {
            try process.act { process, now throws(VirtualProcessRefusal) in
                try process.inject(kind, for: duration, at: now)
            }
            return
        }
        guard let index = machines.firstIndex(where: { $0.machine.id.name == machine }) else {
            throw unknown(machine, wanted: "machine", among: allNames)
        }
        guard kind.strikesPrinters else {
            throw VirtualFloorFault(
                .configuration, "'\(name)' does not happen to a printer",
                remedy: Self.choice(VirtualFaultKind.allCases.filter(\.strikesPrinters).map(\.rawValue)))
        }
        machines[index].printer.inject(kind, for: duration, at: Self.monotonic)
        try machines[index].turn(at: Self.monotonic)
    }

    // MARK: - Names

    private func printer(_ id: String) throws(VirtualFloorFault) -> Int {
        guard let index = machines.firstIndex(where: { $0.machine.id.name == id }) else {
            throw unknown(id, wanted: "printer", among: machines.map(\.machine.id.name))
        }
        return index
    }

    private func process(_ id: String) throws(VirtualFloorFault) -> RunningProcess {
        guard let process = processes.first(where: { $0.machine.id.name == id }) else {
            throw unknown(id, wanted: "recycling machine", among: processes.map(\.machine.id.name))
        }
        return process
    }

    private var allNames: [String] { machines.map(\.machine.id.name) + processes.map(\.machine.id.name) }

    private func unknown(_ id: String, wanted: String, among names: [String]) -> VirtualFloorFault {
        let isOther = allNames.contains(id)
        return VirtualFloorFault(
            isOther ? .configuration : .notFound,
            isOther ? "'\(id)' is no \(wanted)" : "there is no machine '\(id)' on this virtual floor",
            remedy: Self.choice(names))
    }

    private static func choice(_ names: [String]) -> String {
        names.isEmpty ? "add one to the floor file" : "use one of \(names.joined(separator: ", "))"
    }
}

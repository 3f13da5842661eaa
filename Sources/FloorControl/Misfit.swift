public import FloorModel

extension MachineDescription {
    /// Why this machine cannot run the order, in words that name both numbers; nil when it can.
    public func misfit(_ order: JobOrder) -> String? {
        guard let printer else { return "\(id) is not a printer" }
        let facts = order.facts
        if !printer.materials.contains(order.material) {
            return "\(id) does not print \(order.material) (it prints \(printer.materials.joined(separator: ", ")))"
        }
        if let nozzle = facts.nozzleMillimetres, abs(nozzle - printer.nozzleMillimetres) > 0.001 {
            return "the file is sliced for a \(nozzle) mm nozzle, \(id) has \(printer.nozzleMillimetres) mm"
        }
        let axes = [
            ("X", facts.xMillimetres, printer.xMillimetres), ("Y", facts.yMillimetres, printer.yMillimetres),
            ("Z", facts.zMillimetres, printer.zMillimetres),
        ]
        for (axis, moves, reach) in axes {
            guard let moves else { continue }
            if moves.minimum < reach.minimum || moves.maximum > reach.maximum {
                return "the file moves \(axis) from \(moves.minimum) to \(moves.maximum) mm, \(id) reaches "
                    + "\(reach.minimum) to \(reach.maximum) mm"
            }
        }
        if let nozzle = facts.nozzleMaximumCelsius, nozzle > printer.nozzleMaximumCelsius {
            return "the file heats the nozzle to \(nozzle) °C, \(id) allows \(printer.nozzleMaximumCelsius) °C"
        }
        if let bed = facts.bedMaximumCelsius, bed > printer.bedMaximumCelsius {
            return "the file heats the bed to \(bed) °C, \(id) allows \(printer.bedMaximumCelsius) °C"
        }
        return nil
    }
}

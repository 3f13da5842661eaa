public import FloorModel

extension GCodeReport {
    /// Why this printer cannot print the file; empty where it can. The line is the first that asks for too much.
    public func refusals(for printer: PrinterDescription) -> [GCodeProblem] {
        outside("X", x, printer.xMillimetres) + outside("Y", y, printer.yMillimetres)
            + outside("Z", z, printer.zMillimetres)
            + tooHot("nozzle", nozzleMaximumCelsius, printer.nozzleMaximumCelsius, line: nozzleMaximumLine)
            + tooHot("bed", bedMaximumCelsius, printer.bedMaximumCelsius, line: bedMaximumLine)
            + wrongParts(printer)
    }

    private func outside(_ axis: String, _ extent: Extent?, _ reach: Limits) -> [GCodeProblem] {
        guard let extent else { return [] }
        // Slicers round to a thousandth.
        let tolerance = 0.001
        var problems: [GCodeProblem] = []
        let ends = [
            (extent.limits.minimum, extent.minimumLine, extent.limits.minimum < reach.minimum - tolerance),
            (extent.limits.maximum, extent.maximumLine, extent.limits.maximum > reach.maximum + tolerance),
        ]
        for (value, line, isOutside) in ends where isOutside {
            problems.append(
                error(
                    .outsideVolume, line: line,
                    "\(axis) goes to \(value) mm, the printer from \(reach.minimum) to \(reach.maximum) mm; "
                        + "slice the part for this printer"))
        }
        return problems
    }

    private func tooHot(_ heater: String, _ asked: Double?, _ most: Double, line: Int) -> [GCodeProblem] {
        guard let asked, asked > most else { return [] }
        return [
            error(
                .tooHot, line: line,
                "the \(heater) is to reach \(asked) °C, the printer allows \(most) °C; slice the part for this printer")
        ]
    }

    private func wrongParts(_ printer: PrinterDescription) -> [GCodeProblem] {
        var problems: [GCodeProblem] = []
        if let nozzle = nozzleMillimetres, (nozzle - printer.nozzleMillimetres).magnitude > 0.01 {
            problems.append(
                error(
                    .wrongNozzle, line: 0,
                    "sliced for a nozzle of \(nozzle) mm, the printer has \(printer.nozzleMillimetres) mm; slice again")
            )
        }
        if let material, !printer.materials.contains(material) {
            problems.append(
                error(
                    .materialNotPrinted, line: 0,
                    "sliced for \(material), the printer prints \(printer.materials.joined(separator: ", "))"))
        }
        if tools > 1 {
            problems.append(
                error(.severalTools, line: 0, "uses \(tools) tools, the printer has one; slice the part for one tool"))
        }
        return problems
    }

    private func error(_ code: GCodeProblem.Code, line: Int, _ message: String) -> GCodeProblem {
        GCodeProblem(line: line, code: code, severity: .error, message: message)
    }
}

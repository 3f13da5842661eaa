/// What a print file may not command, and what a person should know of before it is printed.
///
/// A file is one job of one maker on a shared machine: it may heat, move and feed. It may not stop the machine, change
/// what is stored in it, use its SD card, or confuse the line numbers of the host.
enum CommandPolicy {
    struct Verdict {
        var code: GCodeProblem.Code
        var severity: GCodeProblem.Severity
        var message: String
    }

    /// Nil for whatever is nobody's concern. Sources: Marlin `gcode.cpp`, `queue.cpp`; reprap.org's G-code list.
    static func verdict(letter: UInt8, number: Int) -> Verdict? {
        switch letter {
        case UInt8(ascii: "M"): mVerdict(number)
        case UInt8(ascii: "G") where number == 38:
            Verdict(code: .unusual, severity: .warning, message: "G38 probes into the work: watch the first run")
        default: nil
        }
    }

    private static func mVerdict(_ number: Int) -> Verdict? {
        switch number {
        case 0, 1: waits("M\(number) stops until somebody presses the printer's button")
        case 600: waits("M600 stops for a change of filament")
        case 601, 602: waits("M\(number) pauses or resumes the print in the firmware")
        case 23...28, 30, 32, 33, 928: forbidden("M\(number) works with the printer's SD card, behind the host's back")
        case 108: unusual("M108 cuts a wait for a temperature short")
        case 110: forbidden("M110 sets the line number, which is the host's")
        case 112: forbidden("M112 is the emergency stop")
        case 410: forbidden("M410 throws away moves that were already taken")
        case 500, 502, 504: forbidden("M\(number) changes what is stored in the printer for everybody after")
        case 575: forbidden("M575 changes the baud rate and so cuts the link")
        case 997: forbidden("M997 starts a firmware update")
        case 999: forbidden("M999 restarts a stopped printer")
        case 80, 81: unusual("M\(number) switches the power supply")
        case 302: unusual("M302 allows extrusion through a cold nozzle")
        case 303: unusual("M303 tunes a heater, which is no print")
        case 92, 206, 301, 304, 428, 501, 665, 666, 851:
            Verdict(
                code: .changesCalibration, severity: .warning,
                message: "M\(number) changes the printer's calibration until it is switched off")
        default: nil
        }
    }

    private static func forbidden(_ what: String) -> Verdict {
        Verdict(code: .forbidden, severity: .error, message: "\(what); take it out of the slicer's custom G-code")
    }

    private static func waits(_ what: String) -> Verdict {
        Verdict(code: .waitsForPerson, severity: .warning, message: "\(what); somebody must be there")
    }

    private static func unusual(_ what: String) -> Verdict {
        Verdict(code: .unusual, severity: .warning, message: what)
    }
}

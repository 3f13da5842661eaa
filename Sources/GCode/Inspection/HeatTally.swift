/// The highest temperatures that a file asks for: M104 and M109 for nozzles, M140 and M190 for the bed.
struct HeatTally {
    struct Peak {
        /// °C; nil where the file never heats.
        var maximum: Double?
        var line = 0

        mutating func include(_ value: Double, line: Int) {
            guard value > maximum ?? 0 else { return }
            maximum = value
            self.line = line
        }
    }

    private(set) var nozzle = Peak()
    private(set) var bed = Peak()

    mutating func take(_ words: GCodeWords, line: Int) {
        guard words.letter == UInt8(ascii: "M"), words.has("S") || words.has("R") else { return }
        let target = words.has("S") ? words.value("S") : words.value("R")
        switch words.number {
        case 104, 109: nozzle.include(target, line: line)
        case 140, 190: bed.include(target, line: line)
        default: break
        }
    }
}

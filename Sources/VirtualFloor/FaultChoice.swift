public import VirtualMachines

extension VirtualFaultKind {
    /// What happens to printers, in the order of the kinds.
    public static var ofPrinters: [VirtualFaultKind] { allCases.filter(\.strikesPrinters) }

    /// What happens to recycling machines; `victims` says to which.
    public static var ofRecyclingMachines: [VirtualFaultKind] { allCases.filter { !$0.strikesPrinters } }

    /// All names, for a remedy: `lose-ok, … (printers); jam, … (recycling machines)`.
    public static var choice: String {
        let names = [ofPrinters, ofRecyclingMachines].map { $0.map(\.rawValue).joined(separator: ", ") }
        return "\(names[0]) (printers); \(names[1]) (recycling machines)"
    }
}

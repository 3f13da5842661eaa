public import FloorControl
public import FloorModel
public import GCode

/// What a printer's driver must know about its printer.
public struct PrinterConfiguration: Sendable {
    public var machine: MachineID
    /// A tty or pty.
    public var port: String
    /// Bits/s.
    public var baud: Int
    /// nil asks the firmware (M115).
    public var dialect: Dialect?
    /// Lines in flight at most.
    public var windowLines = 1
    /// Silence of the firmware after which its values are reported as stale.
    public var staleAfter: Duration
    /// Where a stored file lies; nil when it is not there. Called on the driver's thread.
    public var files: @Sendable (FileDigest) -> String?
    /// Takes every report, on the driver's thread. It must not block: the next line waits for it.
    public var report: @Sendable (MachineReport) -> Void

    public init(
        machine: MachineID, port: String, baud: Int, dialect: Dialect?, staleAfter: Duration,
        files: @escaping @Sendable (FileDigest) -> String?, report: @escaping @Sendable (MachineReport) -> Void
    ) {
        self.machine = machine
        self.port = port
        self.baud = baud
        self.dialect = dialect
        self.staleAfter = staleAfter
        self.files = files
        self.report = report
    }
}

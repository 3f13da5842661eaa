/// Where the daemon listens.
public enum DaemonSocket {
    /// The packaged service's socket.
    public static let standardPath = "/run/machina/machinad.sock"
    /// Names another socket for all verbs.
    public static let variable = "MACHINA_SOCKET"

    /// `--socket`, then `MACHINA_SOCKET`, then `/run/machina/machinad.sock`.
    ///
    /// - Parameter environment: of the process.
    public static func path(option: String?, environment: [String: String]) -> String {
        if let option { return option }
        guard let named = environment[variable], !named.isEmpty else { return standardPath }
        return named
    }
}

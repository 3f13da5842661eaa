public import FloorAPITypes

/// Why a request to the daemon was not done.
public enum FloorClientError: Error, Hashable, Sendable {
    /// Nobody answers at the socket.
    case unreachable(socket: String, reason: String)
    /// The socket's mode does not let this user in.
    case notPermitted(socket: String)
    /// The daemon answered that it did not do it, and why.
    case refused(ProblemDetails)
    /// The daemon's answer was cut off or is not what this program knows.
    case unintelligible(String)
    /// Following events came to an end because this program was too slow; watch again after reading the views anew.
    case eventsMissed
}

extension FloorClientError: CustomStringConvertible {
    /// What happened and what to do, in two lines at most.
    public var description: String {
        switch self {
        case .unreachable(let socket, let reason):
            "machinad does not answer at \(socket) (\(reason)); is it running?\n"
                + "start it with 'machinad --floor FILE --state DIR', or name its socket with --socket or MACHINA_SOCKET"
        case .notPermitted(let socket):
            "you may not use \(socket)\nask for membership of the socket's group (ls -l \(socket))"
        case .refused(let problem):
            ([problem] + (problem.others ?? [])).map { "\($0.detail)\n\($0.remedy)" }.joined(separator: "\n")
        case .unintelligible(let what):
            "machinad's answer cannot be understood: \(what)\ncheck that machina and machinad are of the same version"
        case .eventsMissed:
            "events came faster than they could be shown, some are missing\nstart again; the present state is not affected"
        }
    }
}

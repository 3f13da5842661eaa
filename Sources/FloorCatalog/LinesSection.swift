internal import FloorModel

/// `lines:` of a floor file, the Modbus lines: `bus1: {kind: rtu, port: /dev/machina/rs485-1, baud: 19200,
/// parity: even}`, `shop: {kind: tcp, host: 10.0.0.20, port: 502}`.
struct LinesSection {
    /// Holds the floor file.
    let directory: String
    static let limit = 64

    /// The lines that are right, and the names of the others; nil where there are none.
    func read(_ value: YAMLValue) -> NameTable<LineDescription>? {
        value.mapping { (reader: inout MappingReader) -> NameTable<LineDescription>? in
            var lines = NameTable<LineDescription>("line")
            var users: [String: String] = [:]
            for (id, value) in reader.named("line") {
                let line = value.mapping { (reader: inout MappingReader) -> LineDescription? in
                    guard let endpoint = endpoint(&reader) else { return nil }
                    let other = users.updateValue(id ?? "another", forKey: Self.key(endpoint))
                    if let other {
                        reader.refuse(
                            "is where the line \(other) is", remedy: "put all machines of one endpoint on one line")
                    }
                    return id.map { LineDescription(id: LineID($0), endpoint: endpoint) }
                }
                lines.add(id, line)
            }
            guard lines.written.count <= Self.limit else {
                reader.refuse("has \(lines.written.count) lines", remedy: "use at most \(Self.limit)")
                return nil
            }
            return lines
        }
    }

    /// What tells one endpoint from another.
    private static func key(_ endpoint: LineDescription.Endpoint) -> String {
        switch endpoint {
        case .tcp(let host, let port): "tcp \(host.lowercased()) \(port)"
        case .rtu(let port, _, _): "rtu \(port)"
        }
    }

    private func endpoint(_ reader: inout MappingReader) -> LineDescription.Endpoint? {
        switch reader.required("kind", example: "rtu")?.choice(of: ["rtu", "tcp"]) {
        case "rtu":
            let port = reader.required("port", example: "/dev/machina/rs485-1").flatMap {
                PortPath.read($0, directory: directory)
            }
            let baud = reader.required("baud", example: "19200").flatMap(MachineTypeFile.baud)
            let parity = reader.required("parity", example: "even")?.choice(of: SerialParity.allCases.map(\.rawValue))
                .flatMap(SerialParity.init(rawValue:))
            guard let port, let baud, let parity else { return nil }
            return .rtu(port: port, baud: baud, parity: parity)
        case "tcp":
            let host = reader.required("host", example: "10.0.0.20").flatMap(BrokerSection.host)
            let port = reader.optional("port").map { $0.integer(1...65_535, example: 502) } ?? 502
            guard let host, let port else { return nil }
            return .tcp(host: host, port: port)
        default:
            reader.passOverRest()
            return nil
        }
    }
}

/// The path of a tty or pty.
enum PortPath {
    /// Absolute; a relative path starts at the floor file's folder, `run/mk3-1` is `Floors/run/mk3-1`.
    static func read(_ value: YAMLValue, directory: String) -> String? {
        value.text(limit: 1024).map { CatalogPath.absolute(CatalogPath.join(directory, $0)) }
    }
}

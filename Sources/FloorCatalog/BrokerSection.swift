internal import FloorModel

/// `mqtt: {host: 127.0.0.1, port: 1883, user: machinad, password_file: mqtt.password}`.
enum BrokerSection {
    /// `directory` holds the floor file; a relative path of the password file starts there.
    static func read(_ value: YAMLValue, directory: String) -> BrokerDescription? {
        value.mapping { (reader: inout MappingReader) -> BrokerDescription? in
            let host = reader.required("host", example: "127.0.0.1").flatMap(Self.host)
            let port = reader.optional("port").map { $0.integer(1...65_535, example: 1883) } ?? 1883
            let user = reader.optional("user").map { $0.text(limit: 64) }
            let password = reader.optional("password_file")
            let passwordFile = password.map { value in
                value.text(limit: 1024).map { CatalogPath.absolute(CatalogPath.join(directory, $0)) }
            }
            if let password, user == nil, !reader.has("user") {
                password.refuse("is given without a user", remedy: "add user: next to it")
            }
            guard let host, let port else { return nil }
            return BrokerDescription(
                host: host, port: port, user: user.flatMap { $0 }, passwordFile: passwordFile.flatMap { $0 })
        }
    }

    /// A host name or address, without a scheme and a port.
    static func host(_ value: YAMLValue) -> String? {
        guard let text = value.text(limit: 253) else { return nil }
        let isHost = text.utf8.allSatisfy { byte in
            (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || ".-:_".utf8.contains(byte)
        }
        guard isHost, !(text.contains(":") && text.contains(".")) else {
            value.refuse("has '\(text)', not a host", remedy: "write a name or an address alone, as 127.0.0.1")
            return nil
        }
        return text
    }
}

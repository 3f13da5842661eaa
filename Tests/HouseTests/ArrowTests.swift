import Foundation
import Testing

/// The table of arrows in `Documentation/Architecture.md` is the law; the package description is held against it.
@Suite struct ArrowTests {
    @Test("Every target stands in the table, and depends on nothing that the table does not allow")
    func arrows() throws {
        let table = try ArrowTable(markdown: try House.text("Documentation/Architecture.md"))
        #expect(table.rooms.count > 15)
        let package = try PackageDescription(text: try House.text("Package.swift"))
        #expect(package.targets.count > 15)
        for target in package.targets where target.kind != "tests" {
            guard let room = table.rooms[target.name] else {
                Issue.record("\(target.name) is not in the table of Documentation/Architecture.md")
                continue
            }
            guard !room.mayImportAll else { continue }
            for dependency in target.dependencies where !room.allowed.contains(dependency) {
                Issue.record(
                    "\(target.name) may not depend on \(dependency); the table allows \(room.allowed.sorted())")
            }
        }
    }

    @Test("An arrow points down only: no room may import one of its own floor or above")
    func downOnly() throws {
        let table = try ArrowTable(markdown: try House.text("Documentation/Architecture.md"))
        for (name, room) in table.rooms {
            for other in room.allowed {
                guard let floor = table.rooms[other]?.floor else { continue }
                let isShim = other.hasPrefix("C") && other.dropFirst().first?.isUppercase == true
                #expect(floor < room.floor || (isShim && floor == room.floor), "\(name) → \(other)")
            }
        }
    }

    @Test("What a room imports it declares: no arrow hides in a source file")
    func imports() throws {
        let package = try PackageDescription(text: try House.text("Package.swift"))
        let targets = Dictionary(uniqueKeysWithValues: package.targets.map { ($0.name, $0) })
        for target in package.targets where target.kind == "room" || target.kind == "program" {
            for file in try House.swiftFiles(in: "Sources/\(target.name)") {
                for module in try House.imports(of: file) where targets[module] != nil {
                    #expect(target.dependencies.contains(module), "\(file) imports \(module)")
                }
            }
        }
    }

    @Test(
        "Floor 0 and the core know neither Foundation nor any library",
        arguments: ["FloorModel", "FloorControl", "Scheduling", "VirtualMachines"])
    func pureRooms(room: String) throws {
        let allowed: Set<String> = ["FloorModel", "FloorControl", "Scheduling", "Synchronization"]
        for file in try House.swiftFiles(in: "Sources/\(room)") {
            #expect(try House.imports(of: file).subtracting(allowed).isEmpty, "\(file)")
        }
    }

    @Test(
        "The chain library stands without the house, and its pure rooms without Foundation",
        arguments: [
            ("TransparencyLog", ["Crypto"]), ("Provenance", ["Crypto", "TransparencyLog"]),
            ("FloorProvenance", ["Crypto", "FloorModel", "Provenance"]),
            (
                "LogStore",
                [
                    "Crypto", "Dispatch", "Foundation", "FoundationNetworking", "Glibc", "Synchronization",
                    "TransparencyLog",
                ]
            ),
        ])
    func chainRooms(room: String, allowed: [String]) throws {
        for file in try House.swiftFiles(in: "Sources/\(room)") {
            #expect(try House.imports(of: file).subtracting(allowed).isEmpty, "\(file)")
        }
    }

    @Test("The judge shares no code with the judged")
    func judge() throws {
        let judged: Set<String> = [
            "FloorCatalog", "FloorControl", "GCode", "ModbusDriver", "ModbusLink", "PrinterDriver", "RegisterMap",
            "SerialLink",
        ]
        for room in ["VirtualMachines", "VirtualFloor"] {
            for file in try House.swiftFiles(in: "Sources/\(room)") {
                #expect(try House.imports(of: file).isDisjoint(with: judged), "\(file)")
            }
        }
    }
}

/// The rows of the table: `| floor | target | holds | may import |`.
private struct ArrowTable {
    struct Room {
        var floor: Int
        var allowed: Set<String>
        var mayImportAll: Bool
    }

    var rooms: [String: Room] = [:]

    init(markdown: String) throws {
        for line in markdown.split(separator: "\n") where line.hasPrefix("| ") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 4, let floor = Int(cells[0]) else { continue }
            for name in Self.names(cells[1]) {
                rooms[name] = Room(
                    floor: floor, allowed: Set(Self.names(cells[3])), mayImportAll: cells[3].hasPrefix("all"))
            }
        }
    }

    /// The words in back quotes.
    private static func names(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().compactMap { index, part in
            index.isMultiple(of: 2) ? nil : String(part)
        }
    }
}

/// The targets of `Package.swift`, read as text: the calls `room("Name", ["A", product])` and their like.
private struct PackageDescription {
    struct Declared {
        var name: String
        var kind: String
        var dependencies: Set<String>
    }

    var targets: [Declared] = []

    init(text: String) throws {
        let body = try #require(text.range(of: "    targets: [").map { text[$0.upperBound...] })
        let call = try Regex(#"\b(room|program|tests|shim|library)\(\s*"([A-Za-z]+)"([^)]*)\)"#)
        for match in body.matches(of: call) {
            let kind = String(match.output[1].substring ?? "")
            let rest = match.output[3].substring ?? ""
            let list = rest.firstIndex(of: "[").flatMap { start in rest.firstIndex(of: "]").map { rest[start..<$0] } }
            let dependencies = kind == "library" || kind == "shim" ? [] : Self.entries(list ?? "")
            targets.append(
                Declared(name: String(match.output[2].substring ?? ""), kind: kind, dependencies: dependencies))
        }
    }

    private static func entries(_ list: Substring) -> Set<String> {
        Set(
            list.split { "[],\n ".contains($0) }.map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\"")) }
                .filter { !$0.isEmpty })
    }
}

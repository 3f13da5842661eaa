// swift-tools-version: 6.2
// The rooms of the house and the arrows allowed between them; Documentation/Architecture.md says what each
// room holds, and Tests/HouseTests holds this file against the table there.
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// A room of the house: a Swift target under the strict settings.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// A room of C that wraps a library or system calls.
func shim(_ name: String) -> Target { .target(name: name) }

func library(_ name: String, pkgConfig: String, apt package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let package = Package(
    name: "machina",
    products: [
        .executable(name: "machinad", targets: ["machinad"]),
        .executable(name: "machina", targets: ["machina"]),
        // For any program that writes or checks a chain; stands without the rest of the house.
        .library(name: "ProvenanceChain", targets: ["TransparencyLog", "LogStore", "Provenance"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Floor 0: values
        room("FloorModel"),
        room("TransparencyLog", [crypto]),
        // Floor 1: pure organs
        room("Scheduling", ["FloorModel"]),
        room("GCode", ["FloorModel"]),
        room("RegisterMap", ["FloorModel"]),
        room("SensorFeeds", ["FloorModel"]),
        room("VirtualMachines", ["FloorModel"]),
        room("FloorAPITypes", ["FloorModel", "CZlib"]),
        room("Provenance", ["TransparencyLog", crypto]),
        room("LogStore", ["TransparencyLog"]),
        // Floor 2: the core, and what it tells the outside
        room("FloorControl", ["FloorModel", "Scheduling"]),
        room("FloorProvenance", ["FloorModel", "Provenance", crypto]),
        // Floor 3: one kind of I/O each
        shim("CSerial"),
        library("CMosquitto", pkgConfig: "libmosquitto", apt: "libmosquitto-dev"),
        library("CModbus", pkgConfig: "libmodbus", apt: "libmodbus-dev"),
        library("CQREncode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
        library("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
        room("SerialLink", ["CSerial", "FloorModel"]),
        room("ModbusLink", ["CModbus", "FloorModel", "RegisterMap"]),
        room("MQTTLink", ["CMosquitto"]),
        room("FloorStore", ["FloorControl", "FloorModel", "FloorProvenance", "Provenance", crypto, grdb]),
        room("FloorCatalog", ["FloorModel", yams]),
        room(
            "FloorAPI",
            [
                "FloorAPITypes", "FloorControl", "FloorModel", "Scheduling", hummingbird, hummingbirdCore, httpTypes,
                lifecycle, logging,
                nioCore, nioPosix,
            ]),
        room("FloorClient", ["FloorAPITypes", "FloorModel", httpClient, nioCore, nioHTTP1]),
        room("LocalBroker"),
        // Floor 4: a protocol over a link, and the virtual floor
        room("PrinterDriver", ["FloorControl", "FloorModel", "GCode", "SerialLink"]),
        room("ModbusDriver", ["FloorControl", "FloorModel", "ModbusLink", "RegisterMap"]),
        shim("CPty"),
        room("VirtualFloor", ["CModbus", "CMosquitto", "CPty", "FloorModel", "VirtualMachines"]),
        // Floor 5: the programs
        program(
            "machinad",
            [
                "FloorAPI", "FloorAPITypes", "FloorCatalog", "FloorControl", "FloorModel", "FloorProvenance",
                "FloorStore", "GCode", "LogStore", "ModbusDriver", "MQTTLink", "PrinterDriver", "Provenance",
                "Scheduling", "SensorFeeds", "TransparencyLog", argumentParser, crypto, lifecycle, logging,
                unixSignals,
            ]),
        program(
            "machina",
            [
                "CQREncode", "CZlib", "FloorAPITypes", "FloorCatalog", "FloorClient", "FloorControl", "FloorModel",
                "GCode", "LocalBroker", "LogStore", "ModbusLink", "MQTTLink", "PrinterDriver", "Provenance",
                "RegisterMap", "SerialLink", "TransparencyLog", "VirtualFloor", "VirtualMachines", argumentParser,
                crypto,
            ]),
        // Tests mirror the rooms
        .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: strict),
        tests("HouseTests", ["FloorModel"]),
        tests("FloorModelTests", ["FloorModel"]),
        tests("TransparencyLogTests", ["SeededRandom", "TransparencyLog", crypto]),
        tests("LogStoreTests", ["LogStore", "SeededRandom", "TransparencyLog"]),
        tests("ProvenanceTests", ["Provenance", "SeededRandom", "TransparencyLog", crypto]),
        tests("ProvenanceChainTests", ["LogStore", "Provenance", "TransparencyLog"]),
        tests(
            "FloorProvenanceTests",
            ["FloorControl", "FloorModel", "FloorProvenance", "Provenance", "Scheduling", "SeededRandom", crypto]),
        tests("GCodeTests", ["FloorModel", "GCode", "SeededRandom"]),
        tests("RegisterMapTests", ["FloorModel", "RegisterMap", "SeededRandom"]),
        tests("SensorFeedsTests", ["FloorModel", "SeededRandom", "SensorFeeds"]),
        tests("VirtualMachinesTests", ["FloorModel", "SeededRandom", "VirtualMachines"]),
        tests("FloorAPITypesTests", ["CZlib", "FloorAPITypes", "FloorModel", "SeededRandom"]),
        tests("SchedulingTests", ["FloorModel", "Scheduling", "SeededRandom"]),
        tests("FloorControlTests", ["FloorControl", "FloorModel", "Scheduling", "SeededRandom"]),
        tests("ModbusLinkTests", ["CPty", "FloorModel", "ModbusLink", "RegisterMap", "SeededRandom"]),
        tests(
            "ModbusDriverTests",
            ["FloorControl", "FloorModel", "ModbusDriver", "ModbusLink", "RegisterMap", "SeededRandom"]),
        tests("SerialLinkTests", ["CSerial", "FloorModel", "SerialLink"]),
        tests("MQTTLinkTests", ["LocalBroker", "MQTTLink", "SeededRandom"]),
        tests("LocalBrokerTests", ["LocalBroker"]),
        tests(
            "FloorStoreTests",
            ["FloorControl", "FloorModel", "FloorProvenance", "FloorStore", "Provenance", "SeededRandom", grdb],
            resources: [.copy("Golden")]),
        tests("FloorCatalogTests", ["FloorCatalog", "FloorModel", "SeededRandom"]),
        tests(
            "FloorAPITests",
            [
                "FloorAPI", "FloorAPITypes", "FloorClient", "FloorControl", "FloorModel", "Scheduling", lifecycle,
                logging, httpClient, httpTypes, nioCore, nioHTTP1,
            ]),
        tests(
            "MachinadTests",
            [
                "FloorAPI", "FloorAPITypes", "FloorControl", "FloorModel", "FloorStore", "LogStore", "MQTTLink",
                "Provenance", "Scheduling", "SeededRandom", "TransparencyLog", "machinad", lifecycle, logging,
            ]),
        tests(
            "MachinaTests",
            [
                "CZlib", "FloorAPITypes", "FloorClient", "FloorModel", "LogStore", "Provenance", "TransparencyLog",
                "machina", argumentParser,
            ]),
        tests("PrinterDriverTests", ["CSerial", "FloorControl", "FloorModel", "GCode", "PrinterDriver", "SerialLink"]),
        tests(
            "VirtualFloorTests",
            ["CModbus", "CMosquitto", "CPty", "FloorModel", "LocalBroker", "VirtualFloor", "VirtualMachines"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["FloorAPITypes", "FloorModel", "LocalBroker", "machina", "machinad", crypto],
            exclude: ["Fixtures"],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

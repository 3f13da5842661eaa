internal import FloorAPI
internal import FloorControl
internal import FloorModel
internal import FloorProvenance
internal import FloorStore
internal import Foundation
internal import Logging
internal import Scheduling
internal import ServiceLifecycle
internal import Synchronization
internal import UnixSignals

/// Puts the rooms together and runs them until a signal comes.
enum Daemon {
    struct Options: Sendable {
        var statePath: String
        var socketPath: String?
        var http: TCPAddress?
        var speed: Double
        var logLevel: Logger.Level
        /// The broker's password, where the floor file names a file with one.
        var brokerPassword: String?
    }

    static func run(_ description: FloorDescription, _ options: Options) async throws {
        // A peer that goes away is an error of its write, not the end of the daemon.
        signal(SIGPIPE, SIG_IGN)
        let logger = logger(at: options.logLevel)
        let directory = try StateDirectory(options.statePath)
        let store = try FloorStore(directory, siteID: description.site.id, isVirtual: description.site.isVirtual)
        let telemetry = try TelemetryStore(directory)
        let files = FileStore(directory)

        var state = FloorState()
        let rows = try store.replay(into: &state)
        logger.info("journal replayed", metadata: ["rows": "\(rows)", "open_jobs": "\(state.openJobs.count)"])
        let identity = try openOutbox(store, description.site, logger)
        try await cleanAfterErasure(store, logger)
        tidy(files, for: state, logger)
        let hints = try telemetry.progress(
            of: state.machines.compactMap(\.operation).compactMap { state.operations[$0] })

        let events = EventFeed()
        let news = News()
        let provenance = ProvenanceLog(store: store, identity: identity, directory: directory)
        let link = LateLink()
        let chain = ChainService(provenance, logger: logger) { link.writer?.post(.chain($0)) }
        let writer = FloorWriter(
            floor: Floor(description: description, state: state, speed: options.speed),
            surroundings: .init(
                journal: store, now: SystemClock.now, plan: FirstComeFirstServed.plan,
                committed: { journalled, _ in
                    events.publish(journalled)
                    FloorLog.note(journalled, logger)
                    news.note()
                    if journalled.contains(where: { ProvenanceScribe.matters($0.event) }) { chain.wake() }
                }))
        link.connect(writer)
        // The first input of all: it is decided before any driver can report.
        writer.post(.started(version: Machinad.version, hints: hints))
        let backend = DaemonBackend(
            writer: writer, events: events, store: store, files: files, chain: chain,
            passports: PassportDesk(provenance, site: description.site.id),
            brokerPatience: description.broker.map { _ in .seconds(5) })
        try await forgetAtBroker(store, backend.erasing, hasBroker: description.broker != nil, logger)
        let services = try services(
            description, options, directory, writer: writer, backend: backend, telemetry: telemetry, news: news, chain,
            logger)
        try await ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        ).run()
    }

    /// Uploads that a crash cut off, and files that no job came for.
    private static func tidy(_ files: FileStore, for state: FloorState, _ logger: Logger) {
        let yesterday = WallClock(milliseconds: SystemClock.now().wallClock.milliseconds - 24 * 3_600_000)
        do {
            try files.removeUnfinished()
            let count = try files.removeFiles(except: Set(state.jobs.map(\.order.file)), storedBefore: yesterday)
            if count > 0 { logger.info("files without a job removed", metadata: ["files": "\(count)"]) }
        } catch {
            logger.warning("files that nobody needs stay behind: \(error)")
        }
    }

    /// Tells what an earlier version left untold, and says so.
    private static func openOutbox(
        _ store: FloorStore, _ site: SiteDescription, _ logger: Logger
    ) throws -> ChainIdentity {
        let identity = try store.openOutbox(
            for: site, now: { SystemClock.now().wallClock },
            progress: { rows, all in
                logger.info("journal being told to the provenance log", metadata: ["rows": "\(rows)", "of": "\(all)"])
            })
        let present = ChainIdentity(of: site)
        if present != identity {
            logger.warning(
                """
                base_url of the floor file would make the provenance log '\(present.origin)'; this state directory's log \
                is '\(identity.origin)' for life and goes on under that name. Put the old base_url back, or begin a new \
                state directory to use the new one
                """)
        }
        return identity
    }

    /// A crash, or a reader, kept an erasure from reaching every byte.
    private static func cleanAfterErasure(_ store: FloorStore, _ logger: Logger) async throws {
        guard try await store.needsCleaning() else { return }
        let isClean = try await store.cleanUp(attempts: 3)
        if isClean {
            logger.notice("what an erasure had left in the database's files is gone")
        } else {
            logger.warning("a program that reads machina.sqlite keeps bytes of an erased person in machina.sqlite-wal")
        }
    }

    /// What the broker was not yet told of people who were erased. Without a broker nobody ever will be: then the names are
    /// not kept for it.
    private static func forgetAtBroker(
        _ store: FloorStore, _ erasing: ErasureDesk, hasBroker: Bool, _ logger: Logger
    ) async throws {
        let topics = try await store.forgottenTopics()
        guard !topics.isEmpty else { return }
        guard !hasBroker else { return erasing.forgotten.add(topics) }
        logger.warning(
            """
            \(topics.count) retained job states of erased people may be left at the broker that the floor file no longer \
            names. Empty there what is below machina/\(erasing.site)/makers/ by hand: mosquitto_pub -r -n -t TOPIC
            """)
        try await erasing.told(topics)
    }

    /// In the order in which they start; they stop in the reverse one. Time passes until the drivers have ended: what
    /// a full disk held up may still be committed.
    private static func services(
        _ description: FloorDescription, _ options: Options, _ directory: StateDirectory, writer: FloorWriter,
        backend: DaemonBackend, telemetry: TelemetryStore, news: News, _ chain: ChainService, _ logger: Logger
    ) throws -> [any Service] {
        var services: [any Service] = [
            chain,
            WriterService(writer: writer, events: backend.events),
            TickService(writer: writer),
            DriverService(
                description: description, writer: writer, files: backend.files, telemetry: telemetry, logger: logger),
        ]
        if let broker = description.broker {
            services.append(
                MQTTService(
                    description: description, broker: broker, password: options.brokerPassword, backend: backend,
                    news: news,
                    speed: options.speed, logger: logger))
        }
        services.append(
            FloorServer(
                backend: backend, socket: options.socketPath ?? directory.path + "/machinad.sock",
                tcp: options.http.map { .init(host: $0.host, port: $0.port) }, logger: logger
            ) { listening in
                logger.info("intake open", metadata: ["at": "\(listening)"])
                chain.begin()
            })
        return services
    }

    private static func logger(at level: Logger.Level) -> Logger {
        var logger = Logger(label: "machinad") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }
}

/// The writer for those who must exist before it does.
private final class LateLink: Sendable {
    private let held = Mutex<FloorWriter?>(nil)

    var writer: FloorWriter? { held.withLock { $0 } }

    func connect(_ writer: FloorWriter) { held.withLock { $0 = writer } }
}

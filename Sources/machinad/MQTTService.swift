internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import FloorStore
internal import Foundation
internal import Logging
internal import MQTTLink
internal import ServiceLifecycle
internal import Synchronization

/// The broker's side of the floor: makers' messages in, replies and states out.
struct MQTTService: Service {
    /// How long the goodbye to the broker may take.
    static let farewell: Duration = .seconds(4)

    private let link: MQTTLink
    private let publisher: FloorPublisher
    private let troubles = BrokerTroubles()
    private let logger: Logger

    init(
        description: FloorDescription, broker: BrokerDescription, password: String?, backend: DaemonBackend,
        news: News, speed: Double, logger: Logger
    ) {
        let site = description.site.id
        let writer = backend.writer
        var configuration = MQTTLinkConfiguration(
            host: broker.host, port: broker.port, user: broker.user,
            password: password, clientID: "machinad-\(site)",
            subscriptions: [
                MQTTSubscription("machina/\(site)/makers/+/jobs/submit"),
                MQTTSubscription("machina/\(site)/makers/+/jobs/+/cancel"),
            ], presence: MQTTPresence(site: site))
        let sensors = SensorDesk(description.sensors, logger: logger) { writer.post(.sensor($0, $1)) }
        configuration.sensorTopics = sensors.topics
        configuration.maximumPayloadBytes = SubmissionBounds.bodyBytes
        let desk = MakersDesk(intake: backend.intake)
        let outgoing = Outgoing()
        link = MQTTLink(configuration: configuration) { message, answer in
            // The callback's thread must not wait in the cooperative pool; the link takes one message at a time.
            Task { answer.give(await desk.take(message) { outgoing.publish($0) }) }
        } sink: { [troubles] event in
            troubles.take(event, writer, logger)
        } onSensorMessages: {
            sensors.take($0)
        }
        outgoing.connect(link)
        publisher = FloorPublisher(
            site: site, speed: speed, news: news, floor: { backend.floor }, now: { backend.now() },
            owners: { await backend.details(of: $0) }, publish: { outgoing.publish($0) },
            checkpoint: { await backend.publishedCheckpoint() }, forgotten: backend.erasing.forgotten,
            deliveries: { outgoing.deliveries },
            emptied: { topics in
                do throws(StoreError) { try await backend.erasing.told(topics) } catch {
                    logger.warning("topics of erased people stay in the database until the next start: \(error)")
                }
            })
        self.logger = logger
    }

    func run() async throws {
        link.start()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await publisher.run() }
            do { try await gracefulShutdown() } catch { logger.debug("cancelled") }
            link.stopIntake()
            group.cancelAll()
            await group.waitForAll()
        }
        if !(await link.shutDown(within: Self.farewell)) { logger.warning("the broker connection was left hanging") }
    }
}

/// What the link reports, for the log and for the floor. Every attempt to connect fails with the same words while the
/// broker is away; they are told once.
private final class BrokerTroubles: Sendable {
    private let told = Mutex<[MQTTConnectionRole: MQTTDifficulty]>([:])

    /// Both connections go to one broker: the intake's state is what an operator needs to know.
    func take(_ event: MQTTLinkEvent, _ writer: FloorWriter, _ logger: Logger) {
        switch event {
        case .connected(let role):
            told.withLock { $0[role] = nil }
            logger.info("connected to the broker", metadata: ["connection": "\(role)"])
            if role == .intake { writer.post(.broker(nil)) }
        case .disconnected(let role, let difficulty, _):
            guard isNew(difficulty, of: role) else { return }
            logger.warning("\(difficulty.reason); \(difficulty.remedy)", metadata: ["connection": "\(role)"])
            if role == .intake { raise("\(difficulty.reason); \(difficulty.remedy)", writer) }
        case .subscriptionRefused(let filter, let difficulty):
            logger.error("\(filter): \(difficulty.reason); \(difficulty.remedy)")
            raise("\(filter): \(difficulty.reason); \(difficulty.remedy)", writer)
        case .publicationRefused(let topic, let difficulty):
            logger.warning("\(topic): \(difficulty.reason); \(difficulty.remedy)")
        }
    }

    private func raise(_ detail: String, _ writer: FloorWriter) {
        writer.post(.broker(Fault(.brokerUnavailable, detail: detail)))
    }

    private func isNew(_ difficulty: MQTTDifficulty, of role: MQTTConnectionRole) -> Bool {
        told.withLock { told in
            defer { told[role] = difficulty }
            return told[role] != difficulty
        }
    }
}

extension SubmissionReply {
    /// Whether the floor was too busy, or about to stop, to look at the message at all.
    var isPostponed: Bool {
        let codes = [FaultCode.floorBusy, .floorStopping].map(\.name)
        return result == .rejected && reasons.allSatisfy { codes.contains($0.code) }
    }
}

/// What a maker's message leads to.
private struct MakersDesk: Sendable {
    let intake: JobIntake

    /// The verdict on the message; by then the reply is on its way, and what it says is committed.
    func take(_ message: MQTTMessage, _ publish: @Sendable (MQTTPublication) -> Void) async -> IntakeVerdict {
        let topic: SubmissionTopic
        do throws(SubmissionReason) {
            topic = try SubmissionTopic(parsing: message.topic)
        } catch {
            // The broker's ACL lets nobody publish there; whoever did has no topic of its own to be answered on.
            return .acknowledge
        }
        let reply: SubmissionReply
        switch topic {
        case .submit(_, let user):
            switch message.body {
            case .oversized(let count):
                reply = SubmissionReply(SubmissionMessage.oversized(byteCount: count), bodySHA256: nil)
            case .bytes(let body):
                let encoding = message.contentEncoding
                reply = await intake.submit(body, user: user, contentEncoding: encoding).reply
            }
        case .cancel(_, let user, let id):
            reply = await intake.cancel(id, user: user)
        }
        // Nothing was decided: the broker keeps the message and brings it again.
        if reply.isPostponed { return .redeliver }
        answer(reply, message, topic, publish)
        return .acknowledge
    }

    private func answer(
        _ reply: SubmissionReply, _ message: MQTTMessage, _ topic: SubmissionTopic,
        _ publish: @Sendable (MQTTPublication) -> Void
    ) {
        let payload = reply.encoded()
        publish(MQTTPublication(topic: topic.reply(id: reply.id), payload: payload))
        guard let response = message.responseTopic, topic.permits(responseTopic: response) else { return }
        publish(MQTTPublication(topic: response, payload: payload, correlationData: message.correlationData))
    }
}

/// The link's outgoing side for those who must exist before the link does.
private final class Outgoing: Sendable {
    private let link = Mutex<MQTTLink?>(nil)

    func connect(_ link: MQTTLink) { self.link.withLock { $0 = link } }

    var deliveries: Deliveries? {
        link.withLock { $0?.outboxCounts }.map {
            Deliveries(areDone: $0.waiting == 0 && $0.inFlight == 0, refused: $0.refused)
        }
    }

    func publish(_ publication: MQTTPublication) {
        let link = link.withLock { $0 }
        link?.publish(publication)
    }
}

internal import FloorAPI
internal import FloorControl
internal import ServiceLifecycle
internal import Synchronization

/// The single writer; stops last but for the provenance log, after everything decided is committed.
struct WriterService: Service {
    let writer: FloorWriter
    let events: EventFeed

    func run() async throws {
        await withGracefulShutdownHandler {
            await writer.run()
        } onGracefulShutdown: {
            events.finish()
            writer.close()
        }
    }
}

/// Lets time pass for the core: deadlines, ages, and another try at a journal that was not writable.
struct TickService: Service {
    static let period: Duration = .milliseconds(250)
    let writer: FloorWriter

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                writer.post(.tick)
                do { try await Task.sleep(for: Self.period) } catch is CancellationError { return }
            }
        }
    }
}

/// Whether anything was committed since somebody last asked.
final class News: Sendable {
    private let isNew = Mutex(true)

    func note() { isNew.withLock { $0 = true } }

    func take() -> Bool {
        isNew.withLock { isNew in
            defer { isNew = false }
            return isNew
        }
    }
}

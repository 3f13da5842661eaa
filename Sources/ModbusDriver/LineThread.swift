internal import Glibc

/// One thread for one Modbus line: a transaction blocks, and must not take a thread of the cooperative pool.
final class LineThread: Sendable {
    private let thread: pthread_t

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` on a new thread; traps when the process can have no more threads.
    init(_ body: @escaping @Sendable () -> Void) {
        let argument = Unmanaged.passRetained(Body(run: body)).toOpaque()
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument)
        precondition(result == 0, "pthread_create: errno \(result)")
        self.thread = thread
    }

    /// Waits until the thread has ended. Once only.
    func join() {
        let result = pthread_join(thread, nil)
        precondition(result == 0, "pthread_join: errno \(result)")
    }
}

internal import CSerial
internal import Glibc

/// One thread for one serial line: a line that blocks must not take a thread of the cooperative pool.
public final class LineThread: Sendable {
    private let thread: pthread_t

    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Runs `body` on a new thread; traps when the process can have no more threads.
    /// The first 15 bytes of `name` are what `top -H` shows.
    public init(name: String, _ body: @escaping @Sendable () -> Void) {
        let argument = Unmanaged.passRetained(Body(name: name, run: body)).toOpaque()
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                cserial_name_thread(body.name)
                body.run()
                return nil
            }, argument)
        precondition(result == 0, "pthread_create: errno \(result)")
        self.thread = thread
    }

    /// Waits until the thread has ended. Once only.
    public func join() {
        let result = pthread_join(thread, nil)
        precondition(result == 0, "pthread_join: errno \(result)")
    }
}

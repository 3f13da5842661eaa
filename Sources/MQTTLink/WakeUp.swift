internal import CMosquitto
internal import Glibc

/// Wakes a thread that waits in poll(2): an eventfd, safe to ring from any thread.
final class WakeUp: Sendable {
    private let descriptor: Int32

    init() {
        descriptor = cm_wake_up_create()
        precondition(descriptor >= 0, "no eventfd: this process has run out of file descriptors")
    }

    deinit { close(descriptor) }

    var pollDescriptor: pollfd { pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0) }

    func ring() {
        var one: UInt64 = 1
        // Full means rung already.
        _ = write(descriptor, &one, 8)
    }

    func drain() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }

    /// Waits for a ring, at most `longest`.
    func wait(for longest: Duration) {
        var ready = [pollDescriptor]
        if poll(&ready, 1, longest.wholeMilliseconds) > 0 { drain() }
    }
}

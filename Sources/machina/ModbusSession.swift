internal import Foundation
internal import ModbusLink
internal import RegisterMap
internal import Synchronization

/// A line for verbs that go on when it is lost: it is opened again before the next request.
struct ModbusSession {
    private let link: ModbusLink
    private let timeout: Duration
    private var isLost = false
    private var reopened = 0

    init(_ link: ModbusLink, timeout: Duration) {
        self.link = link
        self.timeout = timeout
    }

    var reconnects: Int { link.reconnects + reopened }

    mutating func ask(_ request: ModbusRequest) -> ModbusOutcome {
        if isLost {
            do throws(LineFault) {
                try link.open(timeout: max(timeout, .seconds(1)))
            } catch {
                return .failed(.closed("\(error)"))
            }
            isLost = false
            reopened += 1
        }
        let outcome = link.ask(request, timeout: timeout)
        if case .failed(.closed(_)) = outcome { isLost = true }
        return outcome
    }
}

/// Ctrl-C and SIGTERM as a question that a loop asks.
final class Interruption {
    private let flag: Flag
    private let signals: EndSignals

    private final class Flag: Sendable {
        let isRaised = Atomic<Bool>(false)
    }

    init() {
        let flag = Flag()
        self.flag = flag
        signals = EndSignals { _ in flag.isRaised.store(true, ordering: .relaxed) }
    }

    var isRaised: Bool { flag.isRaised.load(ordering: .relaxed) }
    func cancel() { signals.cancel() }
}

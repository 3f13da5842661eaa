internal import Dispatch
internal import Foundation

/// SIGINT (Ctrl-C) and SIGTERM as an event of the program, instead of its end at once.
struct EndSignals {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter handler: takes the signal's number; called on a Dispatch queue, for each signal.
    init(_ handler: @escaping @Sendable (Int32) -> Void) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { handler(number) }
            source.resume()
            return source
        }
    }

    func cancel() { for source in sources { source.cancel() } }
}

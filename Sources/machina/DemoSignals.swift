internal import Dispatch
internal import Foundation

/// Ctrl-C ends what the demo has started, too: each of its processes has a process group of its own and would not
/// hear it.
final class DemoSignals {
    private let sources: [any DispatchSourceSignal]

    init(ending stage: DemoStage) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                stage.close()
                printError("machina demo: ended; its files are in \(stage.directory.path)")
                // As a shell tells of a program that a signal ended.
                exit(128 + number)
            }
            source.resume()
            return source
        }
    }

    func cancel() { for source in sources { source.cancel() } }
}

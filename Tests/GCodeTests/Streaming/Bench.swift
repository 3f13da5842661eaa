import FloorModel

@testable import GCode

/// A streamer and a model firmware in virtual time: what one says reaches the other `latency` later, and when nobody
/// says anything time jumps to the streamer's deadline.
struct Bench {
    var streamer: GCodeStreamer
    var firmware: ModelFirmware
    var now = MonotonicTime(elapsed: .zero)
    var notices: [StreamNotice] = []
    private var file: [UInt8]
    private var position = 0
    private static let latency = Duration.milliseconds(1)

    init(_ firmware: ModelFirmware, dialect: Dialect, job: [String]) {
        self.firmware = firmware
        streamer = GCodeStreamer(dialect: dialect)
        file = Array(job.joined(separator: "\n").utf8)
    }

    /// From the hello to the end of the print, or until `steps` are used up.
    mutating func print(steps: Int = 200_000) {
        streamer.greet(at: now)
        for _ in 0..<steps {
            step()
            for notice in streamer.takeNotices() {
                notices.append(notice)
                switch notice {
                case .ready: streamer.startPrint(at: now)
                case .completed, .failed, .halted, .restarted, .unanswered: return
                default: break
                }
            }
        }
    }

    mutating func step() {
        while streamer.wantsFile {
            let part = Array(file[position..<min(position + 700, file.count)])
            position += part.count
            streamer.supply(part, at: now)
        }
        let bytes = streamer.output
        streamer.wrote(bytes.count)
        let answer = bytes.isEmpty ? [] : firmware.receive(bytes)
        if !answer.isEmpty {
            now = now + Self.latency
            streamer.receive(answer, at: now)
        } else if streamer.output.isEmpty, !streamer.wantsFile {
            now = max(now, streamer.deadline ?? now + .seconds(1))
            streamer.tick(at: now)
        }
    }
}

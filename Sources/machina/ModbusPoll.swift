internal import ArgumentParser
internal import FloorModel
internal import Foundation
internal import ModbusLink
internal import RegisterMap

/// `machina modbus poll`: asks as fast as the line goes, and counts.
struct ModbusPoll: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "poll", abstract: "Ask a device again and again, and count what came.",
        discussion: """
            The ranges are asked in turn, each by one request. With --expect every register is compared; a register \
            of 32767 (no sensor) is neither good nor wrong. Exits with 1 when a value was wrong, with 69 when \
            nothing was answered.
            Example: machina modbus poll tcp://10.0.0.20 --unit 1 --read holding:0:10 --count 10000 --timeout-ms 100
            """)

    @OptionGroup var line: ModbusLineOptions
    @OptionGroup var device: ModbusUnit
    @Option(help: "TABLE:ADDRESS:COUNT; may be given several times.", transform: RegisterRange.init)
    var read: [RegisterRange]
    @Option(help: "Requests.") var count = 1000
    @Option(help: "What each register should hold, such as 1000+address.", transform: ExpectedValue.init)
    var expect: ExpectedValue?
    @Flag(help: "Print one JSON line for each reading; the counts go to stderr, or last with --json.")
    var values = false
    @Option(help: "Seconds that the line may stay lost before the poll is given up.") var lostSeconds = 10

    func validate() throws {
        try device.check(on: line.endpoint)
        guard (1...10_000_000).contains(count) else { throw ValidationError("--count \(count): give 1 to 10000000") }
        guard (0...86_400).contains(lostSeconds) else {
            throw ValidationError("--lost-seconds \(lostSeconds): give 0 to 86400")
        }
    }

    func run() throws {
        var session = ModbusSession(try line.open(), timeout: line.timeout)
        let questions = read.map { PollQuestion($0, unit: device.unit, expect: expect) }
        let interruption = Interruption()
        defer { interruption.cancel() }
        var tally = PollTally(capacity: count)
        var progress = PollProgress(every: .seconds(5))
        while tally.requests < count, !interruption.isRaised {
            let question = questions[tally.requests % questions.count]
            let asked = MonotonicTime.now
            let outcome = session.ask(question.request)
            let answered = MonotonicTime.now
            let verdict = question.verdict(outcome)
            tally.add(verdict, took: answered - asked)
            if values { try printJSON(question.reading(outcome, verdict)) }
            if verdict == .lost { try pause(tally.lostSince(answered)) }
            progress.show(at: answered, "\(tally.requests) of \(count) requests, \(tally.troubles) without a value")
        }
        try finish(tally.result(reconnects: session.reconnects))
    }

    /// A line that is refused at once is asked for again after a moment, not thousands of times a second.
    private func pause(_ lost: Duration) throws {
        guard lost < .seconds(lostSeconds) else {
            printError("the line stays lost; given up after \(lostSeconds) s")
            throw ExitCode.unavailable
        }
        Thread.sleep(forTimeInterval: 0.02)
    }

    private func finish(_ result: PollResult) throws {
        if line.json {
            try printJSON(result)
        } else if values {
            printError(result.lines.joined(separator: "\n"))
        } else {
            printLines(result.lines)
        }
        if result.wrong > 0 { throw ExitCode.checkFailed }
        if result.good + result.sentinels + result.exceptions == 0 { throw ExitCode.unavailable }
    }
}

/// A line on stderr now and then while something takes long.
struct PollProgress {
    private let every: Duration
    private var next: MonotonicTime?

    init(every: Duration) { self.every = every }

    mutating func show(at now: MonotonicTime, _ text: @autoclosure () -> String) {
        guard let next else {
            next = now + every
            return
        }
        guard now > next else { return }
        self.next = now + every
        printError(text())
    }
}

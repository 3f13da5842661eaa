internal import FloorAPITypes
internal import FloorModel

/// One thing at length: pure functions from views to lines.
enum FloorSheets {
    static func job(_ job: JobView, width: Int?) -> [String] {
        var lines = ["\(job.id)  \(job.state.words)"]
        lines += field("title", job.personal.title ?? job.personal.fileName)
        lines += field("by", job.personal.user.map { "\($0)\(job.personal.submission.map { " as \($0)" } ?? "")" })
        lines += field("material", [job.colour, job.material].compactMap { $0 }.joined(separator: " "))
        lines += field("one copy", copy(job))
        lines += field("accepted", job.acceptedAt.description)
        lines += field("due", job.due?.description)
        lines += field("ended", job.endedAt?.description)
        lines += field("waits for", job.waitingFor)
        return lines + [""] + operations(job.operations, width: width)
    }

    private static func copy(_ job: JobView) -> String? {
        let parts = [job.copyG.map { grams($0) }, job.copyS.map { duration(seconds: $0) }].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private static func operations(_ operations: [OperationView], width: Int?) -> [String] {
        var table = Table([
            .init(title: "COPY", isRight: true), .init(title: "STATE", shrinks: true), .init(title: "ON"),
            .init(title: "FROM"), .init(title: "DONE", isRight: true), .init(title: "TRIES", isRight: true),
        ])
        for operation in operations {
            let line = operation.acknowledgedLine.map { " after line \($0)" } ?? ""
            table.add([
                "\(operation.copy)", operation.state.words + line, operation.machine?.name ?? "-",
                operation.lot?.description ?? "-", operation.progress?.words ?? "-", "\(operation.attempts)",
            ])
        }
        return table.lines(width: width)
    }

    static func lot(_ lot: LotView) -> [String] {
        ["\(lot.id)  \(lot.form.rawValue)"]
            + field("material", [lot.colour, lot.material].compactMap { $0 }.joined(separator: " "))
            + field("left", grams(lot.massG)) + field("promised", grams(lot.claimedG))
            + field("mounted on", lot.mountedOn?.name) + field("received", lot.receivedAt.description)
    }

    /// `09:30:00Z  job_held  job-17  by p-1`: one line an event.
    static func event(_ event: EventView) -> String {
        let payload = event.payload
        let things: [String?] = [
            payload.machine?.name, payload.job?.description, payload.operation?.description,
            payload.lot?.description, payload.prompt?.description, payload.alarm?.description, payload.state,
            payload.choice, payload.massG.map { grams($0) }, payload.acknowledgedLine.map { "after line \($0)" },
            payload.count.map { "(\($0))" }, payload.version, payload.reason,
        ]
        let type = event.type.padding(to: 22)
        return "\(event.at)  \(type)  " + things.compactMap { $0 }.joined(separator: " ")
    }

    private static func field(_ name: String, _ value: String?) -> [String] {
        value.map { ["  \(name.padding(to: 10))  \($0)"] } ?? []
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

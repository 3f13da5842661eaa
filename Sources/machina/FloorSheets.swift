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
        return lines + [""] + operations(job.operations, width: width) + route(job.route, width: width)
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

    private static func route(_ route: [RouteOperationView], width: Int?) -> [String] {
        guard !route.isEmpty else { return [] }
        var table = Table([
            .init(title: "RECIPE"), .init(title: "STATE", shrinks: true), .init(title: "ON"),
            .init(title: "TAKES", isRight: true), .init(title: "OF", shrinks: true),
            .init(title: "MADE", shrinks: true),
        ])
        for step in route {
            let fed = step.loaded.isEmpty ? step.inputs : step.loaded
            let of = fed.isEmpty ? step.after.map { "what \($0) makes" } ?? "-" : Self.lots(fed.map(\.lot))
            table.add([
                step.recipe, step.phase.map { "\(step.state.words), \($0.words)" } ?? step.state.words,
                step.machine?.name ?? "-", grams(step.massG), of, step.outputs.isEmpty ? "-" : Self.lots(step.outputs),
            ])
        }
        return ["", "its filament"] + table.lines(width: width)
    }

    private static func lots(_ lots: [LotID]) -> String { lots.map(\.description).joined(separator: ", ") }

    static func machine(_ machine: MachineView, width: Int?) -> [String] {
        var lines = ["\(machine.id)  \(machine.stateWords)"]
        lines += field("type", machine.title)
        lines += field("at", machine.port)
        lines += field("mode", machine.mode.rawValue)
        lines += field("since", "\(machine.since), \(machine.reason)")
        lines += field("job", machine.job.map { "\($0)\(machine.operation.map { " (\($0))" } ?? "")" })
        lines += field("recipe", machine.phase.map { "\($0.recipe), \($0.words)" })
        lines += field("done", machine.progress?.words)
        lines += field("spool", machine.spool?.description)
        lines += field("takes none", machine.notTaking)
        lines += field("is on", machine.switchedOn.isEmpty ? nil : machine.switchedOn.joined(separator: ", "))
        for fact in machine.unconfirmed { lines += field("unsure", fact) }
        for interlock in machine.unmetInterlocks { lines += field("interlock", interlock) }
        guard !machine.signals.isEmpty else { return lines }
        return lines + [""] + FloorTables.signals(machine.signals, width: width)
    }

    /// `09:30:00Z  job_held  job-17  by p-1`: one line an event.
    static func event(_ event: EventView) -> String {
        let payload = event.payload
        let things: [String?] = [
            payload.machine?.name, payload.job?.description, payload.operation?.description,
            payload.lot?.description, payload.prompt?.description, payload.alarm?.description, payload.state,
            payload.mode?.rawValue, payload.choice, payload.massG.map { grams($0) },
            payload.scrapG.map { "\(grams($0)) scrap" }, payload.leftG.map { "\(grams($0)) left" },
            payload.form.map { "\(payload.material ?? "") \($0.rawValue)" }, payload.recipe,
            payload.phase.map { "phase \($0)" }, payload.location.map { "at \($0)" },
            payload.movements.map { $0.map(\.words).joined(separator: ", ") },
            payload.shares.map { "of " + $0.map { "\(grams($0.massG)) \($0.lot)" }.joined(separator: ", ") },
            payload.operations.map { $0.map(\.description).joined(separator: ", ") },
            payload.results.map { $0.map { "\($0.name) \($0.value)" }.joined(separator: ", ") },
            payload.adjustment?.rawValue, payload.acknowledgedLine.map { "after line \($0)" },
            payload.count.map { "(\($0))" }, payload.version, payload.reason,
        ]
        let type = event.type.padding(to: 22)
        return "\(event.at)  \(type)  " + things.compactMap { $0 }.joined(separator: " ")
    }

    static func field(_ name: String, _ value: String?) -> [String] {
        value.map { ["  \(name.padding(to: 10))  \($0)"] } ?? []
    }
}

extension MovementView {
    /// `500 g lot-3 to machine/shred-1`
    fileprivate var words: String { "\(grams(massG)) \(from) to \(to)" }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

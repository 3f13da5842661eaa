internal import FloorAPITypes
internal import FloorModel

/// The tables of the looking verbs: pure functions from views to lines.
enum FloorTables {
    static func status(_ status: StatusView, width: Int?) -> [String] {
        let counts = status.openJobs
        var lines = ["\(status.site)\(status.virtual ? " (virtual)" : "")  machinad \(status.version)  \(status.at)"]
        if let fault = status.journalFault { lines.append("JOURNAL CANNOT BE WRITTEN: \(fault)") }
        lines.append(
            "jobs: \(counts.running) running, \(counts.queued) queued, \(counts.onHold) on hold, "
                + "\(counts.interrupted) interrupted")
        if let chain = status.chain { lines.append("provenance log: \(chain.words)") }
        lines += [""] + machines(status.machines, width: width)
        if !status.alarms.isEmpty { lines += [""] + alarms(status.alarms, width: width) }
        if !status.prompts.isEmpty { lines += [""] + prompts(status.prompts, width: width) }
        return lines
    }

    static func machines(_ machines: [MachineView], width: Int?) -> [String] {
        guard !machines.isEmpty else { return ["no machines in the floor file"] }
        var table = Table([
            .init(title: "MACHINE"), .init(title: "STATE"), .init(title: "JOB"), .init(title: "DONE", isRight: true),
            .init(title: "WITH", shrinks: true), .init(title: "TEMPERATURES", shrinks: true),
            .init(title: "TAKES NO JOB BECAUSE", shrinks: true),
        ])
        for machine in machines {
            table.add([
                machine.id.name, machine.stateWords, machine.job?.description ?? "-", machine.progress?.words ?? "-",
                machine.phase?.words ?? machine.spool?.description ?? "-", machine.temperatureWords,
                machine.notTaking ?? "",
            ])
        }
        return table.lines(width: width)
    }

    static func jobs(_ page: JobPage, width: Int?) -> [String] {
        guard !page.jobs.isEmpty else { return ["no such jobs"] }
        var table = Table([
            .init(title: "JOB"), .init(title: "STATE"), .init(title: "BY", shrinks: true),
            .init(title: "TITLE", shrinks: true), .init(title: "MATERIAL"), .init(title: "COPIES", isRight: true),
            .init(title: "WAITS FOR", shrinks: true),
        ])
        for job in page.jobs {
            table.add([
                job.id.description, job.state.words, job.personal.user ?? "-",
                job.personal.title ?? job.personal.fileName ?? "-",
                [job.colour, job.material].compactMap { $0 }.joined(separator: " "),
                "\(job.completed)/\(job.quantity)", job.waitingFor ?? "",
            ])
        }
        let more = page.next.map { ["more: --after \($0)"] } ?? []
        return table.lines(width: width) + more
    }

    static func lots(_ lots: [LotView], width: Int?) -> [String] {
        guard !lots.isEmpty else {
            return ["no lots; add one with 'machina lot add --material PLA --colour white --grams 750'"]
        }
        var table = Table([
            .init(title: "LOT"), .init(title: "FORM"), .init(title: "MATERIAL"), .init(title: "COLOUR"),
            .init(title: "LEFT", isRight: true), .init(title: "FREE", isRight: true),
            .init(title: "WHERE", shrinks: true),
        ])
        for lot in lots {
            table.add([
                lot.id.description, lot.form.rawValue, lot.material, lot.colour ?? "-", grams(lot.massG),
                grams(lot.freeG), lot.mountedOn.map { "on \($0)" } ?? lot.location ?? "-",
            ])
        }
        return table.lines(width: width)
    }

    static func signals(_ signals: [SignalView], width: Int?) -> [String] {
        var table = Table([
            .init(title: "VALUE", shrinks: true), .init(title: "NOW", isRight: true), .init(title: "QUALITY"),
            .init(title: "AGE", isRight: true),
        ])
        for signal in signals {
            table.add([signal.name, signal.words, signal.quality.rawValue, signal.ageS.map { "\($0) s" } ?? "-"])
        }
        return table.lines(width: width)
    }

    static func sensors(_ sensors: [SensorView], width: Int?) -> [String] {
        guard !sensors.isEmpty else { return ["no sensors in the floor file"] }
        var table = Table([
            .init(title: "SENSOR"), .init(title: "SHOWS"), .init(title: "AGE", isRight: true),
            .init(title: "QUALITY"), .init(title: "TARE", isRight: true), .init(title: "TOPIC", shrinks: true),
        ])
        // One line a value: each has an age and a quality of its own.
        for sensor in sensors {
            let place = [sensor.isScale ? grams(sensor.tareG) : "-", sensor.topic]
            if sensor.signals.isEmpty { table.add([sensor.id.name, "nothing yet", "-", "unknown"] + place) }
            for signal in sensor.signals {
                table.add(
                    [sensor.id.name, "\(signal.name) \(signal.words)", signal.ageWords ?? "-", signal.quality.rawValue]
                        + place)
            }
        }
        return table.lines(width: width)
    }

    static func prompts(_ prompts: [PromptView], width: Int?) -> [String] {
        guard !prompts.isEmpty else { return ["nothing is asked"] }
        return prompts.flatMap { prompt in
            ["? \(prompt.id)  \(prompt.question)"] + (prompt.detail.map { ["    \($0)"] } ?? [])
                + ["    \(prompt.remedy)"]
        }
    }

    static func alarms(_ alarms: [AlarmView], width: Int?) -> [String] {
        guard !alarms.isEmpty else { return ["no alarms"] }
        return alarms.flatMap { alarm in
            let place = alarm.machine.map { " \($0)" } ?? ""
            let standing = [alarm.active ? nil : "over", alarm.acknowledged ? "seen" : nil].compactMap { $0 }
            let note = standing.isEmpty ? "" : " (\(standing.joined(separator: ", ")))"
            return [
                "! \(alarm.id)\(place)  \(alarm.code) \(alarm.meaning)\(note)", "    \(alarm.detail)",
                "    \(alarm.remedy)",
            ]
        }
    }

    static func plan(_ plan: PlanView, width: Int?) -> [String] {
        guard !plan.entries.isEmpty || !plan.unplanned.isEmpty else { return ["nothing is planned"] }
        var table = Table([
            .init(title: "MACHINE"), .init(title: "NEXT", isRight: true), .init(title: "JOB"),
            .init(title: "COPY", isRight: true), .init(title: "FROM"), .init(title: "NOTE", shrinks: true),
        ])
        for entry in plan.entries {
            table.add([
                entry.machine.name, "\(entry.position)", entry.job.description, "\(entry.copy)",
                entry.lot.description, entry.needsMounting ? "to be mounted" : "",
            ])
        }
        for job in plan.unplanned {
            table.add(["-", "-", job.job.description, "\(job.copies)x", "-", "waits for \(job.waitingFor)"])
        }
        return table.lines(width: width)
    }
}

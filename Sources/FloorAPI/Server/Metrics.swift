internal import FloorAPITypes
internal import FloorControl
internal import FloorModel

extension FloorViews {
    /// The floor's gauges as Prometheus text (exposition format 0.0.4). Nothing personal.
    func metrics(_ chain: ChainView) -> String {
        let machines = machines
        let counts = openJobCounts
        var text = PrometheusText()
        text.gauge(
            "machina_journal_writable", "Whether the journal can be written.",
            [
                ([:], floor.observations.journalFault == nil ? 1 : 0)
            ])
        text.gauge(
            "machina_machine_connected", "Whether the machine's firmware answers.",
            machines.map {
                (["machine": $0.id.name], $0.confirmed ? 1 : 0)
            })
        text.gauge(
            "machina_machine_not_safe", "Whether a stop was requested and not confirmed.",
            machines.map {
                (["machine": $0.id.name], $0.notSafe ? 1 : 0)
            })
        text.gauge(
            "machina_machine_producing", "Whether an operation is under way; absent while unknown.",
            machines.filter(\.confirmed).map { (["machine": $0.id.name], $0.state.isProducing ? 1 : 0) })
        text.gauge(
            "machina_open_jobs", "Jobs that are not over.",
            [
                (["state": "queued"], Double(counts.queued)), (["state": "on_hold"], Double(counts.onHold)),
                (["state": "running"], Double(counts.running)), (["state": "interrupted"], Double(counts.interrupted)),
            ])
        text.gauge("machina_prompts_open", "Questions that wait for a person.", [([:], Double(state.prompts.count))])
        text.gauge(
            "machina_alarms_active", "Alarms whose cause is still there.",
            [
                ([:], Double(state.alarms.count { $0.isActive }))
            ])
        text.gauge("machina_filament_grams", "Filament in stock.", filamentStock)
        text.gauge(
            "machina_chain_entries", "Entries of the provenance log under its published checkpoint.",
            [([:], Double(chain.appended))])
        text.gauge("machina_chain_pending", "Entries that wait to be appended.", [([:], Double(chain.pending))])
        text.gauge(
            "machina_chain_running", "Whether the provenance log can be continued.",
            [([:], chain.state == .running ? 1 : 0)])
        return text.text
    }

    private var filamentStock: [PrometheusText.Sample] {
        floor.description.materials.compactMap { material in
            let lots = state.lots.filter { $0.isFilament(of: material.name, colour: nil) }
            guard !lots.isEmpty else { return nil }
            return (["material": material.name], lots.reduce(Milligrams.zero) { $0 + $1.mass }.grams)
        }
    }
}

struct PrometheusText {
    typealias Sample = (labels: KeyValuePairs<String, String>, value: Double)

    private(set) var text = ""

    mutating func gauge(_ name: String, _ help: String, _ samples: [Sample]) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
            text += "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(sample.value)\n"
        }
    }

    /// Backslash, quote and line end are escaped in a label's value.
    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
    }
}

internal import Yams

/// One YAML file while it is checked: its name, where its mistakes go, and which keys stood in it twice.
final class YAMLSource {
    let file: String
    let log: MistakeLog
    /// Keys that are given again further down, by their place; `DuplicateKeys` says how they got here.
    var disguisedKeys: [Place: String] = [:]

    init(file: String, log: MistakeLog) {
        self.file = file
        self.log = log
    }

    func note(_ what: String, remedy: String, at place: Place) {
        log.note(what, remedy: remedy, at: place, of: file)
    }
}

extension Place {
    init(_ mark: Mark?) {
        self.init(line: max(1, mark?.line ?? 1), column: max(1, mark?.column ?? 1))
    }
}

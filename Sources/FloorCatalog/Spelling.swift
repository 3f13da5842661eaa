/// Did-you-mean: the known word that a mistyped one is nearest to.
enum Spelling {
    /// The nearest of `known`, or nil where none is near enough (a third of the word, at least one letter).
    static func nearest(to word: String, among known: [String]) -> String? {
        let allowed = max(1, word.count / 3)
        let ranked = known.map { (distance: distance(word.lowercased(), $0.lowercased()), word: $0) }
        guard let best = ranked.min(by: { ($0.distance, $0.word) < ($1.distance, $1.word) }) else { return nil }
        return best.distance <= allowed ? best.word : nearestByUnit(to: word, among: known)
    }

    /// Optimal string alignment distance: insertions, deletions, replacements and swapped neighbours cost one each.
    static func distance(_ left: String, _ right: String) -> Int {
        // Longer words are no typing errors, and the table grows with the product of both.
        let a = Array(left.unicodeScalars.prefix(64))
        let b = Array(right.unicodeScalars.prefix(64))
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }

    /// `density` means `density_g_cm3`: a key whose unit was left out.
    private static func nearestByUnit(to word: String, among known: [String]) -> String? {
        let candidates = known.filter { $0.hasPrefix(word + "_") }
        return candidates.count == 1 ? candidates[0] : nil
    }

    /// `a, b or c` for messages.
    static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "none" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}

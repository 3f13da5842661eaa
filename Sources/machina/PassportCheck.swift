internal import Provenance
internal import TransparencyLog

/// Everything that can be checked of a passport offline, and all that fails by name.
struct PassportCheck {
    struct Problem: Hashable, Encodable {
        /// A stable word: `inclusion_refuted`, `claim_differs`.
        var code: String
        /// The index in the log of the event that shows it.
        var event: UInt64?
        /// What it means.
        var message: String
    }

    /// What the events establish; nil where anything fails.
    let facts: PassportFacts?
    /// Empty where nothing fails.
    let problems: [Problem]

    init(file bytes: [UInt8], policy: TrustPolicy, allowsSimulated: Bool) {
        let passport: Passport
        do { passport = try Passport(parsing: bytes) } catch {
            (facts, problems) = (nil, [Problem(error)])
            return
        }
        do {
            facts = try passport.verify(policy: policy, allowSimulated: allowsSimulated)
            problems = []
        } catch {
            facts = nil
            problems = Self.problems(of: passport, policy, error)
        }
    }

    /// The first fault ends the library's check; what each event's own proof says is looked at all the same, so that one
    /// forged event does not hide the next.
    private static func problems(of passport: Passport, _ policy: TrustPolicy, _ first: PassportFault) -> [Problem] {
        let others: [Problem] = passport.events.compactMap { event in
            do throws(LogFault) {
                _ = try event.proof.verify(entry: event.entry, policy: policy)
                return nil
            } catch {
                guard case .inclusionRefuted = error else { return nil }
                let code = PassportFault.Code.inclusionRefuted.rawValue
                return Problem(code: code, event: event.index, message: "\(error)")
            }
        }
        return [Problem(first)] + others.filter { $0.event != first.index || $0.code != first.code.rawValue }
    }
}

extension PassportCheck.Problem {
    fileprivate init(_ fault: PassportFault) {
        self.init(code: fault.code.rawValue, event: fault.index, message: fault.description)
    }

    /// `inclusion_refuted: event 5: the proof does not lead from this entry to the checkpoint; …`
    var line: String {
        let place = event.map { "event \($0): " } ?? ""
        return "\(code): \(message.hasPrefix(place) ? message : place + message)"
    }
}

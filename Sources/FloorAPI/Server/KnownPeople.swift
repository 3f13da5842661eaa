internal import FloorModel
internal import Synchronization

/// Who the peers are, as far as it was looked up before, so that a stop never waits for the store to say who asks.
///
/// Holds `bound` users; beyond that it forgets them all and learns anew.
final class KnownPeople: Sendable {
    private static let bound = 256
    private let people = Mutex<[UInt32: PersonID]>([:])

    func person(of peer: Peer) -> PersonID? {
        guard let uid = peer.uid else { return nil }
        return people.withLock { $0[uid] }
    }

    func learn(_ person: PersonID?, of peer: Peer) {
        guard let uid = peer.uid else { return }
        people.withLock { people in
            if people.count >= Self.bound { people = [:] }
            people[uid] = person
        }
    }

    /// Somebody was erased.
    func forget(_ person: PersonID) {
        people.withLock { people in people = people.filter { $0.value != person } }
    }
}

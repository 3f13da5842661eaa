internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel

/// What a passport is asked for: a lot, or a job that made a single part.
enum PassportItem: Hashable, ExpressibleByArgument {
    case lot(LotID)
    case job(JobID)

    /// `lot-6`, `6`, `job-1`.
    init?(argument: String) {
        if argument.hasPrefix(JobID.kind + "-") {
            guard let job = JobID(argument) else { return nil }
            self = .job(job)
        } else {
            guard let lot = LotID(argument) else { return nil }
            self = .lot(lot)
        }
    }

    /// - Throws: 66 for a job without a part, 64 for one with several, which are named.
    func lot(by client: FloorClient) async throws -> LotID {
        switch self {
        case .lot(let lot): return lot
        case .job(let job): return try Self.single(try await Self.parts(of: job, by: client), of: job)
        }
    }

    static func single(_ parts: [LotID], of job: JobID) throws -> LotID {
        guard let part = parts.first else {
            printError("machina: \(job) has made no part yet\nlook at it with 'machina job \(job.number)'")
            throw ExitCode.noInput
        }
        guard parts.count == 1 else {
            let names = parts.map(\.description).joined(separator: ", ")
            printError("machina: \(job) has made \(parts.count) parts: \(names)\nask for one of them")
            throw ExitCode.usage
        }
        return part
    }

    /// The parts of a job are children of the spools that it was printed from.
    private static func parts(of job: JobID, by client: FloorClient) async throws(FloorClientError) -> [LotID] {
        var parts: [LotID] = []
        for spool in Set(try await client.job(job).operations.compactMap(\.lot)).sorted() {
            for child in try await client.lot(spool).children where child.form == .part {
                if try await client.lot(child.lot).madeBy?.job == job { parts.append(child.lot) }
            }
        }
        return parts.sorted()
    }
}

internal import Dispatch
internal import Foundation
internal import Synchronization

#if canImport(FoundationNetworking)
    internal import FoundationNetworking
#endif

/// A log behind an HTTP prefix, for reading: answers are bounded in size and time, and no redirection is followed.
public final class LogSite: LogSource {
    private let prefix: URL
    private let session: URLSession
    private let answers: Answers

    /// Seconds without a byte, and seconds in all, after which a file is given up. FoundationNetworking keeps a core
    /// busy all the while that it waits (it goes on watching whether the socket takes more, which it always does), so
    /// the first is short.
    private let idleSeconds: Double
    private let totalSeconds: Double

    /// - Parameter url: `http://HOST[:PORT][/PREFIX]` or https, without query.
    /// - Throws: `.site` for anything else.
    public convenience init(_ url: String) throws(LogStoreError) {
        try self.init(url, idleSeconds: 10, totalSeconds: 120)
    }

    init(_ url: String, idleSeconds: Double, totalSeconds: Double) throws(LogStoreError) {
        self.idleSeconds = idleSeconds
        self.totalSeconds = totalSeconds
        guard let parsed = URL(string: url), ["http", "https"].contains(parsed.scheme?.lowercased()),
            parsed.host?.isEmpty == false, parsed.query == nil, parsed.fragment == nil
        else { throw .site(url: url, what: "not a log's prefix; give http://HOST/PREFIX or https://HOST/PREFIX") }
        prefix = parsed
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = idleSeconds
        configuration.timeoutIntervalForResource = totalSeconds
        configuration.httpMaximumConnectionsPerHost = 8
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        answers = Answers()
        session = URLSession(configuration: configuration, delegate: answers, delegateQueue: nil)
    }

    deinit { session.invalidateAndCancel() }

    public func file(_ path: String) throws(LogStoreError) -> [UInt8]? {
        let url = prefix.appendingPathComponent(path)
        let task = session.dataTask(with: url)
        let done = answers.begin(task.taskIdentifier, limit: LogFile.limit(path) + 1)
        task.resume()
        // FoundationNetworking has no limit of its own for the whole: a server that says a byte now and then never ends.
        let isOver = done.wait(timeout: .now() + totalSeconds) == .timedOut
        if isOver { task.cancel() }
        let answer = answers.end(task.taskIdentifier)
        switch answer.status {
        // Whatever page came with it, and however long: the file is not there.
        case 404, 410: return nil
        case 0, 200:
            if answer.isCut { return answer.bytes }
            if isOver { throw .site(url: url.absoluteString, what: words(URLError(.timedOut))) }
            if let failure = answer.failure { throw .site(url: url.absoluteString, what: words(failure)) }
            return answer.bytes
        case 300..<400:
            throw .site(
                url: url.absoluteString,
                what: "answered \(answer.status), which is not followed; give that prefix itself")
        default: throw .site(url: url.absoluteString, what: "answered \(answer.status)")
        }
    }
}

extension LogSite {
    /// What went wrong; Foundation gives a number.
    private func words(_ error: any Error) -> String {
        switch (error as? URLError)?.code {
        case .timedOut:
            "no whole answer: silent for \(Int(idleSeconds)) s, or more than \(Int(totalSeconds)) s in all; "
                + "is that a web server, and does it run?"
        case .cannotConnectToHost: "nobody answers there; is the port right, and does the server run?"
        case .cannotFindHost, .dnsLookupFailed: "there is no host of that name; is it spelled right?"
        case .networkConnectionLost: "the server ended the connection before its answer was whole; try again"
        case .notConnectedToInternet: "there is no network"
        case .badServerResponse, .cannotParseResponse: "what answers there does not speak HTTP"
        case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
            .serverCertificateNotYetValid, .serverCertificateHasUnknownRoot:
            "the server cannot prove who it is: its certificate is not accepted"
        case .some(let code): "no answer (\((error as NSError).domain) \(code.rawValue))"
        case nil: error.localizedDescription
        }
    }
}

/// Collects the answers of one session.
private final class Answers: NSObject, URLSessionDataDelegate {
    struct Answer: Sendable {
        var limit: Int
        var done: DispatchSemaphore
        var status = 0
        var bytes: [UInt8] = []
        /// More came than a log has in such a file.
        var isCut = false
        var failure: (any Error)?
    }

    private let running = Mutex<[Int: Answer]>([:])

    func begin(_ task: Int, limit: Int) -> DispatchSemaphore {
        let done = DispatchSemaphore(value: 0)
        running.withLock { $0[task] = Answer(limit: limit, done: done) }
        return done
    }

    func end(_ task: Int) -> Answer {
        guard let answer = running.withLock({ $0.removeValue(forKey: task) }) else {
            preconditionFailure("an answer ends once")
        }
        return answer
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        running.withLock { $0[dataTask.taskIdentifier]?.status = status }
        completionHandler(.allow)
        // The page that says why not is of no use. FoundationNetworking does not look at the disposition.
        if status != 200 { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isCut = running.withLock { running in
            // What comes after the cut, or for nobody, is dropped.
            guard var answer = running.removeValue(forKey: dataTask.taskIdentifier) else { return false }
            let room = answer.limit - answer.bytes.count
            answer.bytes.append(contentsOf: data.prefix(room))
            let isCut = !answer.isCut && data.count >= room
            answer.isCut = answer.isCut || isCut
            running[dataTask.taskIdentifier] = answer
            return isCut
        }
        // Whoever waits goes on when that is done: else what is still on its way would pile up with the next files.
        if isCut { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let status = (task.response as? HTTPURLResponse)?.statusCode
        let done = running.withLock { running in
            running[task.taskIdentifier]?.failure = error
            if let status { running[task.taskIdentifier]?.status = status }
            return running[task.taskIdentifier]?.done
        }
        done?.signal()
    }
}

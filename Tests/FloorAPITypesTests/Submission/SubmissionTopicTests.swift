import FloorModel
import Testing

@testable import FloorAPITypes

@Suite struct SubmissionTopicTests {
    @Test(arguments: [
        SubmissionTopic.submit(site: "leuven", user: "alice"), .submit(site: "x", user: "Zoë"),
        .cancel(site: "leuven", user: "alice", id: "bracket-7.b_2"),
    ]) func aTopicIsReadBack(topic: SubmissionTopic) throws {
        #expect(try SubmissionTopic(parsing: topic.text) == topic)
    }

    @Test(arguments: [
        "", "machina", "machina/leuven/makers/alice/jobs", "machina/leuven/makers/alice/jobs/submit/",
        "machina//makers/alice/jobs/submit", "machina/leuven/makers//jobs/submit",
        "machina/leuven/makers/+/jobs/submit", "machina/leuven/makers/a#/jobs/submit",
        "machina/leuven/makers/a b/jobs/submit", "machina/leuven/makers/a/b/jobs/submit",
        "machina/leuven/makers/a\u{0}/jobs/submit", "machina/leuven/makers/a/jobs/_/cancel",
        "machina/leuven/makers/a/jobs/x+/cancel", "machina/leuven/makers/a/jobs//cancel",
        "machina/leuven/machines/a/jobs/submit",
        "machina/leuven/makers/\(String(repeating: "a", count: 65))/jobs/submit",
    ]) func anythingElseIsRefusedWithARemedy(text: String) {
        #expect {
            try SubmissionTopic(parsing: text)
        } throws: { error in
            (error as? SubmissionReason)?.remedy.isEmpty == false
        }
    }

    @Test func repliesAndStatesStayInTheSendersTree() {
        let topic = SubmissionTopic.submit(site: "leuven", user: "alice")
        #expect(topic.reply(id: "a") == "machina/leuven/makers/alice/jobs/a/reply")
        #expect(topic.reply(id: nil) == "machina/leuven/makers/alice/jobs/_/reply")
        #expect(topic.reply(id: "../bob") == "machina/leuven/makers/alice/jobs/_/reply")
        #expect(topic.state(id: "a") == "machina/leuven/makers/alice/jobs/a/state")
    }

    @Test(arguments: [
        ("machina/leuven/makers/alice/inbox/1", true), ("machina/leuven/makers/bob/inbox", false),
        ("machina/leuven/makers/alice", false), ("machina/leuven/makers/alice/", false),
        ("machina/leuven/makers/alice/#", false), ("machina/leuven/makers/alice/jobs/submit", false),
        ("machina/leuven/makers/alice/jobs/b/cancel", false), ("machina/leuven/makers/alice/jobs/b/state", false),
        ("machina/leuven/machines/a/command", false), ("machina/leuven/makers/alice/x\ny", false),
    ]) func aResponseTopicIsTakenOnlyWhereItDoesNoHarm(text: String, isPermitted: Bool) {
        #expect(SubmissionTopic.submit(site: "leuven", user: "alice").permits(responseTopic: text) == isPermitted)
    }
}

@Suite struct SubmissionReplyTests {
    @Test func aReplyIsCanonicalAndComplete() {
        let reply = SubmissionReply(
            id: "a", result: .accepted, job: JobID(number: 17), state: .queued, bodySHA256: "9f86")
        let expected = """
            {"body_sha256":"9f86","id":"a","job":"job-17","level":"durable","reasons":[],"result":"accepted",\
            "state":"queued","v":1}
            """
        #expect(String(decoding: reply.encoded(), as: UTF8.self) == expected)
    }

    @Test func aRefusalIsAnsweredWithAllItsReasonsAndEveryKey() {
        let refusal = SubmissionRefusal(
            id: nil, reasons: [SubmissionReason(.queueFull, message: "200 jobs wait", retry: true)])
        let expected = """
            {"body_sha256":null,"id":null,"job":null,"level":"durable","reasons":[{"code":"queue_full","field":null,\
            "message":"200 jobs wait","remedy":"wait until jobs have ended, then submit again","retry":true}],\
            "result":"rejected","state":null,"v":1}
            """
        #expect(String(decoding: SubmissionReply(refusal, bodySHA256: nil).encoded(), as: UTF8.self) == expected)
    }

    @Test func aStateIsCanonicalAndItsProgressIsBounded() {
        let state = SubmissionStateMessage(
            id: "a", job: JobID(number: 17), state: .running, progress: 0.25,
            estimatedFinish: WallClock(milliseconds: 1_795_885_200_000))
        let expected = """
            {"estimated_finish":"2026-11-28T17:00:00Z","id":"a","job":"job-17","progress":0.25,"state":"running",\
            "v":1,"why_waiting":null}
            """
        #expect(String(decoding: state.encoded(), as: UTF8.self) == expected)
        let progress = [Double.nan, -1, 7, .infinity].map {
            SubmissionStateMessage(id: "a", job: JobID(number: 1), state: .running, progress: $0).progress
        }
        #expect(progress == [nil, 0, 1, nil])
    }
}

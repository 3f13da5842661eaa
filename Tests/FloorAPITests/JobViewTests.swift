import FloorAPITypes
import FloorModel
import Testing

@testable import FloorAPI
@testable import FloorControl

struct JobViewTests {
    private let job = JobID(number: 1)

    private func waiting(_ floor: Floor, _ job: JobID = JobID(number: 1)) -> String? {
        floor.views.job(job, personal: nil)?.waitingFor
    }

    @Test func itShowsWhatTheMakerWroteOnlyWhileItIsThere() throws {
        var floor = SampleFloor.ready()
        floor.happen(SampleFloor.job(1, quantity: 2))
        let details = JobDetails(submissionID: "vase-1", title: "Vase", fileName: "vase.gcode")
        let named = try #require(floor.views.job(job, personal: PersonalDetails(user: "ada", details: details)))
        #expect(
            named.personal == PersonalView(user: "ada", submission: "vase-1", title: "Vase", fileName: "vase.gcode"))
        let erased = try #require(floor.views.job(job, personal: nil))
        #expect(erased.personal == PersonalView())
        // 1000 mm of 1.75 mm PLA at 1.24 g/cm³.
        #expect(erased.copyG == 2.983 && erased.copyS == 3_600 && erased.operations.count == 2)
        #expect(floor.views.job(JobID(number: 2), personal: nil) == nil)
    }

    @Test func anInterruptedCopyShowsItsLastLine() throws {
        var floor = SampleFloor.ready()
        floor.happen(SampleFloor.job(1))
        floor.happen(SampleFloor.started(1, SampleFloor.first))
        floor.happen(
            .operationInterrupted(
                .init(operation: OperationID(number: 1), acknowledgedLine: 412, reason: "link lost")))
        let view = try #require(floor.views.job(job, personal: nil))
        #expect(view.state == .interrupted && view.operations[0].acknowledgedLine == 412)
        #expect(view.waitingFor == "somebody to decide: copy 1 was interrupted on mk3-1; reprint or cancel")
        floor.happen(SampleFloor.prompt(1, .interrupted, SampleFloor.first, operation: 1))
        #expect(waiting(floor)?.contains("clear the plate") == true)
    }

    @Test func withoutStockItNamesWhatIsMissing() {
        var floor = SampleFloor.ready()
        floor.happen(SampleFloor.job(1, colour: "red"))
        #expect(waiting(floor) == "red PLA filament: none is in stock")
        floor.happen(.lotReceived(SampleFloor.lot(2, "PLA", "red", grams: 1)))
        #expect(waiting(floor) == "red PLA filament: one copy takes 2.983 g, the fullest lot has 1 g")
        floor.happen(.lotReceived(SampleFloor.lot(3, "PLA", "red", grams: 5)))
        #expect(waiting(floor) == "the next plan")
    }

    @Test func stockThatIsPromisedIsNotFree() {
        var floor = SampleFloor.ready()
        floor.happen(.lotReceived(SampleFloor.lot(2, "PLA", "red", grams: 5)))
        floor.happen(SampleFloor.job(1, colour: "red"))
        floor.happen(SampleFloor.job(2, colour: "red"))
        floor.happen(.planAdopted(.init(assignments: [SampleFloor.assignment(1, SampleFloor.first, lot: 2)])))
        #expect(floor.views.lot(LotID(number: 2))?.reservedG == 2.983)
        #expect(waiting(floor, JobID(number: 2)) == "red PLA filament: what is in stock is promised to other jobs")
    }

    @Test func withoutAMachineThatFitsItSaysWhy() {
        var floor = SampleFloor.ready()
        let tall = PrintFileFacts(lines: 1, bytes: 1, zMillimetres: Limits(0, 400))
        floor.happen(SampleFloor.job(1, facts: tall))
        #expect(waiting(floor)?.hasPrefix("a machine that fits: the file moves Z from 0.0 to 400.0 mm") == true)
    }

    @Test func aPlannedCopySaysWhatItsMachineWaitsFor() {
        var floor = SampleFloor.ready()
        floor.happen(SampleFloor.job(1))
        floor.happen(SampleFloor.job(2))
        let assignments = [SampleFloor.assignment(1, SampleFloor.first), SampleFloor.assignment(2, SampleFloor.first)]
        floor.happen(.planAdopted(.init(assignments: assignments)))
        #expect(waiting(floor) == "mk3-1 to start it")
        #expect(waiting(floor, JobID(number: 2)) == "mk3-1 to do job-1 first")

        floor.happen(SampleFloor.started(1, SampleFloor.first))
        floor.happen(.machineStateChanged(.init(machine: SampleFloor.first, state: .execute, reason: "job-1")))
        #expect(waiting(floor) == nil)
        #expect(waiting(floor, JobID(number: 2)) == "mk3-1 is busy with job-1")
        floor.happen(.machineStateChanged(.init(machine: SampleFloor.first, state: .held, reason: "hold")))
        #expect(waiting(floor, JobID(number: 2)) == "mk3-1 is held in the middle of job-1")

        floor.happen(.operationFinished(.init(operation: OperationID(number: 1))))
        #expect(waiting(floor) == "somebody to take it off mk3-1 and say how it came out")
        #expect(waiting(floor, JobID(number: 2)) == "the plate of mk3-1 is not clear")
    }

    @Test func aSpoolToBeMountedIsNamed() {
        var floor = SampleFloor.ready()
        floor.happen(SampleFloor.job(1))
        floor.happen(.planAdopted(.init(assignments: [SampleFloor.assignment(1, SampleFloor.second)])))
        #expect(waiting(floor) == "somebody to mount lot-1 on mk3-2")
        floor.happen(SampleFloor.prompt(1, .mountSpool, SampleFloor.second))
        #expect(waiting(floor) == "somebody to mount lot-1 on mk3-2 (prompt-1)")
        let plan = floor.views.plan
        #expect(plan.entries.map(\.needsMounting) == [true] && plan.unplanned.isEmpty)
    }

    @Test func decisionsOfPeopleAreReasons() {
        var floor = SampleFloor.ready()
        floor.happen(SampleFloor.job(1))
        floor.happen(.jobHeld(.init(job: job, by: nil)))
        #expect(waiting(floor) == "somebody to release it: it is on hold")
        floor.happen(.jobCancelled(.init(job: job, by: nil)))
        #expect(waiting(floor) == nil)
    }

    @Test func pagesHaveNoGapsAndNoRepeats() {
        var floor = SampleFloor.ready()
        for number in 1...25 {
            floor.happen(SampleFloor.job(number))
            if number % 3 == 0 { floor.happen(.jobCancelled(.init(job: JobID(number: number), by: nil))) }
        }
        for (selection, expected) in [
            (JobQuery.Selection.all, Array(1...25)), (.open, (1...25).filter { $0 % 3 != 0 }),
            (.state(.cancelled), (1...25).filter { $0 % 3 == 0 }), (.state(.failed), []),
        ] {
            for limit in [1, 4, 8, 25, 500] {
                var seen: [Int] = []
                var after: JobID?
                repeat {
                    let page = floor.views.jobs(JobQuery(selection: selection, limit: limit, after: after))
                    #expect(page.ids.count <= limit)
                    seen += page.ids.map(\.number)
                    after = page.next
                } while after != nil
                #expect(seen == expected, "\(selection) by \(limit)")
            }
        }
    }
}

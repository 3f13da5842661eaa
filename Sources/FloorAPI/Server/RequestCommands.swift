internal import FloorAPITypes
internal import FloorControl
internal import FloorModel

/// Bodies as the floor's commands. Here numbers become whole milligrams and durations, and names get a length; what a
/// particular lot, machine or floor allows is the core's to say.
extension LotRequest {
    func command() throws(ProblemDetails) -> FloorCommand {
        let facts = LotFacts(
            form: form, material: try material.named("material"), colour: colour, source: source, grade: grade,
            generation: generation ?? 0, moisturePPM: moisturePpm, origin: origin,
            tare: try Milligrams.read(tareG, field: "tare_g"), location: location)
        return .receiveLot(facts, mass: try Milligrams.read(massG, field: "mass_g"))
    }
}

extension WeighRequest {
    func weighing() throws(ProblemDetails) -> LotWeighing {
        switch (grossG, netG, scale) {
        case (let gross?, nil, nil): return .gross(try Milligrams.read(gross, field: "gross_g"))
        case (nil, let net?, nil): return .net(try Milligrams.read(net, field: "net_g"))
        case (nil, nil, let scale?): return .scale(SensorID(try scale.name.named("scale")))
        default:
            throw ProblemDetails(
                .fieldInvalid, status: 422, detail: "a weighing is gross, net or by a scale", field: "gross_g",
                remedy: "give exactly one of gross_g, net_g and scale")
        }
    }
}

extension AdjustRequest {
    func command(_ lot: LotID) throws(ProblemDetails) -> FloorCommand {
        .adjustLot(lot, by: try Milligrams.read(byG, field: "by_g"), reason)
    }
}

extension DisposeRequest {
    func command(_ lot: LotID) throws(ProblemDetails) -> FloorCommand {
        .disposeLot(lot, mass: try Milligrams.read(massG, field: "mass_g"), reason)
    }
}

extension AnswerRequest {
    func command(_ prompt: PromptID) throws(ProblemDetails) -> FloorCommand {
        let weights = AnswerWeights(
            product: try Milligrams.read(massG, field: "mass_g"), scrap: try Milligrams.read(scrapG, field: "scrap_g"),
            left: try Milligrams.read(leftG, field: "left_g"),
            scale: try scale.map { scale throws(ProblemDetails) in SensorID(try scale.name.named("scale")) })
        return .answer(prompt, choice: try choice?.named("choice"), weights: weights)
    }
}

extension JogRequest {
    func order() throws(ProblemDetails) -> JogOrder {
        let bounds = FloorLimits.jog
        // Beyond a day it is no duration for a drive, and a number that is too large for one would trap.
        let time = forS.isFinite && forS.magnitude < 86_400 ? Duration.milliseconds((forS * 1000).rounded()) : .zero
        guard bounds.contains(time) else {
            throw ProblemDetails(
                .fieldInvalid, status: 422, detail: "a drive cannot be turned by hand for \(forS) s", field: "for_s",
                remedy: "give \(bounds.lowerBound) to \(bounds.upperBound), and ask again for more")
        }
        if let speed { try speed.isANumber("speed") }
        return JogOrder(drive: try drive.named("drive"), reverse: reverse ?? false, speed: speed, time: time)
    }
}

extension HeatRequest {
    func command(_ machine: MachineID) throws(ProblemDetails) -> FloorCommand {
        try celsius.isANumber("celsius")
        return .heat(machine, heater: try heater.named("heater"), celsius: celsius)
    }
}

extension String {
    /// What names a thing of the floor is repeated in answers, so it has an end.
    fileprivate func named(_ field: String) throws(ProblemDetails) -> String {
        guard (1...80).contains(count), utf8.count <= 320 else {
            throw ProblemDetails(
                .fieldInvalid, status: 422, detail: "'\(field)' is empty or too long", field: field,
                remedy: "give 1 to 80 characters")
        }
        return self
    }
}

extension Double {
    fileprivate func isANumber(_ field: String) throws(ProblemDetails) {
        guard isFinite, magnitude < 1e6 else {
            throw ProblemDetails(
                .fieldInvalid, status: 422, detail: "'\(field)' is \(self)", field: field,
                remedy: "give a number that the machine's file allows")
        }
    }
}

extension Milligrams {
    /// Grams of a request's field as whole milligrams; of either sign.
    static func read(_ grams: Double, field: String) throws(ProblemDetails) -> Milligrams {
        guard let mass = Milligrams(grams: grams) else {
            throw ProblemDetails(.massInvalid, status: 422, detail: "\(grams) g is out of bounds", field: field)
        }
        return mass
    }

    static func read(_ grams: Double?, field: String) throws(ProblemDetails) -> Milligrams? {
        guard let grams else { return nil }
        return try Milligrams.read(grams, field: field) as Milligrams
    }
}

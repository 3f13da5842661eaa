internal import CPty
internal import Foundation
internal import Glibc

/// What a running virtual floor answered.
public struct ControlAnswer: Sendable {
    /// The JSON object, without its newline.
    public var json: String
    /// Whether the floor did what was asked.
    public var isOk: Bool
    /// What was wrong with the request, when it was refused.
    public var error: String?
    /// What to do about it, when it was refused.
    public var remedy: String?
    /// Whether it was refused because no machine or scale has that name.
    public var isNotFound = false
}

/// The other end of a virtual floor's control socket.
public enum ControlClient {
    static let patienceSeconds: Int32 = 10
    static let longestAnswerBytes = 4 << 20

    /// Orders a fault; `seconds` nil means as long as the kind lasts by default.
    public static func inject(
        fault: String, machine: String, seconds: Double?, socket: String
    ) throws(VirtualFloorFault) -> ControlAnswer {
        try ask(ControlRequest(fault: fault, machine: machine, seconds: seconds), socket: socket)
    }

    /// Pours so many grams into a machine's hopper, of which so many millionths are water.
    public static func load(
        grams: Double, moisturePPM: Int, machine: String, socket: String
    ) throws(VirtualFloorFault) -> ControlAnswer {
        try ask(ControlRequest(load: machine, grams: grams, moisturePPM: moisturePPM), socket: socket)
    }

    /// Takes everything out of a machine; the answer's JSON says what was where.
    public static func collect(machine: String, socket: String) throws(VirtualFloorFault) -> ControlAnswer {
        try ask(ControlRequest(collect: machine), socket: socket)
    }

    /// Puts so many grams, and nothing else, on a scale.
    public static func place(grams: Double, scale: String, socket: String) throws(VirtualFloorFault) -> ControlAnswer {
        try ask(ControlRequest(grams: grams, place: scale), socket: socket)
    }

    /// Opens or closes lid, door or guard of a machine.
    public static func setLid(
        isOpen: Bool, machine: String, socket: String
    ) throws(VirtualFloorFault) -> ControlAnswer {
        try ask(ControlRequest(lid: machine, open: isOpen), socket: socket)
    }

    /// Presses or releases the emergency stop of a machine.
    public static func setEmergencyStop(
        isPressed: Bool, machine: String, socket: String
    ) throws(VirtualFloorFault) -> ControlAnswer {
        try ask(ControlRequest(emergencyStop: machine, pressed: isPressed), socket: socket)
    }

    /// Takes out what holds a shredder's shafts.
    public static func clearJam(machine: String, socket: String) throws(VirtualFloorFault) -> ControlAnswer {
        try ask(ControlRequest(clearJam: machine), socket: socket)
    }

    /// The whole truth about every machine.
    public static func state(socket: String) throws(VirtualFloorFault) -> ControlAnswer {
        try ask(ControlRequest(state: true), socket: socket)
    }

    private static func ask(_ request: ControlRequest, socket: String) throws(VirtualFloorFault) -> ControlAnswer {
        let descriptor = cpty_connect(socket, patienceSeconds)
        guard descriptor >= 0 else {
            throw .system(
                .unavailable, "no virtual floor answers at '\(socket)'",
                remedy: "start one with machina virtual-floor --control \(socket)")
        }
        defer { close(descriptor) }
        let bytes = ControlReply.encode(request)
        guard bytes.withUnsafeBytes({ cpty_send(descriptor, $0.baseAddress, $0.count) }) == bytes.count else {
            throw .system(.inputOutput, "the request cannot be sent to '\(socket)'", remedy: "try again")
        }
        return try readAnswer(from: descriptor, socket: socket)
    }

    private static func readAnswer(from descriptor: Int32, socket: String) throws(VirtualFloorFault) -> ControlAnswer {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while answer.last != UInt8(ascii: "\n"), answer.count < longestAnswerBytes {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                throw VirtualFloorFault(
                    .inputOutput, "the virtual floor at '\(socket)' gave no answer",
                    remedy: "it may have too many clients; try again")
            }
            answer += buffer[..<count]
        }
        struct Reply: Decodable {
            var ok: Bool
            var error: String?
            var remedy: String?
            var code: String?
        }
        do {
            let reply = try JSONDecoder().decode(Reply.self, from: Data(answer))
            return ControlAnswer(
                json: String(decoding: answer.dropLast(), as: UTF8.self), isOk: reply.ok, error: reply.error,
                remedy: reply.remedy, isNotFound: reply.code == ControlReply.notFound)
        } catch {
            throw VirtualFloorFault(
                .inputOutput, "the answer from '\(socket)' cannot be read",
                remedy: "check that a virtual floor listens there")
        }
    }
}

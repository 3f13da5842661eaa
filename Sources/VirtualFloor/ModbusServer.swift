internal import CModbus
internal import CPty
internal import Glibc
internal import VirtualMachines

/// A Modbus TCP server with several clients, over libmodbus; it belongs to one thread at a time.
///
/// Requests are read here, since libmodbus waits inside `modbus_receive` for a client that dribbles; answers are
/// built and sent by `modbus_reply`. A unit that does not answer gives no reply at all, as behind a gateway that
/// does not say so.
final class ModbusServer {
    static let mostClients = 8
    /// libmodbus waits with select(2), whose sets end here.
    private static let descriptorEnd: Int32 = 1024
    /// Client and answer: unit identifier, request.
    typealias Answer = (UInt8, ModbusRequest) -> ModbusAnswer?

    private let context: OpaquePointer
    private let listener: Int32
    private var clients: [ModbusClient] = []
    private(set) var clientsAccepted = 0

    /// Listens at once; a port that is taken is refused.
    init(host: String, port: Int) throws(VirtualFloorFault) {
        guard let context = modbus_new_tcp(host, Int32(port)) else {
            throw VirtualFloorFault(
                .configuration, "'\(host)' is no address for a Modbus server", remedy: "use an IPv4 address")
        }
        let listener = modbus_tcp_listen(context, Int32(Self.mostClients))
        guard listener >= 0 else {
            let fault = VirtualFloorFault.system(
                .unavailable, "nobody can listen at \(host):\(port)", remedy: "choose a port that is free")
            modbus_free(context)
            throw fault
        }
        guard listener < Self.descriptorEnd, fcntl(listener, F_SETFL, O_NONBLOCK) >= 0 else {
            close(listener)
            modbus_free(context)
            throw VirtualFloorFault(.cannotCreate, "too many files are open", remedy: "run a smaller floor")
        }
        self.context = context
        self.listener = listener
    }

    deinit {
        clients.removeAll()
        close(listener)
        modbus_free(context)
    }

    /// Waits for at most `nanoseconds` and serves what came; false when `stop` is raised.
    func turn(until stop: Int32, atMost nanoseconds: Int64, _ answer: Answer) throws(VirtualFloorFault) -> Bool {
        let descriptors = [stop, listener] + clients.map(\.descriptor)
        let events = [UInt8](repeating: 1, count: descriptors.count)
        var ready = [UInt8](repeating: 0, count: descriptors.count)
        guard cpty_poll(descriptors, events, &ready, descriptors.count, nanoseconds) >= 0 || errno == EINTR else {
            throw .system(.inputOutput, "a Modbus server cannot wait", remedy: "raise the limit of open files")
        }
        guard ready[0] == 0 else { return false }
        for (client, state) in zip(clients, ready.dropFirst(2)) where state != 0 { serve(client, answer) }
        clients.removeAll { $0.isClosed }
        if ready[1] != 0 { accept() }
        return true
    }

    /// Takes the clients that wait; one too many is closed at once.
    private func accept() {
        while true {
            let descriptor = cpty_accept(listener)
            guard descriptor >= 0 else { return }
            let client = ModbusClient(descriptor: descriptor)
            guard clients.count < Self.mostClients, descriptor < Self.descriptorEnd else { continue }
            clients.append(client)
            clientsAccepted += 1
        }
    }

    private func serve(_ client: ModbusClient, _ answer: Answer) {
        for request in client.receive() {
            let pdu = request.dropFirst(ModbusClient.headerBytes)
            let question = ModbusRequest(pdu: pdu)
            guard let reply = answer(request[6], question) else { continue }
            // A client that does not read its answers is given up.
            modbus_set_socket(context, client.descriptor)
            if !send(reply, to: question, request) { client.isClosed = true }
        }
    }

    private func send(_ answer: ModbusAnswer, to question: ModbusRequest, _ request: [UInt8]) -> Bool {
        if case .exception(let exception) = answer {
            return modbus_reply_exception(context, request, UInt32(exception.rawValue)) >= 0
        }
        guard let mapping = ReplyMapping(question, answer) else { return false }
        return modbus_reply(context, request, Int32(request.count), mapping.pointer) >= 0
    }
}

/// The memory out of which `modbus_reply` takes one answer, or into which it writes what a device has taken already.
private struct ReplyMapping: ~Copyable {
    let pointer: UnsafeMutablePointer<modbus_mapping_t>

    init?(_ question: ModbusRequest, _ answer: ModbusAnswer) {
        switch (question, answer) {
        case (.read(.coils, let address, _), .bits(let bits)):
            self.init(coilsFrom: address, count: bits.count)
            for (index, bit) in bits.enumerated() { pointer.pointee.tab_bits[index] = bit ? 1 : 0 }
        case (.read(.discreteInputs, let address, _), .bits(let bits)):
            self.init(inputsFrom: address, count: bits.count)
            for (index, bit) in bits.enumerated() { pointer.pointee.tab_input_bits[index] = bit ? 1 : 0 }
        case (.read(.holdingRegisters, let address, _), .registers(let values)):
            self.init(registersFrom: address, count: values.count)
            for (index, value) in values.enumerated() { pointer.pointee.tab_registers[index] = value }
        case (.read(.inputRegisters, let address, _), .registers(let values)):
            self.init(inputRegistersFrom: address, count: values.count)
            for (index, value) in values.enumerated() { pointer.pointee.tab_input_registers[index] = value }
        case (.writeCoil(let address, _), .written): self.init(coilsFrom: address, count: 1)
        case (.writeCoils(let address, let values), .written): self.init(coilsFrom: address, count: values.count)
        case (.writeRegister(let address, _), .written): self.init(registersFrom: address, count: 1)
        case (.writeRegisters(let address, let values), .written):
            self.init(registersFrom: address, count: values.count)
        default: return nil
        }
    }

    private init?(
        coilsFrom coils: Int = 0, inputsFrom inputs: Int = 0, registersFrom registers: Int = 0,
        inputRegistersFrom inputRegisters: Int = 0, counts: (UInt32, UInt32, UInt32, UInt32)
    ) {
        guard
            let made = modbus_mapping_new_start_address(
                UInt32(coils), counts.0, UInt32(inputs), counts.1, UInt32(registers), counts.2,
                UInt32(inputRegisters), counts.3)
        else { return nil }
        pointer = made
    }

    private init?(coilsFrom address: Int, count: Int) {
        self.init(coilsFrom: address, counts: (UInt32(count), 0, 0, 0))
    }

    private init?(inputsFrom address: Int, count: Int) {
        self.init(inputsFrom: address, counts: (0, UInt32(count), 0, 0))
    }

    private init?(registersFrom address: Int, count: Int) {
        self.init(registersFrom: address, counts: (0, 0, UInt32(count), 0))
    }

    private init?(inputRegistersFrom address: Int, count: Int) {
        self.init(inputRegistersFrom: address, counts: (0, 0, 0, UInt32(count)))
    }

    deinit { modbus_mapping_free(pointer) }
}

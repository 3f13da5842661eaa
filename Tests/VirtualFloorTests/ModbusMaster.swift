import CModbus
import Foundation

/// A real Modbus master: libmodbus over TCP.
final class ModbusMaster {
    private let context: OpaquePointer

    init(port: Int, unit: Int32) throws {
        guard let made = modbus_new_tcp("127.0.0.1", Int32(port)) else { throw CocoaError(.fileNoSuchFile) }
        context = made
        modbus_set_response_timeout(context, 10, 0)
        modbus_set_slave(context, unit)
        guard modbus_connect(context) == 0 else { throw CocoaError(.fileNoSuchFile) }
    }

    deinit {
        modbus_close(context)
        modbus_free(context)
    }

    /// For requests that nobody is to answer.
    func expectSilence() { modbus_set_response_timeout(context, 0, 300_000) }

    func turn(to unit: Int32) { modbus_set_slave(context, unit) }

    /// nil when it was refused or nobody answered; `errno` says which.
    func holding(_ address: Int, _ count: Int = 1) -> [UInt16]? {
        registers(count) { modbus_read_registers(context, Int32(address), Int32(count), $0) }
    }

    func input(_ address: Int, _ count: Int = 1) -> [UInt16]? {
        registers(count) { modbus_read_input_registers(context, Int32(address), Int32(count), $0) }
    }

    func discrete(_ address: Int, _ count: Int) -> [Bool]? {
        bits(count) { modbus_read_input_bits(context, Int32(address), Int32(count), $0) }
    }

    func coils(_ address: Int, _ count: Int) -> [Bool]? {
        bits(count) { modbus_read_bits(context, Int32(address), Int32(count), $0) }
    }

    func write(_ address: Int, _ value: UInt16) -> Bool { modbus_write_register(context, Int32(address), value) == 1 }

    func write(_ address: Int, _ values: [UInt16]) -> Bool {
        modbus_write_registers(context, Int32(address), Int32(values.count), values) == Int32(values.count)
    }

    func coil(_ address: Int, _ isOn: Bool) -> Bool { modbus_write_bit(context, Int32(address), isOn ? 1 : 0) == 1 }

    func coils(_ address: Int, _ values: [Bool]) -> Bool {
        modbus_write_bits(context, Int32(address), Int32(values.count), values.map { $0 ? 1 : 0 })
            == Int32(values.count)
    }

    /// The exception code of the last refusal; nil when it was something else.
    var exception: Int32? { errno > MODBUS_ENOBASE && errno < MODBUS_ENOBASE + 12 ? errno - MODBUS_ENOBASE : nil }

    private func registers(_ count: Int, _ read: (UnsafeMutablePointer<UInt16>) -> Int32) -> [UInt16]? {
        var values = [UInt16](repeating: 0, count: count)
        let result = values.withUnsafeMutableBufferPointer { $0.baseAddress.map(read) ?? -1 }
        return result == Int32(count) ? values : nil
    }

    private func bits(_ count: Int, _ read: (UnsafeMutablePointer<UInt8>) -> Int32) -> [Bool]? {
        var values = [UInt8](repeating: 0, count: count)
        let result = values.withUnsafeMutableBufferPointer { $0.baseAddress.map(read) ?? -1 }
        return result == Int32(count) ? values.map { $0 == 1 } : nil
    }
}

import FloorModel
import RegisterMap
import Testing

@Suite struct WriteRequestTests {
    private func request(_ value: Double, _ change: (inout PointDescription) -> Void = { _ in }) throws(PointRefusal)
        -> ModbusRequest
    {
        var point = PointDescription(
            name: "setpoint", module: "m", table: .holding, address: 26, type: .int16, scale: 0.1,
            limits: Limits(0, 120), isWritable: true)
        change(&point)
        return try ModbusRequest(writing: value, to: point, unit: 9)
    }

    @Test func oneRegisterSeveralOrACoil() throws {
        #expect(try request(65) == ModbusRequest(unit: 9, .writeRegister(address: 26, 650)))
        let wide = try request(65) { $0.type = .int32 }
        #expect(wide == ModbusRequest(unit: 9, .writeRegisters(address: 26, [0, 650])))
        let coil = try request(1) { point in
            point.table = .coil
            point.type = .bit
            point.scale = 1
        }
        #expect(coil == ModbusRequest(unit: 9, .writeCoil(address: 26, true)))
    }

    @Test func whatIsNotWritableIsRefused() {
        let refusal = PointRefusal.notWritable(point: "setpoint")
        #expect(throws: refusal) { try request(65) { $0.isWritable = false } }
        #expect(throws: refusal) { try request(65) { $0.table = .input } }
        #expect(throws: PointRefusal.self) { try request(121) }
    }

    @Test func aPointIsReadAloneAsItsModuleWants() {
        let point = PointDescription(name: "p", module: "m", table: .input, address: 5, type: .uint16)
        let plain = ModuleDescription(name: "m", title: "")
        let even = ModuleDescription(name: "m", title: "", isEvenOnly: true)
        let one = ModbusRequest(reading: point, module: plain, unit: 1)
        #expect(one == ModbusRequest(unit: 1, .readRegisters(.input, address: 5, count: 1)))
        let two = ModbusRequest(reading: point, module: even, unit: 1)
        #expect(two == ModbusRequest(unit: 1, .readRegisters(.input, address: 5, count: 2)))
        #expect(point.decode(.registers([7, 8])).value == 7)
        #expect(point.decode(.registers([])).quality == .bad)
        #expect(point.decode(.bits([true])).quality == .bad)
        #expect(point.decode(.exception(2)).quality == .bad)
    }
}

public import FloorModel
public import RegisterMap

/// One Modbus line: a TCP connection, or a serial port with all units on it.
///
/// One owner, one thread: libmodbus contexts are not thread safe, and a line carries one transaction at a time. The
/// class is deliberately not Sendable; make it on the thread that uses it.
///
/// What it promises: a reply is given only when unit, function, length, echo, and on TCP the transaction number, are
/// those of the request; and no reply of an earlier request can be taken for it (see `Quarantine`, `TCPWire`).
public final class ModbusLink {
    private enum Wire {
        case tcp(TCPWire)
        case rtu(RTUWire)
    }

    public let endpoint: LineDescription.Endpoint
    /// How often a TCP connection was opened again because a transaction on it had failed.
    public private(set) var reconnects = 0
    private let wire: Wire
    private var isOpen = false
    private var connectTimeout = Duration.seconds(1)

    /// Touches no device yet.
    ///
    /// - Parameter lateBound: how long after its time a unit on a serial line may still answer.
    public init(_ endpoint: LineDescription.Endpoint, lateBound: Duration = .milliseconds(500)) throws(LineFault) {
        self.endpoint = endpoint
        switch endpoint {
        case .tcp(let host, let port): wire = .tcp(try TCPWire(host: host, port: port))
        case .rtu(let port, let baud, let parity):
            wire = .rtu(try RTUWire(path: port, baud: baud, parity: parity, lateBound: lateBound))
        }
    }

    /// Opens the line, anew when it is open.
    ///
    /// - Parameter timeout: for the TCP connection, also when `perform` opens it again. Resolving a name may take longer.
    public func open(timeout: Duration = .seconds(1)) throws(LineFault) {
        connectTimeout = timeout
        isOpen = false
        switch wire {
        case .tcp(let wire): try wire.open(timeout: timeout)
        case .rtu(let wire): try wire.open()
        }
        isOpen = true
    }

    public func close() {
        isOpen = false
        switch wire {
        case .tcp(let wire): wire.drop()
        case .rtu(let wire): wire.close()
        }
    }

    /// One transaction.
    ///
    /// Takes `timeout`, and before it where the last one failed: on TCP the time to connect again, on a serial line at
    /// most the late bound (5 s more on a line that is never silent). Function 16 and reads wait for that, functions
    /// 05 and 06 do not. Unit 0 on a serial line is a broadcast: it is sent, and counts as written.
    ///
    /// After `closed` the line must be opened again; after `timeout` and `refusedReply` it goes on by itself.
    public func perform(_ request: ModbusRequest, timeout: Duration) throws(TransactionFailure) -> ModbusReply {
        guard isOpen else { throw .closed("the line is not open") }
        do throws(TransactionFailure) {
            switch wire {
            case .tcp(let wire):
                if !wire.isClean { try reopen(wire) }
                return try wire.perform(request, timeout: timeout)
            case .rtu(let wire):
                precondition(request.unit != 0 || !request.isRead, "nobody answers a broadcast")
                return try wire.perform(request, timeout: timeout)
            }
        } catch {
            if case .closed = error { close() }
            throw error
        }
    }

    private func reopen(_ wire: TCPWire) throws(TransactionFailure) {
        do throws(LineFault) {
            try wire.open(timeout: connectTimeout)
            reconnects += 1
        } catch {
            throw .closed("\(error)")
        }
    }
}

public import FloorModel

/// What inspection found in one G-code file; nil is unknown.
public struct GCodeReport: Sendable {
    /// Ends of the moves along one axis, mm, in machine coordinates, and the lines that reach them.
    public struct Extent: Hashable, Sendable {
        public var limits: Limits
        public var minimumLine: Int
        public var maximumLine: Int
    }

    /// Size of the file.
    public var bytes: Int
    /// Lines that are sent: neither blank nor comment alone.
    public var lines: Int
    /// The longest of them, comment, number and checksum not counted.
    public var longestLineBytes: Int
    /// The slicer's own estimate.
    public var secondsMetadata: Double?
    /// Ours: the moves and dwells, without heating, homing and levelling.
    public var secondsEstimated: Double?
    /// The sum of what the moves feed, start and end code included; the slicer's figure where they feed by volume.
    public var filamentMillimetres: Double?
    /// The slicer's figure; without one the mass follows from the lot's density.
    public var filamentGrams: Double?
    /// Upper case; nil where the file does not say, or its tools differ.
    public var material: String?
    public var nozzleMillimetres: Double?
    /// All moves count, travel too: that is what hits a frame.
    public var x: Extent?
    public var y: Extent?
    public var z: Extent?
    public var layers: Int?
    public var nozzleMaximumCelsius: Double?
    public var bedMaximumCelsius: Double?
    public var slicer: String?
    /// In the order of lines; those of the whole file come last, with line 0.
    public var problems: [GCodeProblem]

    var nozzleMaximumLine: Int
    var bedMaximumLine: Int
    /// How many tools extrude.
    var tools: Int

    public var hasErrors: Bool { problems.contains { $0.severity == .error } }

    init(
        metadata: SlicerMetadata, motion: MotionTally, heat: HeatTally, seconds: Double?, bytes: Int, lines: Int,
        longestLineBytes: Int, problems: [GCodeProblem]
    ) {
        self.bytes = bytes
        self.lines = lines
        self.longestLineBytes = longestLineBytes
        self.problems = problems
        secondsMetadata = metadata.seconds
        secondsEstimated = seconds
        let summed = motion.filamentMillimetres.flatMap { $0 > 0 ? $0 : nil }
        filamentMillimetres = summed ?? metadata.filamentMillimetres
        filamentGrams = metadata.filamentGrams
        material = Self.common(metadata.materials, tools: motion.toolsUsed)
        nozzleMillimetres = Self.common(metadata.nozzles, tools: motion.toolsUsed)
        x = motion.x.extent.map(Extent.init)
        y = motion.y.extent.map(Extent.init)
        z = motion.z.extent.map(Extent.init)
        layers = metadata.layers ?? (motion.layersByHeight > 0 ? motion.layersByHeight : nil)
        nozzleMaximumCelsius = heat.nozzle.maximum
        bedMaximumCelsius = heat.bed.maximum
        nozzleMaximumLine = heat.nozzle.line
        bedMaximumLine = heat.bed.line
        slicer = metadata.slicer
        tools = motion.toolsUsed.nonzeroBitCount
    }

    /// The one value that all extruding tools share; slicers list every tool, used or not.
    private static func common<Value: Hashable>(_ values: [Value], tools: UInt32) -> Value? {
        let used = values.indices.filter { tools & (1 << UInt32($0)) != 0 }.map { values[$0] }
        let distinct = Set(used.isEmpty ? values : used)
        return distinct.count == 1 ? distinct.first : nil
    }

    /// What the floor keeps of the file; the slicer's time wins over ours.
    public var facts: PrintFileFacts {
        PrintFileFacts(
            lines: lines, bytes: bytes, seconds: secondsMetadata ?? secondsEstimated,
            filamentMillimetres: filamentMillimetres, material: material, nozzleMillimetres: nozzleMillimetres,
            xMillimetres: x?.limits, yMillimetres: y?.limits, zMillimetres: z?.limits,
            nozzleMaximumCelsius: nozzleMaximumCelsius, bedMaximumCelsius: bedMaximumCelsius)
    }
}

extension GCodeReport.Extent {
    init(_ extent: MotionTally.Extent) {
        self.init(
            limits: Limits(extent.minimum, extent.maximum), minimumLine: extent.minimumLine,
            maximumLine: extent.maximumLine)
    }
}

internal import FloorModel

/// `{"bed_max_celsius":85, …, "extents_mm":{"x":[84.9,115.1],…}, …, "seconds_metadata":423, …}`; unknown is null.
extension GCodeReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case secondsMetadata = "seconds_metadata"
        case secondsEstimated = "seconds_estimated"
        case filamentMillimetres = "filament_mm"
        case filamentGrams = "filament_g"
        case material
        case nozzleMillimetres = "nozzle_mm"
        case extents = "extents_mm"
        case layers, lines, bytes
        case longestLineBytes = "longest_line_bytes"
        case slicer
        case nozzleMaximumCelsius = "nozzle_max_celsius"
        case bedMaximumCelsius = "bed_max_celsius"
        case problems
    }

    private enum AxisKeys: String, CodingKey {
        case x, y, z
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rounded(secondsMetadata, 10), forKey: .secondsMetadata)
        try container.encode(rounded(secondsEstimated, 10), forKey: .secondsEstimated)
        try container.encode(rounded(filamentMillimetres, 100), forKey: .filamentMillimetres)
        try container.encode(rounded(filamentGrams, 1000), forKey: .filamentGrams)
        try container.encode(material, forKey: .material)
        try container.encode(nozzleMillimetres, forKey: .nozzleMillimetres)
        if x == nil, y == nil, z == nil {
            try container.encodeNil(forKey: .extents)
        } else {
            var axes = container.nestedContainer(keyedBy: AxisKeys.self, forKey: .extents)
            try axes.encode(ends(x), forKey: .x)
            try axes.encode(ends(y), forKey: .y)
            try axes.encode(ends(z), forKey: .z)
        }
        try container.encode(layers, forKey: .layers)
        try container.encode(lines, forKey: .lines)
        try container.encode(bytes, forKey: .bytes)
        try container.encode(longestLineBytes, forKey: .longestLineBytes)
        try container.encode(slicer, forKey: .slicer)
        try container.encode(nozzleMaximumCelsius, forKey: .nozzleMaximumCelsius)
        try container.encode(bedMaximumCelsius, forKey: .bedMaximumCelsius)
        try container.encode(problems, forKey: .problems)
    }

    private func ends(_ extent: Extent?) -> [Double?]? {
        extent.map { [rounded($0.limits.minimum, 1000), rounded($0.limits.maximum, 1000)] }
    }

    private func rounded(_ value: Double?, _ scale: Double) -> Double? {
        value.map { ($0 * scale).rounded() / scale }
    }
}

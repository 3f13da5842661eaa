public import Foundation

/// The one way in which API values become JSON and come back: keys in snake_case (`massG` is `mass_g`), sorted.
public enum FloorJSON {
    /// A new encoder; encoders are not shared between threads.
    public static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// A new decoder; unknown keys are ignored, so that an older client understands a newer daemon.
    public static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}

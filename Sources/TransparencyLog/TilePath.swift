/// The last part of the path of a tile or a bundle: `x001/x234/067` or `x001/x234/067.p/5`.
enum TilePath {
    static func encode(index: UInt64, width: Int) -> String {
        var path = threeDigits(index % 1000)
        var rest = index / 1000
        while rest > 0 {
            path = "x\(threeDigits(rest % 1000))/\(path)"
            rest /= 1000
        }
        return width < TileAddress.fullWidth ? "\(path).p/\(width)" : path
    }

    private static func threeDigits(_ number: UInt64) -> String {
        let text = String(number)
        return String(repeating: "0", count: 3 - text.utf8.count) + text
    }

    static func decode(_ octets: some Collection<UInt8>) -> (index: UInt64, width: Int)? {
        // Seven groups of three digits hold any UInt64; a longer path is refused before it is read.
        guard octets.count <= 7 * 5 + 6 else { return nil }
        var groups = Array(octets).split(separator: 0x2F, omittingEmptySubsequences: false)
        var width = TileAddress.fullWidth
        if groups.count >= 2, groups[groups.count - 2].suffix(2).elementsEqual(".p".utf8) {
            guard let partial = UInt64(canonicalDecimal: groups.removeLast()), (1...255).contains(partial) else {
                return nil
            }
            width = Int(partial)
            groups.append(groups.removeLast().dropLast(2))
        }
        guard let index = index(of: groups) else { return nil }
        return (index, width)
    }

    private static func index(of groups: [ArraySlice<UInt8>]) -> UInt64? {
        var index: UInt64 = 0
        for (position, group) in groups.enumerated() {
            let isLast = position == groups.count - 1
            guard group.count == (isLast ? 3 : 4), isLast || group.first == 0x78 else { return nil }
            for digit in group.suffix(3) {
                guard (0x30...0x39).contains(digit) else { return nil }
                let (product, overflow) = index.multipliedReportingOverflow(by: 10)
                let (sum, carry) = product.addingReportingOverflow(UInt64(digit - 0x30))
                guard !overflow, !carry else { return nil }
                index = sum
            }
            // `x000/067` would be a second path of tile 67.
            if position == 0, !isLast, index == 0 { return nil }
        }
        return index
    }
}

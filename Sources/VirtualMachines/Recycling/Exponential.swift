/// 2 to the power of `exponent`, without a mathematics library.
func pow2(_ exponent: Double) -> Double {
    let whole = exponent.rounded(.down)
    let rest = (exponent - whole) * 0.693_147_180_559_945_3
    // The series of exp on 0..<0.69, exact to a millionth with eight terms.
    var term = 1.0
    var sum = 1.0
    for index in 1...8 {
        term *= rest / Double(index)
        sum += term
    }
    return whole >= 0 ? sum * Double(1 << min(60, Int(whole))) : sum / Double(1 << min(60, Int(-whole)))
}

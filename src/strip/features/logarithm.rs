//! Logarithms at the price of a table, for features need them by the thousand and to no more than three digits; and
//! powers of e. The standard library's differ from system to system in the last digit, which cleaning may not.

/// `ln(1 + value)` for `value >= 0`, exact to about 0.001; the same on every machine.
#[inline]
pub(in crate::strip) fn ln1p(value: f32) -> f32 {
    let bits = (value + 1.0).to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let mantissa = f32::from_bits((bits & 0x007F_FFFF) | 0x3F80_0000);
    let x = mantissa - 1.0;
    // a least-squares fit of log2(1 + x) over [0, 1] that meets both ends
    let fraction = x
        * (1.441_740_3
            + x * (-0.707_770_2 + x * (0.412_344_2 + x * (-0.190_319_03 + x * 0.044_004_69))));
    (exponent as f32 + fraction) * std::f32::consts::LN_2
}

/// A signed distance on the same scale.
#[inline]
pub(in crate::strip) fn signed(distance: f32) -> f32 {
    ln1p(distance.abs()).copysign(distance)
}

/// `e` to the power of `value`, exact to the last digit but one; the same on every machine.
pub(in crate::strip) fn exp(value: f32) -> f32 {
    /// Beyond these there is nothing in single precision.
    const LEAST: f32 = -104.0;
    const MOST: f32 = 89.0;
    let value = f64::from(value.clamp(LEAST, MOST));
    let power = value * std::f64::consts::LOG2_E;
    let power = (power + 0.5_f64.copysign(power)).trunc();
    let rest = value - power * std::f64::consts::LN_2;
    // Taylor's series, in which the ninth term is below 1e-10 for a rest of half a logarithm of two.
    let series = (1..=9).rev().fold(1.0, |sum, n| 1.0 + sum * rest / f64::from(n));
    (series * f64::from_bits(((1023 + power as i64) as u64) << 52)) as f32
}

#[cfg(test)]
mod tests {
    use super::{exp, ln1p};

    #[test]
    fn powers_are_exact_but_for_rounding() {
        for value in (-1_000..=880).map(|tenths| tenths as f32 / 10.0) {
            let (own, library) = (exp(value), f64::from(value).exp());
            let error = (f64::from(own) - library).abs() / library.max(1e-38);
            assert!(error < 1.2e-7, "{value}: {own} is off by {error}");
        }
        assert_eq!(
            [exp(f32::NEG_INFINITY), exp(0.0), exp(f32::INFINITY)],
            [0.0, 1.0, f32::INFINITY]
        );
    }

    #[test]
    fn the_logarithm_is_close_enough() {
        for value in [0.0f32, 0.1, 0.5, 1.0, 2.0, 3.3, 10.0, 99.0, 12_345.0, 1e6] {
            let error = (ln1p(value) - value.ln_1p()).abs();
            assert!(error < 0.002, "{value}: off by {error}");
        }
        assert_eq!(ln1p(0.0), 0.0);
    }
}

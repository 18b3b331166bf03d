//! Logarithms at the price of a table: features need them by the thousand, and to no more than
//! three digits.

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

#[cfg(test)]
mod tests {
    use super::ln1p;

    #[test]
    fn the_logarithm_is_close_enough() {
        for value in [0.0f32, 0.1, 0.5, 1.0, 2.0, 3.3, 10.0, 99.0, 12_345.0, 1e6] {
            let error = (ln1p(value) - value.ln_1p()).abs();
            assert!(error < 0.002, "{value}: off by {error}");
        }
        assert_eq!(ln1p(0.0), 0.0);
    }
}

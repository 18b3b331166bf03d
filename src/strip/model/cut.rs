//! The page's own threshold.

/// No cut is lower or higher than this, whatever is expected. The lower bound matters on pages that
/// are doubtful as a whole, whose blocks are right or wrong together: there, printing nothing is
/// sure to be wrong.
const RANGE: (f32, f32) = (0.15, 0.6);

/// The threshold that makes the expected word F1 of the page largest: blocks are taken by falling
/// probability while `2·Σ(p·n) / (n + E[article])` grows. (Plug-in rule for F-measures: Ye, Chai, Lee
/// and Chieu, ICML 2012.)
pub(in crate::strip) fn cut(probabilities: &[f32], words: impl Fn(usize) -> f32) -> f32 {
    // The bits of numbers that are not negative are in order as they are: turned over, the highest
    // probability comes first, and of equal ones the first block.
    let numbered = (0u64..).zip(probabilities).filter(|(_, p)| **p >= 0.05);
    let mut order: Vec<u64> = numbered.map(|(at, p)| u64::from(!p.to_bits()) << 32 | at).collect();
    order.sort_unstable();
    let expected: f32 = probabilities.iter().enumerate().map(|(at, p)| p * words(at)).sum();
    let (mut mass, mut taken, mut best, mut cut) = (0.0f32, 0.0f32, 0.0f32, RANGE.1);
    for block in order {
        let p = f32::from_bits(!(block >> 32) as u32);
        let n = words(block as u32 as usize);
        mass += p * n;
        taken += n;
        let f1 = 2.0 * mass / (taken + expected).max(1e-9);
        if f1 > best {
            best = f1;
            cut = p;
        }
    }
    cut.clamp(RANGE.0, RANGE.1)
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_clear_page_is_cut_between_the_clear_blocks() {
        let p = [0.95, 0.9, 0.97, 0.1, 0.05];
        let cut = cut(&p, |_| 30.0);
        assert!(cut > 0.1 && cut <= 0.9, "{cut}");
    }

    #[test]
    fn a_doubtful_page_is_cut_low_but_not_at_nothing() {
        assert_eq!(cut(&[0.3, 0.28, 0.1], |_| 30.0), 0.28);
        assert_eq!(cut(&[0.1, 0.1], |_| 30.0), 0.15);
        assert_eq!(cut(&[], |_| 0.0), 0.6);
    }
}

//! Numbers in Chinese numerals.

/// A text in which the Chinese numerals before the ideographs for year, month and day are digits:
/// 二〇二五年三月二十五日 becomes 2025年3月25日. What is no number as it is written there stays.
pub(super) fn with_digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(from) = rest.find(is_numeral) {
        let (before, run) = rest.split_at(from);
        let to = run.find(|c| !is_numeral(c)).unwrap_or(run.len());
        let (numeral, after) = run.split_at(to);
        out.push_str(before);
        let number = match after.trim_start().chars().next() {
            Some('年') => year(numeral, before),
            Some('月' | '日' | '号' | '號') => small(numeral),
            _ => None,
        };
        match number {
            Some(number) => out.push_str(&number),
            None => out.push_str(numeral),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn is_numeral(c: char) -> bool {
    value(c).is_some() || matches!(c, '十' | '廿' | '卅' | '元')
}

fn value(c: char) -> Option<u32> {
    let values = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    match c {
        '零' | '○' => Some(0),
        _ => values.iter().position(|digit| *digit == c).and_then(|at| u32::try_from(at).ok()),
    }
}

/// A year: its four digits one by one, or that of an era, which is counted, and whose first year has a name.
fn year(numeral: &str, before: &str) -> Option<String> {
    let digits: Option<Vec<u32>> = numeral.chars().map(value).collect();
    match digits {
        Some(digits) if digits.len() == 4 => Some(digits.iter().map(u32::to_string).collect()),
        _ if numeral == "元" => before.ends_with(['和', '成', '國', '国']).then(|| "1".to_owned()),
        _ => small(numeral),
    }
}

/// A number below a hundred: 五, 十, 十五, 二十, 二十五, 廿五, 卅.
fn small(numeral: &str) -> Option<String> {
    let mut left = numeral.chars().peekable();
    let tens = match (left.next()?, left.peek()) {
        ('十', _) => 1,
        ('廿', _) => 2,
        ('卅', _) => 3,
        (first, Some('十')) => {
            left.next();
            value(first).filter(|tens| *tens > 0)?
        }
        // A single digit.
        (only, None) => return value(only).map(|value| value.to_string()),
        _ => return None,
    };
    let ones = match left.next() {
        None => 0,
        Some(ones) => value(ones).filter(|ones| *ones > 0)?,
    };
    left.next().is_none().then(|| (tens * 10 + ones).to_string())
}

/// Digits at the start, exactly `count` of them.
pub(super) fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let head = text.get(..count)?;
    if !head.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((head.parse().ok()?, &text[count..]))
}

/// One or two digits at the start.
pub(super) fn short(text: &str) -> Option<(u32, &str)> {
    digits(text, 2).or_else(|| digits(text, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numerals_are_read_where_a_date_has_them() {
        for (text, want) in [
            ("二〇二五年三月五日", "2025年3月5日"),
            ("二零二五年十二月三十一日", "2025年12月31日"),
            ("二○二五年十月廿三日", "2025年10月23日"),
            ("令和七年十月二十日", "令和7年10月20日"),
            ("令和元年五月一日", "令和1年5月1日"),
            ("民國一百年", "民國一百年"),
            ("五十二年三月", "52年3月"),
            ("三人は十年一日のごとく", "三人は10年1日のごとく"),
            ("二十十月", "二十十月"),
            ("五五月", "五五月"),
            ("一二三年", "一二三年"),
            ("公元年", "公元年"),
        ] {
            assert_eq!(with_digits(text), want, "{text}");
        }
    }
}

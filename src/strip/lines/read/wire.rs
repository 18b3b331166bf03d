//! What news agencies set around the headline of a report.

/// A line without the sign with which German agencies end a headline, and without the number of the version with
/// which English ones begin it: `UPDATE 2-Ferry stays`, `Ferry stays =`.
pub(super) fn headline(line: &str) -> &str {
    const VERSIONS: [&str; 3] = ["UPDATE ", "WRAPUP ", "REFILE-"];
    let line = line.strip_suffix(" =").unwrap_or(line);
    let Some(rest) = VERSIONS.iter().find_map(|version| line.strip_prefix(version)) else {
        return line;
    };
    if line.starts_with("REFILE-") {
        return rest;
    }
    match rest.split_once('-') {
        Some((number, headline)) if number.parse::<u8>().is_ok() => headline,
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::headline;

    #[test]
    fn headlines_of_agencies_are_bare() {
        assert_eq!(headline("UPDATE 2-Ferry stays"), "Ferry stays");
        assert_eq!(headline("Fähre bleibt ="), "Fähre bleibt");
        assert_eq!(headline("UPDATE on the ferry"), "UPDATE on the ferry");
    }
}

//! What an archiver must withstand, line by line, each with the tests that hold it.

use std::fs;
use std::path::Path;

/// Where a fetch may go.
const WHERE: &[(&str, &[&str])] = &[
    (
        "private networks, at connect time",
        &[
            "every_private_network_is_refused_from_its_first_to_its_last_address",
            "their_public_neighbours_are_not",
            "loopback_is_refused_unless_host_and_port_are_named",
        ],
    ),
    ("on every redirect hop", &["a_redirect_into_the_internal_network_is_refused_at_its_hop"]),
    ("robots.txt too", &["robots_txt_cannot_lead_into_the_internal_network_either"]),
    ("after DNS", &["a_name_that_leads_to_a_private_address_is_refused_after_dns"]),
    ("rebinding", &["a_name_that_changes_its_address_between_two_connections_gains_nothing"]),
    (
        "IPv4 spelled in decimal, octal or hex, a trailing dot, IP literals, one URL parser",
        &["a_private_address_is_refused_however_it_is_spelled"],
    ),
    ("userinfo before the host", &["credentials_before_the_host_are_refused"]),
    (
        "a proxy that would bypass the check",
        &[
            "a_proxy_in_the_environment_does_not_bypass_the_guard",
            "a_proxy_leads_to_no_private_address",
        ],
    ),
    ("a browser that would", &["a_script_reaches_nothing_that_the_guard_or_robots_txt_forbids"]),
    ("schemes and ports", &["only_http_and_https_on_the_named_ports"]),
    (
        "an allow-list entry is explicit, by host and port",
        &[
            "the_allow_list_opens_one_host_and_port_and_no_other",
            "a_listed_host_opens_only_its_own_port",
        ],
    ),
    (
        "credentials never follow a redirect to another origin",
        &[
            "cookies_never_follow_a_redirect_to_another_origin",
            "a_cookie_goes_back_to_its_origin_and_nowhere_else",
        ],
    ),
    (
        "a certificate error is an error",
        &["a_certificate_error_is_an_error_and_never_retried_without_verification"],
    ),
];

/// What a server may send.
const WHAT: &[(&str, &[&str])] = &[
    ("a body larger than the limit", &["a_body_larger_than_the_limit_is_not_read_to_its_end"]),
    (
        "gzip, brotli, zstd and deflate bombs",
        &["compression_bombs_stop_at_the_limit", "bombs_are_stopped_while_they_stream"],
    ),
    ("as one chunk", &["a_bomb_in_one_chunk_of_the_transfer_encoding_stops_too"]),
    (
        "a false Content-Length",
        &[
            "a_declared_length_beyond_the_limit_is_refused_before_it_is_read",
            "a_body_cut_short_is_no_page",
        ],
    ),
    (
        "truncated and corrupt encodings",
        &["an_encoding_that_is_damaged_or_cut_or_unknown_is_an_error"],
    ),
    (
        "a connection that drips or pauses",
        &[
            "a_connection_that_drips_a_byte_a_second_is_given_up",
            "a_body_that_pauses_too_long_is_given_up",
        ],
    ),
    ("a connection that is reset", &["a_connection_that_is_reset_is_no_page"]),
    (
        "silence",
        &[
            "a_server_that_says_nothing_is_given_up",
            "a_name_server_that_does_not_answer_is_given_up",
        ],
    ),
    ("headers without end", &["headers_without_end_are_cut_off"]),
    ("endless redirects, a redirect loop", &["redirects_without_end_and_in_a_circle_are_given_up"]),
    ("no HTTP at all", &["what_is_no_http_is_no_page"]),
    (
        "a 200 that is an error page, a wall, a stub or a challenge",
        &["a_wall_or_an_error_page_with_status_200_never_replaces_a_good_text"],
    ),
    (
        "a 304 that is not true",
        &[
            "a_host_that_called_a_changed_page_unchanged_is_not_asked_conditionally_again",
            "an_answer_of_304_that_names_another_version_is_not_believed",
        ],
    ),
    (
        "robots.txt of every status, cut, packed, of a gigabyte",
        &[
            "every_status_means_what_rfc_9309_says",
            "a_robots_txt_that_cannot_be_had_forbids_everything",
            "a_robots_txt_of_a_gigabyte_is_read_for_half_a_megabyte",
            "a_robots_txt_that_is_a_bomb_is_read_as_far_as_it_is_read",
        ],
    ),
    ("HTML nested 100,000 deep", &["nesting_without_end_costs_no_more_than_its_length"]),
    (
        "a megabyte of open tags, attributes by the million",
        &["markup_without_end_costs_no_more_than_its_length", "attributes_by_the_hundred_thousand"],
    ),
    ("colspan=9007199254740991", &["a_table_cell_as_wide_as_a_number_can_say"]),
    ("a text node of 10 MB", &["a_text_node_of_64_mebibytes_is_read"]),
    ("NUL bytes", &["zero_bytes_inside_a_page_do_not_hide_its_text"]),
    ("lone surrogates in entities", &["lone_surrogates_and_impossible_characters_in_entities"]),
    ("a charset that lies, mixed charsets", &["a_charset_that_lies", "mixed_charsets_in_one_page"]),
    ("UTF-16 without a BOM", &["utf_16_without_a_mark"]),
    ("binary named text/html", &["binary_data_named_html_is_refused_in_one_line"]),
    ("quadratic time", &["twice_the_page_is_twice_the_work"]),
    (
        "XML with DTDs, external or recursive entities",
        &[
            "entities_that_multiply_are_not_expanded",
            "entities_of_a_dtd_are_neither_read_nor_expanded",
            "a_feed_with_a_dtd_and_entities_expands_none",
        ],
    ),
    ("feeds with a million items", &["a_feed_of_a_million_items_is_one_line"]),
    (
        "sitemap indexes that name themselves",
        &["an_index_of_sitemaps_that_names_itself_is_read_once"],
    ),
    (
        "JSON-LD of 50 MB or nested 10,000 deep",
        &["json_ld_of_fifty_megabytes", "json_ld_nested_ten_thousand_deep"],
    ),
    (
        "patterns fed from a page or a file",
        &["a_pattern_of_many_stars_ends", "five_hundred_kibibytes_are_read_and_a_gigabyte_is_not"],
    ),
];

/// All Rust text below a folder.
fn code(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            code(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_threat_has_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    code(&root.join("src"), &mut text);
    code(&root.join("tests"), &mut text);
    let missing: Vec<String> = WHERE
        .iter()
        .chain(WHAT)
        .flat_map(|(threat, tests)| tests.iter().map(move |test| (threat, test)))
        .filter(|(_, test)| !text.contains(&format!("fn {test}()")))
        .map(|(threat, test)| format!("{threat}: {test}"))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

use super::*;

fn base() -> Url {
    Url::parse("https://www.example.org/").unwrap()
}

fn links(page: &str, wanted: &[&str]) -> Vec<String> {
    let wanted: Vec<String> = wanted.iter().map(|&pattern| pattern.to_owned()).collect();
    read(page, &base(), &wanted)
        .candidates
        .iter()
        .map(|candidate| candidate.url.as_str().replace("https://www.example.org", ""))
        .collect()
}

const FRONT: &str = r#"<html><body>
<nav><a href="/">Home</a><a href="/politica/">Politica</a><a href="/2026/11/20/notizie-del-giorno-in-breve-12345.html">Le notizie del giorno in breve</a></nav>
<main>
  <article><a href="/2026/11/20/alluvione-a-valle-cento-sfollati"><img src="a.jpg"></a>
    <h2><a href="/2026/11/20/alluvione-a-valle-cento-sfollati#top">Alluvione a valle, cento sfollati nella notte</a></h2></article>
  <div class="teaser"><h3><a href="/cronaca/1234567/">Ponte chiuso da oggi al traffico pesante</a></h3></div>
  <div><a href="https://cultura.example.org/mostra-di-primavera-apre-a-torino.html">La mostra di primavera apre a Torino</a></div>
  <a href="/tag/alluvione-a-valle-cento-sfollati">alluvione</a>
  <a href="https://other.example/2026/11/20/una-storia-molto-lunga-altrove">Una storia molto lunga altrove</a>
  <a href="/foto/alluvione-a-valle-cento-sfollati.jpg">La foto della alluvione di ieri notte</a>
  <a href="javascript:void(0)">Apri tutte le notizie della giornata di oggi</a>
</main>
<footer><a href="/informativa-sulla-privacy-del-sito.html">Informativa sulla privacy del nostro sito</a></footer>
</body></html>"#;

#[test]
fn article_links_are_told_from_menu_links() {
    assert_eq!(
        links(FRONT, &[]),
        [
            "/2026/11/20/alluvione-a-valle-cento-sfollati",
            "/cronaca/1234567/",
            "https://cultura.example.org/mostra-di-primavera-apre-a-torino.html",
        ]
    );
}

#[test]
fn a_headline_is_the_title_and_not_its_picture() {
    let page = read(FRONT, &base(), &[]);
    let title = page.candidates[0].title.as_deref();
    assert_eq!(title, Some("Alluvione a valle, cento sfollati nella notte"));
}

#[test]
fn a_pattern_decides_alone() {
    assert_eq!(links(FRONT, &["*/cronaca/*"]), ["/cronaca/1234567/"]);
    let elsewhere = links(FRONT, &["https://other.example/*"]);
    assert_eq!(elsewhere, ["https://other.example/2026/11/20/una-storia-molto-lunga-altrove"]);
}

#[test]
fn relative_links_start_at_the_base_element() {
    let page = "<base href='/it/'><h2><a href='una-storia-davvero-molto-lunga'>Una storia davvero molto lunga</a></h2>";
    assert_eq!(links(page, &[]), ["/it/una-storia-davvero-molto-lunga"]);
}

#[test]
fn a_page_of_tens_of_thousands_of_links_ends() {
    let mut page = String::from("<body>");
    for number in 0..30_000 {
        page.push_str(&format!(
            "<p><a href='/n/{number}-one-two-three-four'>Six words make a headline {number}</a>"
        ));
    }
    let begun = std::time::Instant::now();
    let page = read(&page, &base(), &[]);
    assert_eq!(page.candidates.len(), MOST_LINKS);
    assert_eq!(page.notes.len(), 1);
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

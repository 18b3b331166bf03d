//! An archive made by the main job, for tests that read: the sample portals, and one page whose author
//! wants it to do harm.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use spoglio::pipeline::Options;
use spoglio::serve::{Settings, serve};

use crate::run::spoglio;

/// A page that tries everything: scripts, handlers, styles, forms, frames, remote images, links that
/// are programs, titles and metadata made of markup.
fn hostile(beacon: &str) -> String {
    let paragraphs: String = (1..=6)
        .map(|n| {
            format!(
                "<p onclick=\"alert({n})\" style=\"background:url({beacon}/style{n})\">The harbour \
                 council met on Tuesday evening and heard for the better part of three hours what the \
                 engineers had found beneath the old pier; nobody who listened went home calm, says \
                 report {n}. &lt;script&gt;alert('text {n}')&lt;/script&gt; \
                 &lt;img src={beacon}/text{n} onerror=alert({n})&gt;</p>"
            )
        })
        .collect();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head>\
         <title>&lt;img src={beacon}/title onerror=alert('title')&gt; The pier is sinking</title>\
         <meta property=\"og:site_name\" content=\"&lt;script&gt;alert('site')&lt;/script&gt;\">\
         <meta name=\"author\" content=\"&lt;b onmouseover=alert('author')&gt;Mallory&lt;/b&gt;\">\
         <meta name=\"description\" content=\"&lt;iframe src={beacon}/frame&gt;&lt;/iframe&gt;\">\
         <link rel=\"canonical\" href=\"javascript:alert('canonical')\">\
         <link rel=\"stylesheet\" href=\"{beacon}/sheet.css\">\
         <meta http-equiv=\"refresh\" content=\"0;url={beacon}/refresh\">\
         <base href=\"{beacon}/base/\">\
         <style>body {{ display: none !important; background: url({beacon}/body) }}</style>\
         <script>alert('script'); fetch('{beacon}/script')</script></head><body>\
         <article><h1>&lt;img src={beacon}/heading onerror=alert('heading')&gt; The pier is sinking</h1>\
         {paragraphs}\
         <p>Read more <a href=\"javascript:alert('link')\">about the pier that is sinking</a> and \
         <a href=\"data:text/html,&lt;script&gt;alert('data')&lt;/script&gt;\">see what the engineers \
         measured below the water line</a>, as the council was told on Tuesday evening.</p>\
         <form action=\"{beacon}/form\"><input name=\"secret\" autofocus><button>Send</button></form>\
         <iframe src=\"{beacon}/iframe\"></iframe><object data=\"{beacon}/object\"></object>\
         <img src=\"{beacon}/image\" onerror=\"alert('image')\"><svg onload=\"alert('svg')\"></svg>\
         </article></body></html>"
    )
}

/// The sample archive in a folder of its own; the hostile page, where one is wanted, points at `beacon`.
pub(crate) fn archive(folder: &Path, beacon: Option<&str>) -> PathBuf {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut config =
        format!("[[source]]\nname = \"samples\"\nfolder = {samples:?}\ninclude = [\"page.*\"]\n");
    if let Some(beacon) = beacon {
        let pages = folder.join("hostile");
        fs::create_dir(&pages).unwrap();
        fs::write(pages.join("pier.html"), hostile(beacon)).unwrap();
        config.push_str("[[source]]\nname = \"<b>hostile</b>\"\nfolder = \"hostile\"\n");
    }
    fs::write(folder.join("config.toml"), config).unwrap();
    let output = spoglio(&["run"], folder);
    assert!(output.status.success(), "{output:?}");
    folder.join("archive")
}

/// The sample archive that all tests share that only read it from outside.
pub(crate) fn shared() -> &'static Path {
    static FOLDER: OnceLock<(Child, PathBuf)> = OnceLock::new();
    let (_, archive) = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap().keep();
        // Nothing of this process is run after the last test: the shell waits for its end, which closes the
        // pipe, and takes the folder away.
        let remover = Command::new("sh")
            .args(["-c", "trap '' HUP INT TERM; read _; rm -rf \"$0\""])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let archive = archive(&folder, Some("http://127.0.0.1:9"));
        (remover, archive)
    });
    archive
}

/// Serves an archive for as long as the runtime lives; gives the server's address.
pub(crate) fn serve_archive(
    runtime: &tokio::runtime::Runtime,
    archive: &Path,
    clock: fn() -> DateTime<Utc>,
) -> String {
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let settings = Settings {
        archive: archive.to_owned(),
        hosts: Vec::new(),
        token: None,
        options: Options::default(),
        clock,
    };
    runtime.spawn(serve(listener, settings, std::future::pending()));
    format!("http://{address}")
}

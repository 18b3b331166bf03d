//! The service files start the program as it is.

use std::fs;
use std::path::Path;
use std::process::Command;

fn packaging() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging")
}

/// The arguments after the program's name in an `ExecStart` line.
fn exec_start(unit: &str) -> Vec<String> {
    let text = fs::read_to_string(packaging().join(unit)).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
    line.split_whitespace().skip(1).map(str::to_owned).collect()
}

#[test]
fn the_service_files_commands_are_understood() {
    for unit in ["spoglio.service", "spoglio-watch.service"] {
        let output = Command::new(env!("CARGO_BIN_EXE_spoglio"))
            .args(exec_start(unit).iter().map(|argument| match argument.as_str() {
                "/etc/spoglio/config.toml" => "no/such/config.toml",
                other => other,
            }))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("no/such/config.toml: no such file"), "{unit}: {said}");
    }
}

#[test]
fn systemd_accepts_the_service_files() {
    // The program has to be where the file says for systemd to accept it.
    let folder = tempfile::tempdir().unwrap();
    let mut units = Vec::new();
    for unit in ["spoglio.service", "spoglio.timer", "spoglio-watch.service"] {
        let text = fs::read_to_string(packaging().join(unit)).unwrap();
        let text = text.replace("/usr/local/bin/spoglio", env!("CARGO_BIN_EXE_spoglio"));
        let path = folder.path().join(unit);
        fs::write(&path, text.replace("Documentation=man:spoglio(1)\n", "")).unwrap();
        units.push(path);
    }
    match Command::new("systemd-analyze").arg("verify").args(&units).output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let ours: Vec<&str> = said.lines().filter(|line| line.contains("spoglio")).collect();
            assert!(ours.is_empty(), "{ours:#?}");
        }
        Err(_) => println!("skipped: no systemd-analyze here"),
    }
}

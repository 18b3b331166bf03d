//! The `spoglio` command: reads its arguments, runs one command, exits with a documented code.

use std::process::ExitCode;

fn main() -> ExitCode {
    spoglio::cli::main().into()
}

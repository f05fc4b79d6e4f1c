//! Running other programs.

use anyhow::{Context, Result, ensure};
use std::io::{self, BufRead, BufReader, Read};
use std::process::{Command, ExitStatus, Stdio};

/// Runs a program to its end, its output on ours; an error if it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status();
    succeeded(command, status.with_context(|| cannot_start(command))?)
}

/// What a program prints, if it succeeds; its complaints are on our error output.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output();
    let output = output.with_context(|| cannot_start(command))?;
    succeeded(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    ensure!(status.success(), "`{}` failed ({status})", line(command));
    Ok(())
}

/// Runs a program, shows its output as it comes and keeps it: whether it succeeded, and what it printed.
pub fn tee(command: &mut Command) -> Result<(bool, String)> {
    let command = uncoloured(command).stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    let mut kept = String::new();
    let lines = BufReader::new(child.stdout.take().expect("piped")).split(b'\n');
    for bytes in lines.map_while(Result::ok) {
        let line = String::from_utf8_lossy(&bytes);
        println!("{line}");
        kept.push_str(&line);
        kept.push('\n');
    }
    Ok((child.wait()?.success(), kept))
}

/// Runs a program without a word: whether it succeeded, and what it printed and complained of.
pub fn keep(mut command: Command) -> Result<(bool, String)> {
    let (mut output, input) = io::pipe()?;
    let command = uncoloured(&mut command)
        .stdout(input.try_clone()?)
        .stderr(input);
    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    // The output ends when nobody can write to it any more, and the command could.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut kept = Vec::new();
    output.read_to_end(&mut kept)?;
    Ok((
        child.wait()?.success(),
        String::from_utf8_lossy(&kept).into_owned(),
    ))
}

/// Colours would have to be taken out again before anything is counted.
fn uncoloured(command: &mut Command) -> &mut Command {
    command.env("NO_COLOR", "1").stdin(Stdio::null())
}

/// The command as one would type it.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start `{}`", line(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_fails_or_is_not_there_is_an_error_that_names_it() {
        let error = |command: &mut Command| run(command).unwrap_err().to_string();
        assert!(error(Command::new("false").arg("x")).contains("`false x` failed"));
        assert!(error(&mut Command::new("no-such-program")).contains("`no-such-program`"));
    }
}

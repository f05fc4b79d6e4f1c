//! The only build script: `cargo xtask serve`, `lesson`, `test`, `build`, `release` and `bench`. It needs cargo, node and npm, and fetches the rest itself.

mod bench;
mod browser;
mod build;
mod core;
mod debian;
mod files;
mod process;
mod release;
mod report;
mod serve;
mod site;
mod test;
mod toolchain;
mod tools;

use browser::Engine;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  serve [--port N] [--open]   builds the core and the page, serves them, builds again when a source changes
  lesson FILE [--port N]      shows a lesson of one's own in the page, made again and checked whenever it changes
  test [--quick]              checks everything, in Chromium and by the main paths in Firefox and WebKit too; --quick leaves out
                              what needs a browser
  test --hosts                installs the packages of a release into pages and programs of others, and tries them there
  test --browser NAME         runs all tests of the site in chromium, firefox, webkit or all, and nothing else
  build [--single-file]       leaves a static site in dist/ and says how large it is; --single-file leaves what runs without a
                              server: the page in one file, a figure in one, the element in one module
  release --dry-run           makes all that would be published, with checksums, and publishes nothing
  bench [--peers] [--write]   measures the core natively and in a browser, with --peers beside TensorFlow.js and PyTorch;
                              --write renews the tables and plots of docs/performance.md
";

const BENCH: [&str; 2] = ["--peers", "--write"];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut report = report::Report::default();
    // What went wrong on the way is in the report.
    let _ = match words.as_slice() {
        ["serve", options @ ..] => serve::serve(&mut report, None, options),
        ["lesson", file, options @ ..] => serve::serve(&mut report, Some(file), options),
        ["test"] => test::test(&mut report, false),
        ["test", "--quick"] => test::test(&mut report, true),
        ["test", "--hosts"] => test::in_hosts(&mut report),
        ["test", "--browser", name] if let Some(engines) = Engine::named(name) => {
            test::in_browsers(&mut report, &engines)
        }
        ["build"] => build::build(&mut report),
        ["build", "--single-file"] => build::single(&mut report),
        ["release", "--dry-run"] => release::release(&mut report).map(drop),
        ["bench", options @ ..] if options.iter().all(|word| BENCH.contains(word)) => {
            bench::bench(&mut report, options)
        }
        [] | ["help" | "-h" | "--help", ..] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("there is no `cargo xtask {}`\n\n{HELP}", words.join(" "));
            return ExitCode::FAILURE;
        }
    };
    print!("{report}");
    report.code()
}

//! `cargo xtask`: the project's chores. Start at [`Command`]; each variant has a file of its name.

#![expect(clippy::print_stdout, reason = "a chore talks to the person at the terminal")]

mod bench;
mod codegen;
mod project;
mod run;
mod setup;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The chores of Usher")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Installs what is missing, builds, and opens the window
    Run,
    /// Installs what is missing, and runs every check and test
    Test,
    /// Checks the rules that no lint can hold
    Tidy,
    /// Rewrites ui/src/bridge/generated from the Rust types
    Codegen,
    /// Measures Usher beside a blank window of the same toolkit
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// Time from process start to the first screen, and memory
    Start {
        /// How often each window is started
        #[arg(long, default_value_t = 10)]
        rounds: usize,
    },
    /// `usherctl check --all` and the window's list with many connections; fails where a bound is broken
    Check {
        /// How many connections, half of them of apps
        #[arg(long, default_value_t = 1000)]
        connections: usize,
        /// How often the list is opened
        #[arg(long, default_value_t = 5)]
        rounds: usize,
    },
    /// Time from an edit of the domain until its tests have passed
    Edit {
        /// How often
        #[arg(long, default_value_t = 5)]
        rounds: usize,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run => run::run(),
        Command::Test => test::test(),
        Command::Tidy => tidy::tidy(),
        Command::Codegen => codegen::codegen(),
        Command::Bench { what: Bench::Start { rounds } } => bench::start(rounds),
        Command::Bench { what: Bench::Check { connections, rounds } } => {
            bench::check::check(connections, rounds)
        }
        Command::Bench { what: Bench::Edit { rounds } } => bench::edit::edit(rounds),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

//! The program as it is called: what is wrong with a call goes to stderr, with exit code 2.

use std::process::{Command, Output};

use rstest::rstest;

fn usherctl(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_usherctl")).args(arguments).output().expect("cargo built it")
}

#[rstest]
#[case::no_command(&[])]
#[case::an_unknown_command(&["fly"])]
#[case::nothing_to_check(&["check"])]
#[case::both_ways_to_connect(&["connect", "--profile", "claras", "--authority", "http://127.0.0.1:1/"])]
#[case::an_authority_without_a_client(&["connect", "--authority", "http://127.0.0.1:1/"])]
#[case::an_unknown_profile(&["connect", "--profile", "nobody", "--json"])]
fn a_call_that_makes_no_sense_is_told_so(#[case] arguments: &[&str]) {
    let output = usherctl(arguments);

    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    assert!(!output.stderr.is_empty());
}

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
#[case::nothing_to_watch(&["check", "--watch"])]
#[case::a_link_for_no_organization(&["admin-link", "--profile", "chronus"])]
#[case::a_link_for_two_organizations(&[
    "admin-link", "--profile", "chronus", "--account", "ana@brightwater.example",
    "--tenant", "5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
])]
#[case::a_link_for_no_guid(&["admin-link", "--profile", "chronus", "--tenant", "common"])]
#[case::a_link_for_no_address(&["admin-link", "--profile", "chronus", "--account", "ana"])]
#[case::a_link_for_a_personal_account(&["admin-link", "--profile", "chronus", "--account", "ana@gmail.com"])]
#[case::a_link_for_an_unknown_profile(&[
    "admin-link", "--profile", "nobody", "--tenant", "5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
])]
#[case::a_link_of_another_machine(&[
    "admin-link", "--profile", "chronus", "--tenant", "5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
    "--authority", "http://10.0.0.1:80/5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
    "--client-id", "5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
])]
#[case::both_ways_to_connect(&["connect", "--profile", "claras", "--authority", "http://127.0.0.1:1/"])]
#[case::an_authority_without_a_client(&["connect", "--authority", "http://127.0.0.1:1/"])]
#[case::values_without_a_file(&["setup", "--profile", "kaltura", "--json"])]
#[case::values_that_are_not_there(&["setup", "--profile", "kaltura", "--values", "/no/such/file", "--json"])]
#[case::values_of_an_unknown_profile(&["setup", "--profile", "nobody", "--values", "Cargo.toml", "--json"])]
#[case::another_place_to_sign_in_without_a_proof(&[
    "setup", "--profile", "kaltura", "--values", "Cargo.toml", "--authority", "http://127.0.0.1:1/",
])]
#[case::a_proof_on_another_machine(&[
    "setup", "--profile", "kaltura", "--values", "Cargo.toml", "--prove",
    "--authority", "http://10.0.0.1:80/5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
])]
#[case::a_secret_as_an_argument(&["setup", "--profile", "kaltura", "--values", "Cargo.toml", "--prove", "Vx_8Q"])]
#[case::an_unknown_profile(&["connect", "--profile", "nobody", "--json"])]
fn a_call_that_makes_no_sense_is_told_so(#[case] arguments: &[&str]) {
    let output = usherctl(arguments);

    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    assert!(!output.stderr.is_empty());
}

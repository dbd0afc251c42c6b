//! `usherctl diagnose`: reads an answer of Microsoft and says what it means.

use std::io::{BufRead, Read, Write};
use std::process::ExitCode;

use serde::Serialize;
use usher_domain::answer::{Reading, permission_missing, read_answer};
use usher_domain::diagnosis::{AadstsCode, Diagnosis};
use usher_domain::situation::{Situation, Sureness, Who};

use crate::output::{NO, WRONG_USAGE, YES, tell};
use crate::words::{self, Words};

/// More of one answer is not taken in; what counts stands far before.
const LONGEST_INPUT: u64 = 16 * 1024 * 1024;

/// One line of the contract.
#[derive(Serialize)]
struct Line<'d> {
    situation: Situation,
    sureness: Sureness,
    alternatives: &'d [Situation],
    codes: &'d [AadstsCode],
    who: Who,
    title: &'static str,
    what_happened: &'d str,
    what_to_do: &'static str,
}

/// Reads `input`, writes what it means to `out`, and says by the exit code whether it is known.
pub(crate) fn run(json: bool, batch: bool, input: impl BufRead, out: impl Write) -> ExitCode {
    let known = if batch { each_line(input, out) } else { one_answer(json, input, out) };
    match known {
        Ok(true) => ExitCode::from(YES),
        Ok(false) => ExitCode::from(NO),
        Err(error) => {
            tell(&format!("The answer can't be read: {error}"));
            ExitCode::from(WRONG_USAGE)
        }
    }
}

/// Returns whether the answer is known. Bytes that are no text are replaced: content never fails.
fn one_answer(json: bool, input: impl BufRead, mut out: impl Write) -> std::io::Result<bool> {
    let mut bytes = Vec::new();
    Read::take(input, LONGEST_INPUT).read_to_end(&mut bytes)?;
    let (diagnosis, words) = diagnosed(&String::from_utf8_lossy(&bytes));
    let told = format!("{}\n{}\n{}\n{}", words.title, words.what_happened, words.what_to_do, words.who_can);
    if json {
        write_line(&diagnosis, &words, &mut out)?;
        tell(&told);
    } else {
        writeln!(out, "{told}")?;
    }
    Ok(diagnosis.situation != Situation::Unknown)
}

/// Returns true: each line carries its own answer, and a line that is no JSON string is unknown.
fn each_line(mut input: impl BufRead, mut out: impl Write) -> std::io::Result<bool> {
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let text: String = serde_json::from_slice(&line).unwrap_or_default();
        let (diagnosis, words) = diagnosed(&text);
        write_line(&diagnosis, &words, &mut out)?;
        line.clear();
    }
    Ok(true)
}

fn diagnosed(text: &str) -> (Diagnosis, Words) {
    let Reading { diagnosis, quote } = read_answer(text);
    let words = words::of(diagnosis.card, permission_missing(&diagnosis, &quote));
    (diagnosis, words)
}

fn write_line(diagnosis: &Diagnosis, words: &Words, out: &mut impl Write) -> std::io::Result<()> {
    let line = Line {
        situation: diagnosis.situation,
        sureness: diagnosis.sureness,
        alternatives: &diagnosis.alternatives,
        codes: &diagnosis.codes,
        who: diagnosis.who,
        title: words.title,
        what_happened: &words.what_happened,
        what_to_do: words.what_to_do,
    };
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{each_line, one_answer};

    fn lines(out: &[u8]) -> Vec<Value> {
        std::str::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn one_answer_becomes_one_object_with_the_contract_keys() {
        let mut out = Vec::new();

        let known = one_answer(true, "AADSTS50105: not assigned".as_bytes(), &mut out).unwrap();

        let line = &lines(&out)[0];
        assert!(known);
        assert_eq!(line["situation"], "user_not_assigned");
        assert_eq!(line["sureness"], "proved");
        assert_eq!(line["codes"], json!([50105]));
        assert_eq!(line["who"], "tenant_admin");
        assert_eq!(line["alternatives"], json!([]));
        assert!(["title", "what_happened", "what_to_do"].iter().all(|key| line[key].is_string()));
    }

    #[test]
    fn a_permission_that_the_answer_names_is_named() {
        let mut out = Vec::new();
        let answer = "The provided application credentials are missing the 'Chat.Read.All' permission.";

        one_answer(true, answer.as_bytes(), &mut out).unwrap();

        assert_eq!(lines(&out)[0]["what_happened"], "The permission Chat.Read.All is not approved.");
    }

    #[test]
    fn a_batch_answers_every_line_in_order_and_broken_ones_as_unknown() {
        let mut out = Vec::new();
        let input = b"\"AADSTS90094: x\"\nnot json\n\n{\"a\":1}\n\"\\ud800\"\n\xff\n\"Need admin\\napproval\""
            as &[u8];

        let done = each_line(input, &mut out).unwrap();

        let situations: Vec<Value> = lines(&out).into_iter().map(|line| line["situation"].clone()).collect();
        assert!(done);
        assert_eq!(
            situations,
            [
                "needs_admin_approval",
                "unknown",
                "unknown",
                "unknown",
                "unknown",
                "unknown",
                "needs_admin_approval"
            ]
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_unknown_and_never_an_error() {
        let mut out = Vec::new();

        assert!(!one_answer(true, &[0xff, 0xfe, 0x00, 0xd8][..], &mut out).unwrap());
    }

    #[test]
    fn without_json_people_get_words() {
        let mut out = Vec::new();

        one_answer(false, "AADSTS90094".as_bytes(), &mut out).unwrap();

        assert!(!String::from_utf8(out).unwrap().contains('{'));
    }
}

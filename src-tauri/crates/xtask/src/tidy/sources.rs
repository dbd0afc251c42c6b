//! Rules for single files: where secrets are opened, how long a file is, and where words live.

use super::{Findings, Source};

const LONGEST: usize = 600;

/// A text that may stand in some places only.
struct Kept {
    text: &'static str,
    within: &'static [&'static str],
    rule: &'static str,
}

const KEPT: [Kept; 6] = [
    Kept {
        text: "expose_secret",
        within: &["src-tauri/crates/entra/", "src-tauri/crates/vault/", "tests/"],
        rule: "secrets are opened in entra and vault only, and in the tests that search for them",
    },
    Kept {
        text: "@tauri-apps",
        within: &["ui/src/bridge/", "ui/eslint.config.js"],
        rule: "only ui/src/bridge knows Tauri",
    },
    Kept { text: "#[ignore", within: &[], rule: "a test that does not run proves nothing" },
    Kept { text: "danger_accept_invalid", within: &[], rule: "TLS has no off switch (S24)" },
    Kept { text: ".set_reuseport(", within: &[], rule: "the listener's port is its own (S5)" },
    Kept { text: "innerHTML", within: &[], rule: "text from outside is text, never markup" },
];

/// Crates where an error of another library may carry a secret in its `Debug` form (S44).
const CAREFUL: [&str; 4] = [
    "src-tauri/crates/entra/src/",
    "src-tauri/crates/vault/src/",
    "src-tauri/crates/engine/src/",
    "src-tauri/src/",
];

pub(super) fn check(source: &Source, findings: &mut Findings) {
    let Source { path, text } = source;
    if path.starts_with("src-tauri/crates/xtask/") || path.contains("/generated/") {
        return;
    }
    let shipped = without_tests(source);
    for (at, line) in text.lines().enumerate() {
        let mut find = |rule: &str| findings.push(format!("{path}:{}: {rule}", at + 1));
        for kept in &KEPT {
            if line.contains(kept.text) && !kept.within.iter().any(|folder| path.starts_with(folder)) {
                find(kept.rule);
            }
        }
        if at < shipped && CAREFUL.iter().any(|folder| path.starts_with(folder)) && prints_debug(line) {
            find("no Debug form in logs or messages: another library's error may hold a secret (S44)");
        }
    }
    if shipped > LONGEST {
        findings.push(format!("{path}:{LONGEST}: longer than {LONGEST} lines without tests; split it"));
    }
    if path.ends_with(".svelte") {
        check_words(source, findings);
    }
}

/// How many lines come before the tests; none in a file of tests.
fn without_tests(Source { path, text }: &Source) -> usize {
    let is_test = path.ends_with("/tests.rs")
        || path.contains("/tests/")
        || path.starts_with("tests/")
        || path.contains(".test.");
    if is_test {
        return 0;
    }
    text.lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]") && !line.starts_with("#[cfg(all(test"))
        .count()
}

fn prints_debug(line: &str) -> bool {
    let logs = ["tracing::", "error!(", "warn!(", "info!(", "debug!(", "trace!("];
    let sigil = line.contains("(?") || line.contains(" ?");
    // `io::ErrorKind` is a word from a fixed list.
    line.contains(":?}") || (sigil && logs.iter().any(|log| line.contains(log)) && !line.contains(".kind()"))
}

/// The markup of a component holds no words: they live in `ui/src/copy`.
fn check_words(Source { path, text }: &Source, findings: &mut Findings) {
    for (at, words) in words_in_markup(text) {
        findings.push(format!("{path}:{at}: move \"{words}\" to ui/src/copy"));
    }
}

fn words_in_markup(text: &str) -> Vec<(usize, String)> {
    let mut words = Vec::new();
    let mut hidden_until: Option<&str> = None;
    let (mut braces, mut in_tag) = (0_usize, false);
    for (at, line) in text.lines().enumerate() {
        if let Some(end) = hidden_until {
            if line.contains(end) {
                hidden_until = None;
            }
            continue;
        }
        let start = line.trim_start();
        let opened = [("<script", "</script>"), ("<style", "</style>"), ("<!--", "-->")];
        if let Some((_, end)) = opened.iter().find(|(begin, _)| start.starts_with(begin)) {
            if !line.contains(end) {
                hidden_until = Some(end);
            }
            continue;
        }
        let mut plain = String::new();
        let mut before = ' ';
        for sign in line.chars() {
            match sign {
                '{' => braces += 1,
                '}' => braces = braces.saturating_sub(1),
                '<' if braces == 0 => in_tag = true,
                '>' if braces == 0 && before != '=' => in_tag = false,
                other if braces == 0 && !in_tag => plain.push(other),
                _ => {}
            }
            before = sign;
        }
        let entity_free = plain.replace("&nbsp;", " ");
        if entity_free.chars().any(char::is_alphabetic) {
            words.push((at + 1, entity_free.trim().to_owned()));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_markup_are_found_and_code_is_not() {
        let page = "<script lang=\"ts\">\n  const a = 1;\n</script>\n<h1 class=\"big\">{copy.title}</h1>\n\
                    <button onclick={() => go(a)}>Start</button>\n{#if a > 1}\n  <p>{copy.b}</p>\n{/if}\n";

        assert_eq!(words_in_markup(page), [(5, "Start".to_owned())]);
    }

    #[test]
    fn a_debug_form_in_a_log_line_is_found() {
        assert!(prints_debug("tracing::warn!(?error, \"x\");"));
        assert!(prints_debug("format!(\"{error:?}\")"));
        assert!(!prints_debug("tracing::warn!(%status, \"why?\");"));
        assert!(!prints_debug("let value = found?;"));
    }
}

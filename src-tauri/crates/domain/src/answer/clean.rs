//! Makes text of others safe to show: it is data, never layout or control (S18).

use super::fields::values_of;

/// How much of an error text is kept, in bytes (S18).
const KEPT_BYTES: usize = 4 * 1024;

/// Drops control and bidi characters and cuts the rest at 4 KiB.
#[must_use]
pub(super) fn clean(text: &str) -> String {
    let mut kept = String::new();
    for sign in text.chars() {
        let sign = if matches!(sign, '\r' | '\u{85}' | '\u{2028}' | '\u{2029}') { '\n' } else { sign };
        if kept.len() + sign.len_utf8() > KEPT_BYTES {
            break;
        }
        let repeats_a_break = sign == '\n' && kept.ends_with('\n');
        if !is_hidden(sign) && !repeats_a_break {
            kept.push(sign);
        }
    }
    kept.truncate(kept.trim_end().len());
    kept
}

/// Characters that steer the display instead of showing: controls, bidi marks, joiners, tags, byte-order marks.
pub(super) fn is_hidden(sign: char) -> bool {
    (sign.is_control() && sign != '\n' && sign != '\t')
        || matches!(sign,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Parameters whose values open a door (S49).
const SECRETS: [&str; 12] = [
    "code",
    "state",
    "session_state",
    "nonce",
    "code_verifier",
    "access_token",
    "refresh_token",
    "id_token",
    "client_secret",
    "client_assertion",
    "assertion",
    "password",
];
/// Shorter values are error words or placeholders, and worth reading.
const SHORTEST_SECRET: usize = 16;

/// Puts an ellipsis in place of codes, tokens and secrets.
pub(super) fn masked(text: &str) -> String {
    let mut end = text.len().min(4 * KEPT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    let mut spans: Vec<_> = SECRETS.into_iter().flat_map(|name| secret_spans(text, name)).collect();
    spans.sort_unstable();
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end) in spans {
        if start >= at {
            shown.push_str(&text[at..start]);
            shown.push('…');
            at = end;
        }
    }
    shown.push_str(&text[at..]);
    shown
}

fn secret_spans(text: &str, name: &'static str) -> Vec<(usize, usize)> {
    let within = text.as_ptr() as usize;
    values_of(text, name)
        .filter(|value| value.len() >= SHORTEST_SECRET)
        .map(|value| (value.as_ptr() as usize - within, value.as_ptr() as usize - within + value.len()))
        .collect()
}

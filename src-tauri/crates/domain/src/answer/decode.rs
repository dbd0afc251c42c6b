//! Takes off what an answer was wrapped in on its way: URL encoding, JSON escapes, HTML, mail line breaks.

use super::clean::is_hidden;

/// More of an answer is never needed: Microsoft's own pages are shorter.
const READ_BYTES: usize = 64 * 1024;

/// The readable text of an answer. Wrappings can be nested, so each is taken off twice.
pub(super) fn plain(text: &str) -> String {
    let mut plain: String = head(text).chars().filter(|sign| !is_hidden(*sign)).collect();
    if plain.contains("quoted-printable") {
        plain = plain.replace("=\n", "");
    }
    for _ in 0..2 {
        if plain.contains('%') {
            plain = percent(&plain);
        }
        if plain.contains('\\') {
            plain = escapes(&plain);
        }
        if plain.contains('&') && plain.contains(';') {
            plain = entities(&plain);
        }
    }
    if plain.contains("</") || plain.contains("<br") { without_tags(&plain) } else { plain }
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(READ_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (bytes[at], pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
            }
            (byte, _) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn escapes(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(sign) = rest.next() {
        if sign != '\\' {
            decoded.push(sign);
            continue;
        }
        let ahead = rest.clone();
        match rest.next() {
            Some('n' | 'r') => decoded.push('\n'),
            Some('t') => decoded.push(' '),
            Some('u') => {
                let digits: String = rest.clone().take(4).collect();
                let sign = u32::from_str_radix(&digits, 16)
                    .ok()
                    .filter(|_| digits.len() == 4)
                    .and_then(char::from_u32);
                match sign {
                    Some(sign) => {
                        decoded.push(sign);
                        rest.nth(3);
                    }
                    None => decoded.push('u'),
                }
            }
            Some(sign @ ('"' | '\'' | '/' | '\\')) => decoded.push(sign),
            // A Windows path, or a backslash of Markdown.
            Some(_) => {
                decoded.push(' ');
                rest = ahead;
            }
            None => {}
        }
    }
    decoded
}

const ENTITIES: [(&str, char); 8] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("rsquo", '\''),
    ("lsquo", '\''),
];

fn entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = after.bytes().take(9).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, entity(&after[..end])?))) {
            Some((end, sign)) => {
                decoded.push(sign);
                rest = &after[end + 1..];
            }
            None => {
                decoded.push('&');
                rest = after;
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let value = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return value.ok().and_then(char::from_u32);
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign)
}

/// Tags become spaces; what they hold stays, as Microsoft's pages carry the error in a script.
fn without_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        kept.push_str(&rest[..at]);
        let tag = &rest[at..];
        let is_tag =
            tag[1..].starts_with(|sign: char| sign.is_ascii_alphabetic() || sign == '/' || sign == '!');
        match tag.find('>').filter(|_| is_tag) {
            Some(end) => {
                kept.push(' ');
                rest = &tag[end + 1..];
            }
            None => {
                kept.push('<');
                rest = &tag[1..];
            }
        }
    }
    kept.push_str(rest);
    kept
}

//! Finds `name: value` in text of any shape: JSON whole or cut, a query, an exception's text, a shell's table.

/// Lists the values given to `name`, in order. Tolerant of quotes, spaces and missing brackets.
pub(super) fn values_of<'t>(text: &'t str, name: &'static str) -> impl Iterator<Item = &'t str> {
    text.match_indices(name).filter_map(move |(at, _)| {
        let own_word =
            !text[..at].ends_with(|sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.'));
        let after = text[at + name.len()..].trim_start_matches([' ', '\t', '"', '\'', '`']);
        let value = after.strip_prefix([':', '='])?.trim_start_matches([' ', '\t', '"', '\'', '`']);
        let end = value.find(|sign: char| sign.is_whitespace() || "\"'`&#,;{}()<>\\".contains(sign));
        let value = &value[..end.unwrap_or(value.len())];
        (own_word && !value.is_empty()).then_some(value)
    })
}

/// Lists the query parameter `name`'s values: only after `?`, `&`, `#`, a line start or a space, and with `=` at once.
pub(super) fn parameters<'t>(text: &'t str, name: &'static str) -> impl Iterator<Item = &'t str> {
    text.match_indices(name).filter_map(move |(at, _)| {
        let starts = text[..at].chars().next_back().is_none_or(|sign| "?&#\n \"'".contains(sign));
        let value = text[at + name.len()..].strip_prefix('=')?;
        let end =
            value.find(|sign: char| sign.is_whitespace() || "&#\"'".contains(sign)).unwrap_or(value.len());
        (starts && end > 0).then_some(&value[..end])
    })
}

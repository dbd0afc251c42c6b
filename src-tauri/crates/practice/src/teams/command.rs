//! Reading a command line as PowerShell does, as far as these commands go.

use std::collections::BTreeMap;

/// What a parameter was given.
pub(super) enum Given {
    /// Texts, with commas between; none for a switch.
    Values(Vec<String>),
    /// `@{Add="…"}`: the key, and its texts.
    Table(String, Vec<String>),
}

/// One command, read.
pub(super) struct Command {
    pub(super) name: String,
    named: BTreeMap<String, Given>,
    positional: Vec<String>,
}

enum Token {
    /// A text that may be a parameter's name.
    Bare(String),
    Quoted(String),
    Comma,
    Table(String),
}

/// The commands of a paste: one a line, where a backtick at the end goes on.
pub(super) fn lines(pasted: &str) -> Vec<String> {
    let joined = pasted.replace("\r\n", "\n").replace("`\n", " ");
    let lines = joined.lines().map(|line| {
        let line = line.trim();
        // People copy the prompt with it.
        let line = if line.starts_with("PS ") {
            line.split_once('>').map_or(line, |(_, rest)| rest.trim())
        } else {
            line
        };
        line.chars().take(1000).collect::<String>()
    });
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

impl Command {
    pub(super) fn parse(line: &str) -> Self {
        let mut tokens = tokens(line).into_iter().peekable();
        let name = match tokens.next() {
            Some(Token::Bare(name) | Token::Quoted(name)) => name,
            Some(Token::Comma | Token::Table(_)) | None => String::new(),
        };
        let mut command = Self { name, named: BTreeMap::new(), positional: vec![] };
        let mut parameter: Option<String> = None;
        for token in tokens {
            match token {
                Token::Bare(text) if text.starts_with('-') => {
                    let name = text.trim_start_matches('-').to_ascii_lowercase();
                    command.named.insert(name.clone(), Given::Values(vec![]));
                    parameter = Some(name);
                }
                Token::Bare(text) | Token::Quoted(text) => command.take(parameter.as_deref(), text),
                Token::Comma => {}
                Token::Table(inside) => {
                    let (key, value) = inside.split_once('=').unwrap_or((&inside, ""));
                    let texts = tokens_of_value(value);
                    if let Some(name) = &parameter {
                        command.named.insert(name.clone(), Given::Table(key.trim().to_owned(), texts));
                    }
                }
            }
        }
        command
    }

    fn take(&mut self, parameter: Option<&str>, text: String) {
        match parameter.and_then(|name| self.named.get_mut(name)) {
            Some(Given::Values(values)) => values.push(text),
            Some(Given::Table(..)) | None => self.positional.push(text),
        }
    }

    pub(super) fn given(&self, parameter: &str) -> Option<&Given> {
        self.named.get(parameter)
    }

    pub(super) fn has(&self, parameter: &str) -> bool {
        self.named.contains_key(parameter)
    }

    /// The one text of a parameter.
    pub(super) fn text(&self, parameter: &str) -> Option<&str> {
        match self.named.get(parameter)? {
            Given::Values(values) => values.first().map(String::as_str),
            Given::Table(..) => None,
        }
    }

    pub(super) fn positional(&self, at: usize) -> Option<&str> {
        self.positional.get(at).map(String::as_str)
    }
}

fn tokens_of_value(value: &str) -> Vec<String> {
    let text = |token| match token {
        Token::Bare(text) | Token::Quoted(text) => Some(text),
        Token::Comma | Token::Table(_) => None,
    };
    tokens(value).into_iter().filter_map(text).collect()
}

fn tokens(line: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut signs = line.chars().peekable();
    while let Some(&sign) = signs.peek() {
        if sign.is_whitespace() {
            signs.next();
        } else if sign == ',' {
            signs.next();
            found.push(Token::Comma);
        } else if is_quote(sign) {
            signs.next();
            let text: String = std::iter::from_fn(|| signs.next_if(|sign| !is_quote(*sign))).collect();
            signs.next();
            found.push(Token::Quoted(text));
        } else {
            let end = |sign: &char| sign.is_whitespace() || *sign == ',' || *sign == '{' || is_quote(*sign);
            let text: String = std::iter::from_fn(|| signs.next_if(|sign| !end(sign))).collect();
            if signs.next_if_eq(&'{').is_some() {
                let inside: String = std::iter::from_fn(|| signs.next_if(|sign| *sign != '}')).collect();
                signs.next();
                found.push(Token::Table(inside));
            } else {
                found.push(Token::Bare(text));
            }
        }
    }
    found
}

/// PowerShell takes the curly quotes of a word processor too.
fn is_quote(sign: char) -> bool {
    matches!(sign, '"' | '\'' | '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}')
}

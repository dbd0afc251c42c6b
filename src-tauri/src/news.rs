//! Tells the person something while they look elsewhere: the system's own notification.

use notify_rust::Notification;
use serde::Deserialize;
use usher_domain::journey::effect::News;
use usher_domain::own_app::CredentialKind;

const WORDS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/copy/en/notification.json"));

const APP: &str = "Usher";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Words {
    approved: Text,
    let_in: Text,
    credential_ends: Kinds,
}

#[derive(Deserialize)]
struct Kinds {
    secret: Ends,
    certificate: Ends,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ends {
    in_days: Text,
    in_one_day: Text,
    today: Text,
    ended_today: Text,
    ended_days_ago: Text,
}

#[derive(Deserialize)]
struct Text {
    title: String,
    body: String,
}

/// Shows `news` about `product`, on a thread of its own: the service that shows it may not answer. Best effort,
/// because the window shows the same.
pub(crate) fn tell(news: News, product: &str, identifier: &str) {
    let Text { title, body } = text(news, product);
    let identifier = identifier.to_owned();
    std::thread::spawn(move || {
        let mut notification = Notification::new();
        notification.appname(APP).summary(&title).body(&body);
        name_sender(&mut notification, &identifier);
        if notification.show().is_err() {
            tracing::debug!("nobody shows notifications here");
        }
    });
}

/// The system shows the icon of its own list of programs.
#[cfg(target_os = "linux")]
fn name_sender(notification: &mut Notification, _identifier: &str) {
    notification.icon("usher");
}

#[cfg(windows)]
fn name_sender(notification: &mut Notification, identifier: &str) {
    notification.app_id(identifier);
}

#[cfg(target_os = "macos")]
fn name_sender(_notification: &mut Notification, identifier: &str) {
    // It can be set once; the second time it is what it should be already.
    drop(notify_rust::set_application(identifier));
}

impl Ends {
    /// The words for an end in `days` whole days, and the number that they name. Whole days are counted down, so
    /// -1 is less than a day ago.
    fn in_so_many(self, days: i32) -> (Text, u32) {
        let text = match days {
            2.. => self.in_days,
            1 => self.in_one_day,
            0 => self.today,
            -1 => self.ended_today,
            ..-1 => self.ended_days_ago,
        };
        (text, days.unsigned_abs())
    }
}

fn text(news: News, product: &str) -> Text {
    let words: Words = serde_json::from_str(WORDS).expect("the copy file is checked by a test");
    let (Text { title, body }, days) = match news {
        News::Approved => (words.approved, 0),
        News::LetIn => (words.let_in, 0),
        News::CredentialEnds { days, credential: CredentialKind::Secret } => {
            words.credential_ends.secret.in_so_many(days)
        }
        News::CredentialEnds { days, credential: CredentialKind::Certificate } => {
            words.credential_ends.certificate.in_so_many(days)
        }
    };
    let fill = |text: &str| {
        text.replace("{app}", APP).replace("{product}", product).replace("{days}", &days.to_string())
    };
    Text { title: fill(&title), body: fill(&body) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_name_the_product_and_leave_no_place_open() {
        let kinds = [CredentialKind::Secret, CredentialKind::Certificate];
        let ends = kinds.into_iter().flat_map(|credential| {
            [30, 7, 1, 0, -1, -2, -40].map(|days| News::CredentialEnds { days, credential })
        });

        for news in [News::Approved, News::LetIn].into_iter().chain(ends) {
            let Text { title, body } = text(news, "Claras");

            assert!(title.contains("Claras"), "{title}");
            assert!(body.contains(APP), "{body}");
            assert!(!format!("{title}{body}").contains(['{', '}']));
        }
    }

    #[test]
    fn an_end_is_told_in_days() {
        let credential = CredentialKind::Certificate;
        let titles =
            [30, -1, -40].map(|days| text(News::CredentialEnds { days, credential }, "Claras").title);

        assert!(titles[0].contains("30"), "{titles:?}");
        assert!(!titles[1].contains('1'), "{titles:?}");
        assert!(titles[2].contains("40") && !titles[2].contains('-'), "{titles:?}");
    }
}

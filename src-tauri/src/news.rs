//! Tells the person something while they look elsewhere: the system's own notification.

use notify_rust::Notification;
use serde::Deserialize;
use usher_domain::journey::effect::News;

const WORDS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/copy/en/notification.json"));

const APP: &str = "Usher";

#[derive(Deserialize)]
struct Words {
    approved: Text,
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

fn text(news: News, product: &str) -> Text {
    let words: Words = serde_json::from_str(WORDS).expect("the copy file is checked by a test");
    let Text { title, body } = match news {
        News::Approved => words.approved,
    };
    let fill = |text: &str| text.replace("{app}", APP).replace("{product}", product);
    Text { title: fill(&title), body: fill(&body) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_name_the_product_and_leave_no_place_open() {
        let Text { title, body } = text(News::Approved, "Claras");

        assert!(title.contains("Claras"), "{title}");
        assert!(body.contains(APP), "{body}");
        assert!(!format!("{title}{body}").contains(['{', '}']));
    }
}

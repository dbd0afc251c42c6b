//! Grace at the pretend admin center and the pretend PowerShell.

use usher_practice::{PEOPLE, Practice};

use super::GRACE;
use crate::support::browser::{Browser, Shown};

/// Grace at the pretend admin center.
pub(crate) struct AdminCenter {
    browser: Browser,
    base: String,
    pub(crate) app: String,
}

impl AdminCenter {
    /// Signs in and registers an app; returns with its ids known.
    pub(crate) async fn register(practice: &Practice, name: &str) -> Self {
        let (mut browser, base) = Self::enter(practice).await;
        let shown = browser.visit(&format!("{base}/registrations/new")).await;
        let shown = browser.press(&shown, "register", &[("name", name)]).await;
        let app = shown.text_of("client-id");
        Self { browser, base, app }
    }

    /// Signs in, in front of an app that is there already.
    pub(crate) async fn of(practice: &Practice, app: &str) -> Self {
        let (browser, base) = Self::enter(practice).await;
        Self { browser, base, app: app.to_owned() }
    }

    async fn enter(practice: &Practice) -> (Browser, String) {
        let mut browser = Browser::new(practice.port());
        let base = practice.portal().to_owned();
        let shown = browser.visit(&base).await;
        let grace = PEOPLE.iter().find(|person| person.username == GRACE).unwrap();
        let account = [("username", grace.username), ("password", grace.password)];
        browser.press(&shown, "portal-sign-in", &account).await;
        (browser, base)
    }

    /// Turns the app off, as an admin does under Properties.
    pub(crate) async fn turn_off(&mut self) {
        let shown = self.browser.visit(&format!("{}/apps/{}/properties", self.base, self.app)).await;
        self.browser.press(&shown, "save", &[("enabled", "no")]).await;
    }

    async fn page(&mut self, page: &str) -> Shown {
        self.browser.visit(&format!("{}/registrations/{}/{page}", self.base, self.app)).await
    }

    pub(crate) async fn add_permissions(&mut self, values: &[String]) {
        let shown = self.page("permissions").await;
        let names: Vec<String> = values.iter().map(|value| format!("add.{value}")).collect();
        let ticked: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "yes")).collect();
        self.browser.press(&shown, "add-permissions", &ticked).await;
    }

    pub(crate) async fn grant(&mut self) {
        let shown = self.page("permissions").await;
        let shown = self.browser.press(&shown, "grant-admin-consent", &[]).await;
        self.browser.press(&shown, "grant-yes", &[]).await;
    }

    /// Makes a secret; returns its value and its id.
    pub(crate) async fn make_secret(&mut self) -> (String, String) {
        let shown = self.page("secrets").await;
        let shown =
            self.browser.press(&shown, "add-secret", &[("description", "Usher"), ("days", "180")]).await;
        (shown.text_of("secret-value"), shown.text_of("secret-id"))
    }

    pub(crate) async fn upload(&mut self, certificate: &str) {
        let shown = self.page("secrets").await;
        self.browser
            .press(&shown, "add-certificate", &[("certificate", certificate), ("name", "Usher")])
            .await;
    }

    /// Runs a command in the pretend PowerShell and returns what it prints.
    pub(crate) async fn run(&mut self, command: &str) -> String {
        let page = format!("{}/teams-powershell", self.base);
        let shown = self.browser.visit(&page).await;
        let shown = self.browser.press(&shown, "run", &[("command", command)]).await;
        shown.text_of("output")
    }
}

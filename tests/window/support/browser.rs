//! The system browser: Chromium, driven through chromedriver, with an empty profile.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context;
use serde_json::json;
use thirtyfour::prelude::{By, WebDriver};
use thirtyfour::{Capabilities, WebElement};

use super::processes::Program;
use super::waiting::until;

const FLAGS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

pub(crate) struct Browser {
    page: WebDriver,
    _driver: Program,
}

impl Browser {
    /// Starts one that keeps everything below `home`.
    pub(crate) async fn start(home: &[(&str, &Path)], profile: &Path) -> anyhow::Result<Self> {
        let mut driver = Program::start(
            Command::new("chromedriver")
                .arg("--port=0")
                .envs(home.iter().copied())
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        )?;
        let said = BufReader::new(driver.child().stdout.take().context("a pipe")?).lines();
        let port = said
            .map_while(Result::ok)
            .find_map(|line| {
                Some(line.split_once("successfully on port ")?.1.trim_end_matches('.').to_owned())
            })
            .context("chromedriver names no port")?;
        let profile = format!("--user-data-dir={}", profile.display());
        let mut capabilities = Capabilities::new();
        let flags: Vec<&str> = FLAGS.into_iter().chain([profile.as_str()]).collect();
        capabilities.set("goog:chromeOptions", json!({ "args": flags }))?;
        let page = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await?;
        // It ends with its program; ending it in a call as well can block for minutes after a failure.
        page.clone().leak()?;
        Ok(Self { page, _driver: driver })
    }

    pub(crate) async fn open(&self, link: &str) -> anyhow::Result<()> {
        Ok(self.page.goto(link).await?)
    }

    /// Signs in as `username`, on a page that may know the name already.
    pub(crate) async fn sign_in(&self, username: &str) -> anyhow::Result<()> {
        let person = usher_practice::PEOPLE.iter().find(|person| person.username == username);
        let person = person.context("someone of the practice organization")?;
        let name = self.element("username").await?;
        if name.value().await?.unwrap_or_default().is_empty() {
            name.send_keys(person.username).await?;
        }
        self.element("password").await?.send_keys(person.password).await?;
        self.press("sign-in").await
    }

    /// Signs in at the door of the pretend admin center.
    pub(crate) async fn enter_portal(&self, username: &str) -> anyhow::Result<()> {
        let person = usher_practice::PEOPLE.iter().find(|person| person.username == username);
        let person = person.context("someone of the practice organization")?;
        self.write("username", person.username).await?;
        self.write("password", person.password).await?;
        self.press("portal-sign-in").await
    }

    /// Follows the link with exactly these words.
    pub(crate) async fn follow(&self, words: &str) -> anyhow::Result<()> {
        let link = until(&format!("the link “{words}”"), async || {
            Ok(Some(self.page.find(By::LinkText(words.to_owned())).await?))
        })
        .await?;
        Ok(link.click().await?)
    }

    pub(crate) async fn address(&self) -> anyhow::Result<String> {
        Ok(self.page.current_url().await?.to_string())
    }

    pub(crate) async fn write(&self, id: &str, text: &str) -> anyhow::Result<()> {
        self.element(id).await?.send_keys(text).await.with_context(|| format!("writing to #{id}"))
    }

    pub(crate) async fn press(&self, id: &str) -> anyhow::Result<()> {
        self.element(id).await?.click().await.with_context(|| format!("pressing #{id}"))
    }

    /// What the element with this id says.
    pub(crate) async fn text_of(&self, id: &str) -> anyhow::Result<String> {
        Ok(self.element(id).await?.text().await?)
    }

    /// Waits for the element with this id.
    pub(crate) async fn element(&self, id: &str) -> anyhow::Result<WebElement> {
        until(&format!("#{id} in the browser"), async || {
            Ok(Some(self.page.find(By::Id(id.to_owned())).await?))
        })
        .await
    }

    /// Waits for Usher's own page to say `title`.
    pub(crate) async fn told(&self, title: &str) -> anyhow::Result<()> {
        until(&format!("“{title}” in the browser"), async || {
            let heading = self.page.find(By::Tag("h1")).await?.text().await?;
            Ok((heading == title).then_some(()))
        })
        .await?;
        self.has_no_axe_violation().await
    }

    /// The page that the browser is left with is a screen like any other.
    async fn has_no_axe_violation(&self) -> anyhow::Result<()> {
        let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(axe).context("axe-core comes with the page's packages")?;
        let run = "const done = arguments[arguments.length - 1]; axe.run(document, { runOnly: \
                   ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }) \
                   .then((found) => done(found.violations.map((v) => v.id)), (error) => done([String(error)]));";
        let found = self.page.execute_async(format!("{axe};\n{run}"), vec![]).await?;
        let violations: Vec<String> = found.convert()?;
        anyhow::ensure!(violations.is_empty(), "axe found on Usher's page: {violations:?}");
        Ok(())
    }
}

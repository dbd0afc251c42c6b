//! The real window, used by mouse or by keyboard alone.

use std::cell::{Cell, RefCell};
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::prelude::{By, Key, WebDriver};
use thirtyfour::{Capabilities, WebElement};

use super::processes::Program;
use super::screen::Screen;
use super::waiting::{LIMIT, until};

/// How the person uses the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hand {
    Mouse,
    /// Tab, arrows, Space, Enter and letters; never a click.
    Keyboard,
}

const PROGRAM: &str = "usher";
/// More Tabs than any screen has stops.
const MOST_STOPS: usize = 80;

pub(crate) struct Window {
    page: WebDriver,
    hand: Hand,
    screen: Screen,
    pictures: PathBuf,
    pub(crate) pictures_taken: Cell<usize>,
    pub(crate) keys: Cell<usize>,
    pub(crate) slowest_answer: Cell<Duration>,
    driver: Program,
}

/// The built window.
pub(crate) fn program() -> anyhow::Result<PathBuf> {
    let built = std::env::current_exe()?;
    let built = built.ancestors().nth(2).context("tests are two folders below the build")?;
    let usher = built.join(PROGRAM);
    ensure!(usher.is_file(), "{} is missing: run `cargo build -p usher`", usher.display());
    Ok(usher)
}

/// What has the focus.
#[derive(Debug, Deserialize)]
struct Focus {
    tag: String,
    id: String,
    kind: String,
    value: String,
    words: Vec<String>,
}

/// What a person sees first.
#[derive(Debug, Deserialize)]
struct Seen {
    step: String,
    title: String,
    focus: String,
}

impl Window {
    pub(crate) async fn start(
        test: &str,
        hand: Hand,
        environment: &[(&str, &Path)],
        logs: &Path,
    ) -> anyhow::Result<Self> {
        let usher = program()?;
        let target = usher.ancestors().nth(2).context("a target folder")?;
        let pictures = target.join("screens/window").join(test);
        fs::create_dir_all(&pictures)?;
        let log = File::create(logs.join(format!("{test}.log")))?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let driver = Program::start(
            Command::new("WebKitWebDriver")
                .arg(format!("--port={port}"))
                .envs(environment.iter().copied())
                .env("TAURI_AUTOMATION", "true")
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .stdout(log.try_clone()?)
                .stderr(log),
        )?;
        let mut capabilities = Capabilities::new();
        capabilities.set("webkitgtk:browserOptions", json!({ "binary": usher, "args": [] }))?;
        let server = format!("http://127.0.0.1:{port}");
        until("the driver of the window", async || {
            Ok(Some(tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?))
        })
        .await?;
        let page = WebDriver::new(server, capabilities).await.context("the window did not open")?;
        page.set_script_timeout(10 * LIMIT).await?;
        // The window ends with its program; ending it in a call as well can block for minutes after a failure.
        page.clone().leak()?;
        Ok(Self {
            page,
            hand,
            screen: Screen::of_this_run()?,
            pictures,
            pictures_taken: Cell::default(),
            keys: Cell::default(),
            slowest_answer: Cell::default(),
            driver,
        })
    }

    /// Waits for the screen with this step and title, with the focus on its title, and takes a picture of it.
    pub(crate) async fn arrive(&self, step: &str, title: &str) -> anyhow::Result<PathBuf> {
        let last = RefCell::new(None);
        let what = format!("{step} “{title}”");
        let arrived = until(&what, async || {
            let seen: Seen = self.run(SEEN, vec![]).await?;
            let here = seen.step == step && seen.title == title && seen.focus == "H1";
            last.replace(Some(seen));
            Ok(here.then_some(()))
        });
        if let Err(error) = arrived.await {
            self.picture("lost").await?;
            return Err(error).context(format!("the window shows {:?}", last.into_inner()));
        }
        self.picture(step).await
    }

    /// Presses the button with these words.
    pub(crate) async fn press(&self, words: &str) -> anyhow::Result<()> {
        match self.hand {
            Hand::Mouse => {
                let path = format!(
                    "//button[not(@hidden)][normalize-space(.)=\"{words}\" or .//b[normalize-space(.)=\"{words}\"]]"
                );
                self.click(&self.find(&path).await?).await
            }
            Hand::Keyboard => {
                let is_it = |focus: &Focus| focus.tag == "BUTTON" && focus.words.iter().any(|w| w == words);
                self.tab_to(words, is_it).await?;
                self.key(Key::Enter).await
            }
        }
    }

    /// Picks the choice with this value.
    pub(crate) async fn choose(&self, value: &str) -> anyhow::Result<()> {
        match self.hand {
            Hand::Mouse => {
                self.click(&self.find(&format!("//label[.//input[@value='{value}']]")).await?).await
            }
            Hand::Keyboard => {
                let mut focus = self.tab_to(value, |focus| focus.kind == "radio").await?;
                let first = focus.value.clone();
                self.key(Key::Space).await?;
                while focus.value != value {
                    self.key(Key::Down).await?;
                    focus = self.focus().await?;
                    ensure!(focus.value != first, "no choice {value}");
                }
                Ok(())
            }
        }
    }

    /// Ticks the box with these words.
    pub(crate) async fn tick(&self, words: &str) -> anyhow::Result<()> {
        let path = format!("//label[normalize-space(.)=\"{words}\"]");
        self.click(&self.find(&path).await?).await
    }

    /// Types into the field with this id.
    pub(crate) async fn write(&self, id: &str, text: &str) -> anyhow::Result<()> {
        match self.hand {
            Hand::Mouse => self.click(&self.find(&format!("//*[@id='{id}']")).await?).await?,
            Hand::Keyboard => drop(self.tab_to(id, |focus| focus.id == id).await?),
        }
        self.page.action_chain().send_keys(text).perform().await?;
        self.keys.set(self.keys.get() + text.chars().count());
        Ok(())
    }

    /// Presses Enter where the focus is, and makes sure that nothing is agreed to by it.
    pub(crate) async fn enter_does_not_leave(&self, step: &str) -> anyhow::Result<()> {
        self.page.action_chain().send_keys(Key::Enter + "").perform().await?;
        self.page.execute_async(PAINTED, vec![]).await?;
        let seen: Seen = self.run(SEEN, vec![]).await?;
        ensure!(seen.step == step, "Enter led to {seen:?}");
        Ok(())
    }

    /// Everything that the window says.
    pub(crate) async fn text(&self) -> anyhow::Result<String> {
        self.run("return document.body.innerText", vec![]).await
    }

    /// Waits until the window says this.
    pub(crate) async fn says(&self, words: &str) -> anyhow::Result<()> {
        let said = async || Ok(self.text().await?.contains(words).then_some(()));
        until(&format!("the words “{words}”"), said).await
    }

    /// Hands secrets over as the page does, one after the other, each after the answer to the one before.
    pub(crate) async fn hand_in(&self, secrets: &[String]) -> anyhow::Result<()> {
        let with = vec![serde_json::to_value(secrets)?, u64::try_from(LIMIT.as_millis())?.into()];
        let left = self.page.execute_async(HAND_IN, with).await?;
        ensure!(left.json() == &Value::from(0), "secrets that were not answered: {:?}", left.json());
        Ok(())
    }

    /// The view behind the page, asked for as the page asks; the slowest answer is kept.
    pub(crate) async fn view(&self) -> anyhow::Result<Value> {
        let asked = Instant::now();
        let answer = self.page.execute_async(VIEW, vec![]).await?;
        self.slowest_answer.set(self.slowest_answer.get().max(asked.elapsed()));
        Ok(answer.json().clone())
    }

    /// Takes a picture of the window as it is; returns where it is kept.
    pub(crate) async fn picture(&self, name: &str) -> anyhow::Result<PathBuf> {
        self.page.execute_async(PAINTED, vec![]).await?;
        self.pictures_taken.set(self.pictures_taken.get() + 1);
        let path = self.pictures.join(format!("{:02}-{name}.png", self.pictures_taken.get()));
        self.screen.picture(&path).await?;
        Ok(path)
    }

    /// Ends the window without a word, as a crash or a power cut does.
    pub(crate) async fn kill(self) -> anyhow::Result<()> {
        let usher = self.driver.descendant(PROGRAM)?;
        usher.kill();
        until("the window to be gone", async || Ok((!usher.runs()).then_some(()))).await
    }

    async fn tab_to(&self, what: &str, is_it: impl Fn(&Focus) -> bool) -> anyhow::Result<Focus> {
        let mut stops = Vec::new();
        for _ in 0..MOST_STOPS {
            self.key(Key::Tab).await?;
            let focus = self.focus().await?;
            if is_it(&focus) {
                return Ok(focus);
            }
            stops.push(focus);
        }
        bail!("Tab does not lead to {what}, only to {stops:?}")
    }

    async fn key(&self, key: Key) -> anyhow::Result<()> {
        ensure!(self.hand == Hand::Keyboard, "this person uses the mouse");
        self.keys.set(self.keys.get() + 1);
        Ok(self.page.action_chain().send_keys(key).perform().await?)
    }

    async fn focus(&self) -> anyhow::Result<Focus> {
        self.run(FOCUS, vec![]).await
    }

    async fn find(&self, path: &str) -> anyhow::Result<WebElement> {
        until(path, async || Ok(Some(self.page.find(By::XPath(path.to_owned())).await?))).await
    }

    async fn click(&self, element: &WebElement) -> anyhow::Result<()> {
        ensure!(self.hand == Hand::Mouse, "this person has no mouse");
        self.page.execute_async(AT_REST, vec![element.to_json()?]).await?;
        Ok(element.click().await?)
    }

    async fn run<T: serde::de::DeserializeOwned>(&self, script: &str, with: Vec<Value>) -> anyhow::Result<T> {
        Ok(self.page.execute(script.to_owned(), with).await?.convert()?)
    }
}

const SEEN: &str = "
    return {
        step: document.querySelector('footer dd')?.innerText ?? '',
        title: document.querySelector('h1')?.innerText ?? '',
        focus: document.activeElement?.tagName ?? '',
    }";

const FOCUS: &str = "
    const at = document.activeElement;
    const words = [at, at.querySelector('b')].flatMap((e) => e?.innerText === undefined ? [] : [e.innerText.trim()]);
    return { tag: at.tagName, id: at.id, kind: String(at.type ?? ''), value: String(at.value ?? ''), words }";

/// The page is a step ahead of what is painted.
const PAINTED: &str = "
    const done = arguments[arguments.length - 1];
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));";

/// In the middle, because what sticks to the bottom of the window would lie over it; and where it stays, because a
/// notice that comes or goes above moves it from under the pointer.
const AT_REST: &str = "
    const [element, done] = arguments;
    element.scrollIntoView({ block: 'center' });
    let at = NaN;
    const look = () => {
        const { top } = element.getBoundingClientRect();
        if (top === at) done();
        else {
            at = top;
            requestAnimationFrame(() => requestAnimationFrame(look));
        }
    };
    look();";

const HAND_IN: &str = "
    const [secrets, limit, done] = arguments;
    const { invoke } = window.__TAURI_INTERNALS__;
    const answered = async (hint) => {
        const until = Date.now() + limit;
        while (Date.now() < until) {
            const { card } = (await invoke('current_view')).screen;
            const kept = card.body.credential;
            if (kept !== null && kept.hint === hint && !card.checking && card.obstacle !== null) return true;
        }
        return false;
    };
    (async () => {
        let left = secrets.length;
        for (const secret of secrets) {
            await invoke('hand_in_secret', { secret, days: 180 });
            if (!(await answered(secret.slice(0, 3)))) break;
            left -= 1;
        }
        done(left);
    })();";

const VIEW: &str = "
    const done = arguments[arguments.length - 1];
    window.__TAURI_INTERNALS__.invoke('current_view').then(done)";

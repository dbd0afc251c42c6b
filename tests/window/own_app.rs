//! An own app registration in the real window: Kaltura by hand with three traps, by Usher in one go, and Teams
//! devices with and without Smart Buildings.

use acceptance::leaks::{Search, Secrets};
use anyhow::Context as _;
use serde_json::Value;

use crate::support::browser::Browser;
use crate::support::stage::Stage;
use crate::support::waiting::until;
use crate::support::window::{Hand, Window};
use crate::walks::to_practice;

const GRACE: &str = "grace@brightwater.example";
const KALTURA: [&str; 4] = [
    "OnlineMeetingRecording.Read.All",
    "OnlineMeetings.Read.All",
    "OnlineMeetingTranscript.Read.All",
    "User.ReadBasic.All",
];
const DEVICES: [&str; 4] =
    ["Presence.Read.All", "TeamworkDevice.ReadWrite.All", "CallRecords.Read.All", "User.Read.All"];
const BUILDINGS: [&str; 2] = ["Place.Read.All", "Calendars.ReadBasic.All"];

/// From S1 through practice mode to R1 of a product.
async fn to_r1(window: &Window, scenario: &str, product: (&str, &str)) -> anyhow::Result<()> {
    to_practice(window, scenario).await?;
    window.press("I'm the IT admin").await?;
    window.arrive("S3", "What do you want to connect?").await?;
    window.choose(product.0).await?;
    window.press("Continue").await?;
    window.arrive("R1", &format!("Get ready to set up {}", product.1)).await?;
    Ok(())
}

/// Grace at the pretend admin center, in front of one app.
struct AdminCenter {
    browser: Browser,
    base: url::Url,
    app: String,
    tenant: String,
}

impl AdminCenter {
    /// Registers an app on the page that R2 opens.
    async fn register(stage: &mut Stage, window: &Window) -> anyhow::Result<Self> {
        window.press("Open the page").await?;
        let link = stage.opened().await?;
        let browser = stage.browser().await?;
        browser.open(&link).await?;
        browser.enter_portal(GRACE).await?;
        browser.open(&link).await?;
        browser.write("name", "Recordings").await?;
        browser.press("register").await?;
        let app = browser.text_of("client-id").await?;
        let tenant = browser.text_of("tenant-id").await?;
        Ok(Self { browser, base: url::Url::parse(&link)?, app, tenant })
    }

    async fn page(&self, page: &str) -> anyhow::Result<()> {
        let page = self.base.join(&format!("/portal/registrations/{}/{page}", self.app))?;
        self.browser.open(page.as_str()).await
    }

    async fn add_permissions(&self, values: &[&str]) -> anyhow::Result<()> {
        for value in values {
            self.page(&format!("permissions?q={value}")).await?;
            self.browser.press(&format!("add-{value}")).await?;
            self.browser.press("add-permissions").await?;
            self.browser.element(&format!("status-{value}")).await?;
        }
        Ok(())
    }

    async fn grant(&self) -> anyhow::Result<()> {
        self.page("permissions").await?;
        self.browser.press("grant-admin-consent").await?;
        self.browser.press("grant-yes").await
    }

    /// Makes a secret; returns its value and its id.
    async fn make_secret(&self) -> anyhow::Result<(String, String)> {
        self.page("secrets").await?;
        self.browser.write("description", "Usher").await?;
        self.browser.press("add-secret").await?;
        Ok((self.browser.text_of("secret-value").await?, self.browser.text_of("secret-id").await?))
    }

    async fn run(&self, command: &str) -> anyhow::Result<()> {
        let page = self.base.join("/portal/teams-powershell")?;
        self.browser.open(page.as_str()).await?;
        self.browser.write("command", command).await?;
        self.browser.press("run").await?;
        until(&format!("the output of {command}"), async || {
            let ran = self.browser.text_of("terminal").await?.contains(command);
            let red = self.browser.element("output").await?.attr("data-red").await?;
            Ok((ran && red.as_deref() == Some("false")).then_some(()))
        })
        .await
    }
}

/// R6 in front of a new app, with its ids checked.
pub(crate) async fn to_r6(stage: &mut Stage, window: &Window) -> anyhow::Result<()> {
    to_r1(window, "own-app", ("kaltura", "Kaltura")).await?;
    window.press("Start step by step").await?;
    window.arrive("R2", "Register an app").await?;
    let portal = AdminCenter::register(stage, window).await?;
    to_r3(window).await?;
    window.write("client-id", &portal.app).await?;
    window.write("organization-id", &portal.tenant).await?;
    window.press("Check now").await?;
    window.arrive("R4", "Add the permissions").await?;
    window.press("Done, next step").await?;
    window.arrive("R5", "Approve the permissions").await?;
    window.press("Done, next step").await?;
    window.arrive("R6", "Make a secret for the app").await?;
    Ok(())
}

async fn body(window: &Window) -> anyhow::Result<Value> {
    Ok(window.view().await?["screen"]["card"]["body"].clone())
}

/// Waits for this step, wherever a check leads.
async fn at(window: &Window, step: &str) -> anyhow::Result<()> {
    until(&format!("the step {step}"), async || {
        let card = window.view().await?["screen"]["card"].clone();
        Ok((card["step"] == step && card["checking"] == false).then_some(()))
    })
    .await
}

async fn to_r3(window: &Window) -> anyhow::Result<()> {
    window.press("Done, next step").await?;
    window.arrive("R3", "Paste two IDs of the app").await?;
    Ok(())
}

/// From R7 with its commands run to R10, with what the maker asks for filled in.
async fn let_into_teams(window: &Window, portal: &AdminCenter) -> anyhow::Result<()> {
    window.arrive("R7", "Let the app into Teams").await?;
    let commands = body(window).await?["commands"].as_array().context("commands")?.clone();
    for command in &commands {
        portal.run(command.as_str().context("a command")?).await?;
    }
    window.press("I ran them").await?;
    at(window, "checkAnswers").await?;
    Ok(())
}

async fn fill_in_and_finish(window: &Window) -> anyhow::Result<()> {
    window.arrive("R9", "Fill in the settings of Kaltura").await?;
    window.press("Go on to your answers").await?;
    window.says("Fill in “Name”.").await?;
    window.picture("R9-name-missing").await?;
    window.write("field-name", "Kaltura for Brightwater").await?;
    // The summary of what is wrong goes away, and what stands below it moves up.
    until("the name to be taken", async || {
        let taken = body(window).await?["fields"][0]["problem"].is_null();
        Ok((taken && !window.text().await?.contains("There is a problem")).then_some(()))
    })
    .await?;
    window.choose("Remove postfix").await?;
    window.write("field-postfix", "@example.com").await?;
    window.says("Example: john.doe@example.com becomes john.doe.").await?;
    window.picture("R9-example").await?;
    window.press("Go on to your answers").await?;
    window.arrive("R9", "Check your answers").await?;
    window.press("Finish setup").await?;
    window.arrive("R10", "Copy the values to Kaltura").await?;
    window.press("I copied everything").await?;
    Ok(())
}

async fn turns_green(window: &Window, product: &str, rows: usize) -> anyhow::Result<()> {
    until("a green checklist", async || {
        let view = window.view().await?;
        let found = view["screen"]["rows"].as_array().context("a checklist")?;
        let is_green = found.iter().all(|row| row["state"] == "granted");
        Ok((found.len() == rows && is_green && view["screen"]["checking"] == false).then_some(()))
    })
    .await?;
    window.arrive("K1", &format!("What {product} can do")).await?;
    Ok(())
}

#[tokio::test]
async fn kaltura_by_hand_meets_three_traps_on_their_own_step_and_ends_green() -> anyhow::Result<()> {
    let mut stage = Stage::set("own-app-by-hand").await?;
    let window = stage.window(Hand::Mouse).await?;
    to_r1(&window, "own-app", ("kaltura", "Kaltura")).await?;
    window.tick("An app admin").await?;
    window.says("You give it to someone else.").await?;
    window.picture("R1-ticked").await?;
    window.press("Start step by step").await?;
    window.arrive("R2", "Register an app").await?;
    let portal = AdminCenter::register(&mut stage, &window).await?;
    to_r3(&window).await?;

    window.write("client-id", &portal.tenant).await?;
    window.write("organization-id", &portal.app).await?;
    window.press("Check now").await?;
    window.says("These look swapped. Put the app ID first.").await?;
    window.picture("R3-swapped").await?;
    window.press("Swap them").await?;

    window.arrive("R4", "Add the permissions").await?;
    portal.add_permissions(&KALTURA[1..]).await?;
    window.press("Done, next step").await?;
    window.arrive("R5", "Approve the permissions").await?;
    window.says("You did not tick this role at step 1.").await?;
    portal.grant().await?;
    window.press("Done, next step").await?;

    window.arrive("R6", "Make a secret for the app").await?;
    let (secret, secret_id) = portal.make_secret().await?;
    window.write("secret", &secret_id).await?;
    window.press("Check now").await?;
    window.says("That looks like the Secret ID.").await?;
    window.picture("R6-secret-id").await?;
    window.write("secret", &secret).await?;
    window.press("Check now").await?;

    window.arrive("R4", "Add the permissions").await?;
    window.says("1 permission is missing").await?;
    portal.add_permissions(&KALTURA[..1]).await?;
    portal.grant().await?;
    window.press("Check now").await?;

    let_into_teams(&window, &portal).await?;
    fill_in_and_finish(&window).await?;
    turns_green(&window, "Kaltura", KALTURA.len()).await?;
    window.press("Back").await?;
    window.arrive("M2", "Kaltura").await?;
    window.says("Turned off").await?;
    anyhow::ensure!(!window.view().await?.to_string().contains(&secret), "the secret is in the view");
    let search = Search::below(stage.folder(), &Secrets::new([secret.as_str()]))?;
    let data = search.hits.iter().filter(|(path, _)| !path.to_string_lossy().contains("chromium"));
    let data: Vec<_> = data.collect();
    anyhow::ensure!(data.is_empty(), "the secret is in {data:?}");
    println!("own-app-by-hand: {} screens", window.pictures_taken.get());
    Ok(())
}

#[tokio::test]
async fn kaltura_is_done_for_the_admin_in_one_go_and_ends_green() -> anyhow::Result<()> {
    let mut stage = Stage::set("own-app-for-me").await?;
    let window = stage.window(Hand::Mouse).await?;
    to_r1(&window, "own-app-for-me", ("kaltura", "Kaltura")).await?;
    window.press("Do it for me").await?;
    window.arrive("R0", "What Usher will write").await?;
    window.press("Sign in as an admin").await?;
    let link = stage.opened().await?;
    let browser = stage.browser().await?;
    browser.open(&link).await?;
    browser.sign_in(GRACE).await?;
    browser.press("accept").await?;
    window.arrive("R0", "Ready to write").await?;
    window.says("Brightwater").await?;
    window.press("Write it").await?;
    window.arrive("R0", "It is written").await?;
    let app = window.view().await?["screen"]["card"]["clientId"].as_str().context("an app")?.to_owned();
    window.press("Go on").await?;

    let base = url::Url::parse(&link)?;
    // Grace is signed in to Microsoft's pages in this browser already.
    let portal = AdminCenter { browser, base, app, tenant: String::new() };
    let_into_teams(&window, &portal).await?;
    fill_in_and_finish(&window).await?;
    turns_green(&window, "Kaltura", KALTURA.len()).await?;
    println!("own-app-for-me: {} screens", window.pictures_taken.get());
    Ok(())
}

/// Teams devices, with a certificate made and a secret used; returns how many screens there were.
async fn teams_devices(name: &'static str, buildings: bool) -> anyhow::Result<usize> {
    let mut stage = Stage::set(name).await?;
    let window = stage.window(Hand::Mouse).await?;
    to_r1(&window, "own-app", ("teams-devices", "Teams devices")).await?;
    let mut wanted = DEVICES.to_vec();
    if buildings {
        window.tick("Smart Buildings").await?;
        wanted.extend(BUILDINGS);
        window.says(&format!("{} permissions", wanted.len())).await?;
        window.picture("R1-smart-buildings").await?;
    }
    window.press("Start step by step").await?;
    window.arrive("R2", "Register an app").await?;
    let portal = AdminCenter::register(&mut stage, &window).await?;
    to_r3(&window).await?;
    window.write("client-id", &portal.app).await?;
    window.write("organization-id", &portal.tenant).await?;
    window.press("Check now").await?;
    window.arrive("R4", "Add the permissions").await?;
    portal.add_permissions(&wanted).await?;
    window.press("Done, next step").await?;
    window.arrive("R5", "Approve the permissions").await?;
    portal.grant().await?;
    window.press("Done, next step").await?;
    window.arrive("R6", "Give the app a certificate").await?;
    window.press("Make a certificate").await?;
    until("a certificate", async || {
        let made = body(&window).await?["credential"]["kind"] == "certificate";
        Ok(made.then_some(()))
    })
    .await?;
    window.picture("R6-certificate").await?;
    // The system's own dialog for saving has no driver here; the journeys upload the file.
    window.choose("secret").await?;
    // The focus stays on the choice.
    window.says("Make a secret for the app").await?;
    window.picture("R6-secret").await?;
    let (secret, _) = portal.make_secret().await?;
    window.write("secret", &secret).await?;
    window.press("Check now").await?;
    window.arrive("R9", "Check your answers").await?;
    window.press("Finish setup").await?;
    window.arrive("R10", "Copy the values to Teams devices").await?;
    window.press("I copied everything").await?;
    turns_green(&window, "Teams devices", wanted.len()).await?;
    Ok(window.pictures_taken.get())
}

#[tokio::test]
async fn teams_devices_asks_for_its_four_permissions() -> anyhow::Result<()> {
    let screens = teams_devices("own-app-devices", false).await?;
    println!("own-app-devices: {screens} screens");
    Ok(())
}

#[tokio::test]
async fn teams_devices_with_smart_buildings_asks_for_six() -> anyhow::Result<()> {
    let screens = teams_devices("own-app-buildings", true).await?;
    println!("own-app-buildings: {screens} screens");
    Ok(())
}

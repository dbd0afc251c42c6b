//! A pretend screen that tells when its picture changed.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use x11rb::connection::{Connection as _, RequestConnection as _};
use x11rb::protocol::damage::{ConnectionExt as _, ReportLevel};
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat, Window};
use x11rb::protocol::{Event, damage, xfixes};
use x11rb::rust_connection::RustConnection;

use super::Ended;

const WIDTH: u16 = 1280;
const HEIGHT: u16 = 960;
/// Nothing changes for so long: the window has done all that it does by itself.
const QUIET: Duration = Duration::from_secs(3);
const GIVE_UP: Duration = Duration::from_secs(60);

pub(super) struct Screen {
    _server: Ended,
    display: String,
}

impl Screen {
    pub(super) fn open() -> anyhow::Result<Self> {
        let mut server = Command::new("Xvfb");
        let size = format!("{WIDTH}x{HEIGHT}x24");
        server.args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp"]);
        server.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = Ended(server.spawn().context("Xvfb did not start")?);
        let display = format!(":{}", first_line(server.0.stdout.take())?);
        Ok(Self { _server: server, display })
    }

    pub(super) fn display(&self) -> &str {
        &self.display
    }

    /// Waits until the picture stays as it is, and tells since when.
    pub(super) fn last_change(&self, child: &mut Child) -> anyhow::Result<Instant> {
        let (connection, at) = RustConnection::connect(Some(&self.display))?;
        let root = connection.setup().roots[at].root;
        connection.extension_information(xfixes::X11_EXTENSION_NAME)?.context("the screen has XFIXES")?;
        connection.extension_information(damage::X11_EXTENSION_NAME)?.context("the screen has DAMAGE")?;
        connection.damage_query_version(1, 1)?.reply()?;
        let watch = connection.generate_id()?;
        connection.damage_create(watch, root, ReportLevel::NON_EMPTY)?.check()?;

        let empty = picture(&connection, root)?;
        let (mut shown, mut since) = (empty, Instant::now());
        let begun = since;
        let mut last_damage = None;
        loop {
            ensure!(begun.elapsed() < GIVE_UP, "nothing was painted in {} s", GIVE_UP.as_secs());
            ensure!(child.try_wait()?.is_none(), "the window closed before it was painted");
            match connection.poll_for_event()? {
                Some(Event::DamageNotify(_)) => {
                    let now = Instant::now();
                    connection.damage_subtract(watch, x11rb::NONE, x11rb::NONE)?.check()?;
                    let picture = picture(&connection, root)?;
                    if picture != shown {
                        (shown, since) = (picture, now);
                    }
                    last_damage = Some(now);
                }
                Some(_) => {}
                None if shown != empty && last_damage.is_some_and(|at| at.elapsed() > QUIET) => {
                    return Ok(since);
                }
                None => thread::sleep(Duration::from_millis(1)),
            }
        }
    }
}

fn picture(connection: &RustConnection, root: Window) -> anyhow::Result<u64> {
    let image = connection.get_image(ImageFormat::Z_PIXMAP, root, 0, 0, WIDTH, HEIGHT, u32::MAX)?.reply()?;
    let mut hasher = DefaultHasher::new();
    image.data.hash(&mut hasher);
    Ok(hasher.finish())
}

/// What a server prints when it is ready.
pub(super) fn first_line(output: Option<impl Read>) -> anyhow::Result<String> {
    let mut line = String::new();
    BufReader::new(output.context("its output is read")?).read_line(&mut line)?;
    ensure!(!line.trim().is_empty(), "a server ended before it was ready");
    Ok(line.trim().to_owned())
}

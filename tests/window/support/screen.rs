//! Pictures of the screen, as a person sees it.
//!
//! The driver of the window has pictures too, but waits for ever where the processor draws instead of OpenGL.

use std::cell::RefCell;
use std::fs::File;
use std::path::Path;

use anyhow::Context;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat, MapState};
use x11rb::rust_connection::RustConnection;

use super::waiting::until;

/// The window of `tauri.conf.json`.
const SIZE: (u16, u16) = (960, 720);

pub(crate) struct Screen {
    server: RustConnection,
    at: usize,
    last: RefCell<Vec<u8>>,
}

impl Screen {
    pub(crate) fn of_this_run() -> anyhow::Result<Self> {
        let (server, at) = x11rb::connect(None).context("the tests need a screen: `cargo xtask test`")?;
        Ok(Self { server, at, last: RefCell::default() })
    }

    /// Takes a picture of the window once it is another than the last one.
    pub(crate) async fn picture(&self, path: &Path) -> anyhow::Result<()> {
        let picture = until("the window to be painted", async || {
            let now = self.look()?;
            let painted = now.iter().any(|byte| Some(byte) != now.first());
            Ok((painted && now != *self.last.borrow()).then_some(now))
        })
        .await?;
        let mut file = png::Encoder::new(File::create(path)?, SIZE.0.into(), SIZE.1.into());
        file.set_color(png::ColorType::Rgb);
        file.write_header()?.write_image_data(&picture)?;
        self.last.replace(picture);
        Ok(())
    }

    fn look(&self) -> anyhow::Result<Vec<u8>> {
        let root = self.server.setup().roots[self.at].root;
        for window in self.server.query_tree(root)?.reply()?.children {
            let place = self.server.get_geometry(window)?.reply()?;
            let shown = self.server.get_window_attributes(window)?.reply()?.map_state == MapState::VIEWABLE;
            if !shown || (place.width, place.height) != SIZE {
                continue;
            }
            let (format, all) = (ImageFormat::Z_PIXMAP, u32::MAX);
            let image =
                self.server.get_image(format, root, place.x, place.y, SIZE.0, SIZE.1, all)?.reply()?;
            return Ok(image.data.chunks_exact(4).flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect());
        }
        anyhow::bail!("no window of this size is on the screen")
    }
}

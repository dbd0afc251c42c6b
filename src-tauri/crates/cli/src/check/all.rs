//! `usherctl check --all`: any number of connections, in the order of the list, without holding them all.

use std::collections::VecDeque;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::task::JoinHandle;
use usher_domain::connection::Connection;
use usher_engine::store::StoreError;
use usher_engine::{Adapters, Ground};

use super::{Look, look_patiently};
use crate::ground::open;
use crate::output::{COULD_NOT_CHECK, YES, tell};
use crate::words::of_terminal;

/// How many connections are looked at side by side.
const SIDE_BY_SIDE: usize = 4;
/// How many connections are read from the store at once.
const PAGE: u32 = 20;
/// After how many connections it is told how far the check is.
const TELL_EVERY: u32 = 20;

/// Checks every connection that is turned on.
pub(crate) async fn all(json: bool) -> ExitCode {
    let Some(ground) = open() else { return ExitCode::from(COULD_NOT_CHECK) };
    let checked = check_all(&ground, json).await;
    ExitCode::from(checked.unwrap_or_else(|error| {
        tell(&error.to_string());
        COULD_NOT_CHECK
    }))
}

async fn check_all(ground: &Ground, json: bool) -> Result<u8, StoreError> {
    let (on, off) = ground.with_store(|store| store.count_connections())?;
    if off > 0 {
        tell(&of_terminal("checkAll", "off").replace("{count}", &off.to_string()));
    }
    let adapters = Arc::new(Adapters::considerate());
    let mut connections = Connections::of(ground);
    let mut looking: VecDeque<JoinHandle<Look>> = VecDeque::new();
    let (mut worst, mut done) = (YES, 0);
    loop {
        while looking.len() < SIDE_BY_SIDE
            && let Some(connection) = connections.next_on()?
        {
            let (ground, adapters) = (ground.clone(), adapters.clone());
            looking
                .push_back(tokio::spawn(async move { look_patiently(&ground, &adapters, connection).await }));
        }
        let Some(next) = looking.pop_front() else { return Ok(worst) };
        match next.await {
            Ok(look) => {
                look.print(json);
                worst = worst.max(look.code);
            }
            Err(_panicked) => worst = COULD_NOT_CHECK,
        }
        done += 1;
        if done % TELL_EVERY == 0 || (done == on && done > TELL_EVERY) {
            let words = of_terminal("checkAll", "progress");
            tell(&words.replace("{done}", &done.to_string()).replace("{all}", &on.max(done).to_string()));
        }
    }
}

/// The connections of the store, read page by page.
struct Connections<'a> {
    ground: &'a Ground,
    page: VecDeque<Connection>,
    last: Option<Connection>,
}

impl<'a> Connections<'a> {
    fn of(ground: &'a Ground) -> Self {
        Self { ground, page: VecDeque::new(), last: None }
    }

    fn next_on(&mut self) -> Result<Option<Connection>, StoreError> {
        loop {
            if self.page.is_empty() {
                let read =
                    self.ground.with_store(|store| store.connections_after(self.last.as_ref(), PAGE))?;
                self.last = read.last().cloned().or(self.last.take());
                self.page = read.into();
            }
            match self.page.pop_front() {
                Some(connection) if connection.enabled => return Ok(Some(connection)),
                Some(_off) => {}
                None => return Ok(None),
            }
        }
    }
}

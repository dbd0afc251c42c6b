//! Waiting for something to become so.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// Longer than Usher itself waits for a call; only a hang gets here.
pub(crate) const LIMIT: Duration = Duration::from_secs(90);
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// Looks again and again until `look` finds something; an error of the last look is told when it never does.
pub(crate) async fn until<T>(
    what: &str,
    mut look: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let begun = Instant::now();
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    loop {
        ticks.tick().await;
        let found = look().await;
        let late = begun.elapsed() > LIMIT;
        match found {
            Ok(Some(found)) => return Ok(found),
            Ok(None) if late => bail!("waited in vain for {what}"),
            Err(error) if late => return Err(error).context(format!("waited in vain for {what}")),
            Ok(None) | Err(_) => {}
        }
    }
}

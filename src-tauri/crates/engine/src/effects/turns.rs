//! Tasks that run one after the other, in the order in which they were handed in.

use tokio::sync::oneshot;

/// A queue of tasks that nobody waits for but the next one.
#[derive(Debug, Default)]
pub(super) struct Turns {
    last: Option<oneshot::Receiver<()>>,
}

impl Turns {
    /// `task`, which begins when the one before has ended, also when that one broke.
    pub(super) fn take<F: Future>(&mut self, task: F) -> impl Future<Output = F::Output> + use<F> {
        let (done, ended) = oneshot::channel::<()>();
        let before = self.last.replace(ended);
        async move {
            // Dropped with the task, whatever becomes of it.
            let _done = done;
            if let Some(before) = before {
                // Nothing is ever sent: that the other end is gone is what is waited for.
                let _ended = before.await;
            }
            task.await
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tokio::sync::oneshot;

    use super::Turns;

    #[tokio::test]
    async fn a_slow_task_is_not_overtaken() {
        let (mut turns, ended) = (Turns::default(), Arc::new(Mutex::new(Vec::new())));
        let note = |name: &'static str| {
            let ended = ended.clone();
            async move { ended.lock().unwrap().push(name) }
        };
        let (go, gate) = oneshot::channel::<()>();
        let slow = turns.take(async {
            gate.await.unwrap();
            note("slow").await;
        });
        let quick = turns.take(note("quick"));

        // The later one is even the first to be asked.
        let ((), (), ()) = tokio::join!(quick, slow, async { go.send(()).unwrap() });

        assert_eq!(*ended.lock().unwrap(), ["slow", "quick"]);
    }

    #[tokio::test]
    async fn one_that_breaks_holds_nobody_up() {
        let mut turns = Turns::default();
        let broken = tokio::spawn(turns.take(async { panic!("this one breaks") }));
        let next = turns.take(async { "came" });

        assert_eq!(next.await, "came");
        assert!(broken.await.unwrap_err().is_panic());
    }
}

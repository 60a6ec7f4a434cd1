use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Sender, channel};
use tokio::sync::oneshot;

type Examination = Box<dyn FnOnce() + Send>;

/// One thread for what takes too long on the threads that serve and too much memory to be done several times at once.
pub(super) struct Examiner {
    queue: Sender<Examination>,
}

impl Examiner {
    /// Starts the thread, which ends with the examiner.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub(super) fn start() -> io::Result<Self> {
        let (queue, examinations) = channel::<Examination>();
        std::thread::Builder::new()
            .name("examine".to_owned())
            .spawn(move || examinations.into_iter().for_each(|examination| examination()))?;
        Ok(Self { queue })
    }

    /// Runs it once those before it are through, unless the caller has gone by then.
    ///
    /// # Errors
    /// What it panicked with.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        examination: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Box<dyn Any + Send>> {
        let (sender, result) = oneshot::channel();
        let span = tracing::Span::current();
        let examination = move || {
            if !sender.is_closed() {
                // Whatever it left half done is dropped with it.
                let _ = sender.send(catch_unwind(AssertUnwindSafe(|| span.in_scope(examination))));
            }
        };
        // The thread outlives the examiner and catches every panic, so both ends are there.
        let _ = self.queue.send(Box::new(examination));
        result.await.unwrap_or_else(|gone| Err(Box::new(gone.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_examination_at_a_time_and_a_panic_ends_itself_alone() {
        let examiner = Examiner::start().unwrap();
        let here = || std::thread::current().id();
        let first = examiner.run(here).await.unwrap();
        let panic = examiner.run(|| panic!("broken")).await;
        assert_eq!(panic.err().unwrap().downcast_ref::<&str>(), Some(&"broken"));
        assert_eq!(examiner.run(here).await.unwrap(), first);
        assert_ne!(first, here());
    }

    #[tokio::test]
    async fn who_has_gone_costs_nothing() {
        let examiner = Examiner::start().unwrap();
        let (release, wait) = channel::<()>();
        let (note, noted) = channel();
        let occupy = examiner.run(move || wait.recv());
        tokio::pin!(occupy);
        let mut gone = Box::pin(examiner.run(move || note.send("examined")));
        // Polled once, both are in the queue.
        tokio::select! { biased; _ = &mut occupy => unreachable!(), _ = &mut gone => unreachable!(), () = async {} => {} }
        drop(gone);
        release.send(()).unwrap();
        occupy.await.unwrap().unwrap();
        examiner.run(|| ()).await.unwrap();
        assert!(noted.try_recv().is_err());
    }
}

use super::results::{Done, Failure};
use super::shared::{Job, Message, Shared, Task};
use super::{Stopped, Work};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// Computes until the pool is closed.
pub(super) fn run<W: Work>(shared: &Shared<W>) {
    while let Some(task) = shared.take() {
        turn(shared, &task);
    }
}

/// Computes an item, and others while the turn lasts.
fn turn<W: Work>(shared: &Shared<W>, task: &Task<W>) {
    let start = Instant::now();
    let mut computed = Vec::new();
    let mut next = Some(task.item);
    while let Some(item) = next {
        match compute(&task.job, item) {
            Ok(done) => computed.push(done),
            Err(End::Stopped) => return,
            Err(End::Failed(failure)) => {
                shared.stop(task.id);
                send(task, Ok(computed));
                send(task, Err(failure));
                return;
            }
        }
        next = if start.elapsed() < task.job.turn {
            shared.another(task.id)
        } else {
            None
        };
    }
    send(task, Ok(computed));
}

/// Why an item was not computed.
enum End {
    /// Nobody wants the work any more.
    Stopped,
    Failed(Failure),
}

fn compute<W: Work>(job: &Job<W>, item: u64) -> Result<Done<W::Output>, End> {
    let start = Instant::now();
    if job.deadline.is_some_and(|deadline| deadline <= start) {
        return Err(End::Failed(Failure::DeadlineExceeded));
    }
    // A work that panicked is never entered again, so nobody sees what it may have left half done.
    match catch_unwind(AssertUnwindSafe(|| {
        job.span.in_scope(|| job.work.compute(item, &job.stop))
    })) {
        Ok(Ok(output)) => Ok(Done {
            item,
            output,
            busy: start.elapsed(),
        }),
        Ok(Err(Stopped)) => Err(End::Stopped),
        Err(panic) => Err(End::Failed(Failure::Panicked(panic_message(&*panic)))),
    }
}

/// The reader may have gone; then nobody wants the results.
fn send<W: Work>(task: &Task<W>, message: Message<W>) {
    let _ = task.sender.send(message);
}

/// What a panic said.
pub fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic without a message").to_owned()
}

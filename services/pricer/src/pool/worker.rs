use super::results::{Done, Failure};
use super::shared::{Shared, Task};
use super::{Stopped, Work};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// Computes until the pool is closed.
pub(super) fn run<W: Work>(shared: &Shared<W>) {
    while let Some(task) = shared.take() {
        compute(shared, &task);
    }
}

fn compute<W: Work>(shared: &Shared<W>, task: &Task<W>) {
    let job = &task.job;
    let start = Instant::now();
    if job.deadline.is_some_and(|deadline| deadline <= start) {
        shared.stop(task.id);
        return send(task, Err(Failure::DeadlineExceeded));
    }
    // A work that panicked is never entered again, so nobody sees what it may have left half done.
    match catch_unwind(AssertUnwindSafe(|| {
        job.span.in_scope(|| job.work.compute(task.item, &job.stop))
    })) {
        Ok(Ok(output)) => send(
            task,
            Ok(Done {
                item: task.item,
                output,
                busy: start.elapsed(),
            }),
        ),
        Ok(Err(Stopped)) => {}
        Err(panic) => {
            shared.stop(task.id);
            send(task, Err(Failure::Panicked(panic_message(&*panic))));
        }
    }
}

/// The reader may have gone; then nobody wants the result.
fn send<W: Work>(task: &Task<W>, result: Result<Done<W::Output>, Failure>) {
    let _ = task.sender.send(result);
}

/// What a panic said.
pub fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic without a message").to_owned()
}

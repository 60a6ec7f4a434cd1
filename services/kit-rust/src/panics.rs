//! Panics turned into values, with the stack they came from.

use std::backtrace::Backtrace;
use std::cell::{Cell, RefCell};
use std::hash::{BuildHasher, RandomState};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use tonic::Status;

/// What is known of a panic. None of it is for callers.
#[derive(Debug)]
pub struct Panic {
    /// Its message.
    pub message: String,
    /// Where it began, and the frames above; empty where [`install_hook`] was not called.
    pub stack: String,
}

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    static STACK: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Logs the panics of this process as JSON lines instead of as text. Those within [`catch`] are left to whoever catches.
pub fn install_hook() {
    panic::set_hook(Box::new(|info| {
        let stack = format!("{}\n{}", place(info), Backtrace::force_capture());
        if CATCHING.get() {
            STACK.set(stack);
        } else {
            let thread = std::thread::current();
            tracing::error!(panic = message(info.payload()), stack, thread = thread.name(), "panic");
        }
    }));
}

/// Runs `work`; a panic within it becomes the error.
///
/// # Errors
/// The panic.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    let outer = CATCHING.replace(true);
    // Whoever catches gives up what `work` had borrowed: a call that panicked is not polled again.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(outer);
    result.map_err(|payload| Panic {
        message: message(&*payload),
        stack: STACK.take(),
    })
}

/// INTERNAL with a fresh id, and that id: the caller learns nothing but it, the log line that carries it has the cause.
#[must_use]
pub fn internal() -> (Status, String) {
    // Its keys are random, which is all that an id needs.
    let id = format!("{:016x}", RandomState::new().hash_one(0_u8));
    (Status::internal(format!("internal error, id {id}")), id)
}

fn place(info: &PanicHookInfo<'_>) -> String {
    info.location().map(ToString::to_string).unwrap_or_default()
}

fn message(payload: &dyn std::any::Any) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a value that is no text").to_owned()
}

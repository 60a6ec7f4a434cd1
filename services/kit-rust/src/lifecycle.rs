//! SIGTERM and SIGINT: the first asks to stop, the second stops at once.

use std::{io, thread};
use tokio_util::sync::CancellationToken;

/// Cancels the token returned at the first SIGTERM or SIGINT, and exits the process with 1 at the second.
///
/// Signals have a thread and a runtime of their own, so that a second one is heeded even where every other thread is stuck.
///
/// # Errors
/// When the operating system gives no thread or no signal handler.
pub fn shutdown_on_signals() -> io::Result<CancellationToken> {
    let shutdown = CancellationToken::new();
    let asked = shutdown.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let mut signals = {
        let _context = runtime.enter();
        Signals::new()?
    };
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        runtime.block_on(async {
            let signal = signals.next().await;
            tracing::info!(signal, "asked to stop");
            asked.cancel();
            let signal = signals.next().await;
            tracing::error!(signal, "asked to stop a second time: exiting at once");
            exit_at_once()
        })
    })?;
    Ok(shutdown)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the second signal's meaning is that nothing is waited for"
)]
fn exit_at_once() -> ! {
    std::process::exit(1)
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) -> &'static str {
        self.0.recv().await;
        "Ctrl-C"
    }
}

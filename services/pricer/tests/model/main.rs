//! The pool under a scheduler that tries one order of its threads after the other: no item is lost or computed twice, nobody
//! waits for ever, whoever stops lets the others go on.
//!
//! The pool's own source is compiled here a second time, with the locks and threads of [`shuttle`] in the place of the standard
//! library's. A run that hangs is found as such, and is told with the schedule that shows it again.

mod kernel {
    pub use pricer::kernel::Stopped;
}
#[allow(
    dead_code,
    unused_imports,
    reason = "the model needs a part of what the service does"
)]
#[path = "../../src/pool/mod.rs"]
mod pool;
mod sync {
    pub(crate) use shuttle::sync::{Arc, Condvar, Mutex, MutexGuard};
    pub(crate) use shuttle::thread;
}

use kernel::Stopped;
use pool::{Limits, Pool, Request, Results, Work};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tokio_stream::StreamExt;

/// Random schedules of each kind.
const SCHEDULES: usize = 400;

/// Gives each item back, and lets others go on in the midst of it.
struct Echo;

impl Work for Echo {
    type Output = u64;

    fn compute(&self, item: u64, _: &AtomicBool) -> Result<u64, Stopped> {
        shuttle::thread::yield_now();
        Ok(item)
    }
}

fn pool(threads: usize) -> Pool<Echo> {
    let limits = Limits { works: 2, bytes: 100 };
    Pool::start(NonZeroUsize::new(threads).expect("a thread"), limits).expect("threads")
}

/// Turns of one item, or of as many as the window has.
const TURNS: [Duration; 2] = [Duration::ZERO, Duration::MAX];

fn submit(pool: &Pool<Echo>, items: Range<u64>, window: usize, turn: Duration) -> Results<Echo> {
    let request = Request {
        work: Echo,
        items,
        window: NonZeroUsize::new(window).expect("a window"),
        turn,
        bytes: 10,
        deadline: None,
    };
    pool.reserve(10)
        .and_then(|place| place.submit(request))
        .expect("a place")
}

/// All items of some results, in ascending order.
fn items(results: Results<Echo>) -> Vec<u64> {
    let all = results
        .map(|result| result.expect("computed").output)
        .collect::<Vec<u64>>();
    let mut items = shuttle::future::block_on(all);
    items.sort_unstable();
    items
}

/// Checks something in random schedules, with each length of turns.
fn each_turn(check: impl Fn(Duration) + Send + Sync + Copy + 'static) {
    for turn in TURNS {
        shuttle::check_random(move || check(turn), SCHEDULES);
    }
}

#[test]
fn every_item_comes_once_whatever_the_order_of_threads() {
    each_turn(|turn| {
        let pool = pool(2);
        let [first, second] = [(0..4, 1), (10..15, 2)].map(|(items, window)| submit(&pool, items, window, turn));
        let reader = shuttle::thread::spawn(move || items(second));
        assert_eq!(items(first), [0, 1, 2, 3]);
        assert_eq!(reader.join().expect("no panic"), [10, 11, 12, 13, 14]);
    });
}

#[test]
fn who_leaves_in_the_middle_leaves_the_threads_to_others() {
    each_turn(|turn| {
        let pool = pool(2);
        let mut left = submit(&pool, 0..1_000_000, 1, turn);
        let other = submit(&pool, 5..8, 1, turn);
        let first = shuttle::future::block_on(left.next());
        assert!(first.is_some_and(|result| result.is_ok()));
        drop(left);
        assert_eq!(items(other), [5, 6, 7]);
        assert_eq!(items(submit(&pool, 0..2, 1, turn)), [0, 1], "its place is free again");
    });
}

#[test]
fn a_pool_that_closes_ends_its_threads_and_its_readers() {
    each_turn(|turn| {
        let pool = pool(2);
        let results = submit(&pool, 0..1_000_000, 2, turn);
        let reader = shuttle::thread::spawn(move || {
            let until_closed = results.take_while(Result::is_ok).collect::<Vec<_>>();
            shuttle::future::block_on(until_closed).len()
        });
        drop(pool);
        reader.join().expect("the reader ends");
    });
}

//! The pool, with real threads; `tests/model` has every order of them that chance finds.

use pricer::kernel::Stopped;
use pricer::pool::{Failure, Full, Limits, Pool, Request, Results, Work};
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use tokio_stream::StreamExt;

/// Notes every item it computes; waits for leave before each.
struct Fake {
    name: &'static str,
    leave: Arc<Leave>,
    panics_at: Option<u64>,
}

/// How many items may still be computed, and which have been.
#[derive(Default)]
struct Leave {
    state: Mutex<(u64, Vec<(&'static str, u64)>)>,
    changed: Condvar,
}

impl Leave {
    fn grant(&self, items: u64) {
        self.state.lock().unwrap().0 += items;
        self.changed.notify_all();
    }

    fn started(&self) -> Vec<(&'static str, u64)> {
        self.state.lock().unwrap().1.clone()
    }

    fn count(&self, name: &str) -> usize {
        self.started().iter().filter(|(other, _)| *other == name).count()
    }

    /// Blocks the test, not a runtime that computes anything, until so many items have been started.
    fn wait_started(&self, items: usize) {
        let state = self.state.lock().unwrap();
        drop(
            self.changed
                .wait_while(state, |(_, started)| started.len() < items)
                .unwrap(),
        );
    }
}

impl Work for Fake {
    type Output = u64;

    fn compute(&self, item: u64, _: &AtomicBool) -> Result<u64, Stopped> {
        let mut state = self.leave.state.lock().unwrap();
        state.1.push((self.name, item));
        self.leave.changed.notify_all();
        let mut state = self.leave.changed.wait_while(state, |(left, _)| *left == 0).unwrap();
        state.0 -= 1;
        drop(state);
        assert!(self.panics_at != Some(item), "item {item}");
        Ok(10 * item)
    }
}

const ENDLESS: u64 = 1 << 40;

fn count(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).unwrap()
}

fn pool(threads: usize) -> Pool<Fake> {
    Pool::start(count(threads), Limits { works: 3, bytes: 100 }).unwrap()
}

fn request(name: &'static str, leave: &Arc<Leave>, items: u64, window: usize) -> Request<Fake> {
    let work = Fake {
        name,
        leave: Arc::clone(leave),
        panics_at: None,
    };
    Request {
        work,
        items: 0..items,
        window: count(window),
        turn: Duration::ZERO,
        bytes: 10,
        deadline: None,
    }
}

fn submit<W: Work>(pool: &Pool<W>, request: Request<W>) -> Result<Results<W>, Full> {
    pool.reserve(request.bytes)?.submit(request)
}

async fn all(results: Results<Fake>) -> Vec<Result<u64, Failure>> {
    results.map(|result| result.map(|done| done.output)).collect().await
}

#[tokio::test]
async fn every_item_is_computed_once_by_any_number_of_threads() {
    for threads in [1, 3] {
        let leave = Arc::new(Leave::default());
        leave.grant(ENDLESS);
        let pool = pool(threads);
        let mut request = request("a", &leave, 500, 7);
        request.items = 100..600;
        let outputs = all(submit(&pool, request).unwrap()).await;
        assert_eq!(outputs.len(), 500);
        let distinct: BTreeSet<u64> = outputs.into_iter().map(Result::unwrap).collect();
        assert_eq!(distinct, (100..600).map(|item| 10 * item).collect());
    }
}

#[tokio::test]
async fn works_take_turns_by_the_item() {
    let leave = Arc::new(Leave::default());
    let pool = pool(1);
    let long = submit(&pool, request("long", &leave, 1000, 1000)).unwrap();
    leave.wait_started(1);
    let short = submit(&pool, request("short", &leave, 3, 3)).unwrap();
    leave.grant(ENDLESS);
    assert_eq!(all(short).await.len(), 3);
    let order: Vec<_> = leave.started().into_iter().map(|(name, _)| name).take(7).collect();
    assert_eq!(order, ["long", "long", "short", "long", "short", "long", "short"]);
    assert_eq!(all(long).await.len(), 1000);
}

#[tokio::test]
async fn a_turn_has_all_items_that_are_done_in_its_time_and_credit_for() {
    let leave = Arc::new(Leave::default());
    let pool = pool(1);
    let turns = |name, items, window| Request {
        turn: Duration::MAX,
        ..request(name, &leave, items, window)
    };
    let mut first = submit(&pool, turns("first", 10, 4)).unwrap();
    leave.wait_started(1);
    let second = submit(&pool, turns("second", 2, 2)).unwrap();
    leave.grant(ENDLESS);
    assert_eq!(all(second).await, [Ok(0), Ok(10)]);
    assert_eq!(leave.count("first"), 4);
    for item in 0..3 {
        assert_eq!(first.next().await.unwrap().unwrap().item, item);
    }
    assert_eq!(leave.count("first"), 4, "the reader has not taken all of the turn");
    assert_eq!(all(first).await.len(), 7);
}

#[tokio::test]
async fn what_a_turn_has_computed_comes_before_what_ends_it() {
    let leave = Arc::new(Leave::default());
    leave.grant(ENDLESS);
    let pool = pool(1);
    let mut bad = Request {
        turn: Duration::MAX,
        ..request("bad", &leave, 10, 10)
    };
    bad.work.panics_at = Some(2);
    let outputs = all(submit(&pool, bad).unwrap()).await;
    assert_eq!(outputs, [Ok(0), Ok(10), Err(Failure::Panicked("item 2".to_owned()))]);
}

#[tokio::test]
async fn a_work_whose_reader_is_slow_is_parked_and_others_go_on() {
    let leave = Arc::new(Leave::default());
    leave.grant(ENDLESS);
    let pool = pool(1);
    let mut slow = submit(&pool, request("slow", &leave, 100, 2)).unwrap();
    // The works take turns, so a work that was not parked would have had 50 items computed by then.
    assert_eq!(
        all(submit(&pool, request("quick", &leave, 50, 50)).unwrap())
            .await
            .len(),
        50
    );
    assert_eq!(leave.count("slow"), 2);
    slow.next().await.unwrap().unwrap();
    leave.wait_started(53);
    assert_eq!(
        all(submit(&pool, request("again", &leave, 50, 50)).unwrap())
            .await
            .len(),
        50
    );
    assert_eq!(leave.count("slow"), 3);
    assert_eq!(all(slow).await.len(), 99);
}

#[tokio::test]
async fn a_dropped_work_costs_no_further_item() {
    let leave = Arc::new(Leave::default());
    let pool = pool(2);
    let dropped = submit(&pool, request("dropped", &leave, 1000, 1000)).unwrap();
    leave.wait_started(2);
    drop(dropped);
    leave.grant(ENDLESS);
    assert_eq!(
        all(submit(&pool, request("next", &leave, 100, 10)).unwrap())
            .await
            .len(),
        100
    );
    assert_eq!(leave.count("dropped"), 2, "those that ran when it was dropped");
}

#[tokio::test]
async fn items_that_run_are_asked_to_stop() {
    /// Runs until it is asked to stop.
    struct Stubborn(tokio::sync::mpsc::UnboundedSender<&'static str>);
    impl Work for Stubborn {
        type Output = ();
        fn compute(&self, _: u64, stop: &AtomicBool) -> Result<(), Stopped> {
            self.0.send("started").unwrap();
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                std::thread::yield_now();
            }
            self.0.send("stopped").unwrap();
            Err(Stopped)
        }
    }
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    let pool = Pool::start(count(1), Limits { works: 2, bytes: 0 }).unwrap();
    let request = |deadline| Request {
        work: Stubborn(sender.clone()),
        items: 0..9,
        window: count(9),
        turn: Duration::ZERO,
        bytes: 0,
        deadline,
    };
    let results = submit(&pool, request(None)).unwrap();
    assert_eq!(events.recv().await, Some("started"));
    drop(results);
    assert_eq!(events.recv().await, Some("stopped"));

    let soon = Instant::now() + Duration::from_millis(50);
    let mut results = submit(&pool, request(Some(soon))).unwrap();
    assert_eq!(results.next().await, Some(Err(Failure::DeadlineExceeded)));
    assert_eq!(results.next().await, None);
    // A machine that is very slow may not even have started it.
    if let Ok(event) = events.try_recv() {
        assert_eq!(event, "started");
        assert_eq!(events.recv().await, Some("stopped"));
    }
    drop(results);

    let _endless = submit(&pool, request(None)).unwrap();
    assert_eq!(events.recv().await, Some("started"));
    drop(pool);
    assert_eq!(events.recv().await, Some("stopped"), "closing the pool stops what runs");
}

#[tokio::test]
async fn nothing_is_computed_after_the_deadline() {
    let leave = Arc::new(Leave::default());
    leave.grant(ENDLESS);
    let pool = pool(1);
    let late = Request {
        deadline: Some(Instant::now()),
        ..request("late", &leave, 10, 10)
    };
    assert_eq!(
        all(submit(&pool, late).unwrap()).await,
        [Err(Failure::DeadlineExceeded)]
    );
    assert_eq!(leave.count("late"), 0);
}

#[tokio::test]
async fn a_panic_ends_its_work_and_nothing_else() {
    let leave = Arc::new(Leave::default());
    leave.grant(ENDLESS);
    let pool = pool(1);
    let mut bad = request("bad", &leave, 10, 10);
    bad.work.panics_at = Some(2);
    let outputs = all(submit(&pool, bad).unwrap()).await;
    assert_eq!(outputs, [Ok(0), Ok(10), Err(Failure::Panicked("item 2".to_owned()))]);
    assert_eq!(
        all(submit(&pool, request("good", &leave, 5, 5)).unwrap()).await.len(),
        5
    );
}

#[tokio::test]
async fn more_works_or_bytes_than_the_limits_are_refused() {
    let leave = Arc::new(Leave::default());
    let pool = pool(1);
    let large = || Request {
        bytes: 1000,
        ..request("large", &leave, 1, 1)
    };
    let alone = submit(&pool, large()).unwrap();
    assert_eq!(
        submit(&pool, request("a", &leave, 1, 1)).err(),
        Some(Full),
        "no room beside the large one"
    );
    drop(alone);
    let admitted: Vec<_> = (0..3)
        .map(|_| submit(&pool, request("a", &leave, 1, 1)).unwrap())
        .collect();
    assert_eq!(
        submit(&pool, request("a", &leave, 1, 1)).err(),
        Some(Full),
        "three are the limit"
    );
    drop(admitted);
    let one = submit(&pool, request("a", &leave, 1, 1)).unwrap();
    assert_eq!(submit(&pool, large()).err(), Some(Full), "not beside another");
    drop(one);
    let _waiting = pool.reserve(95).unwrap();
    assert_eq!(
        pool.reserve(10).err(),
        Some(Full),
        "what waits for its work takes memory too"
    );
    assert_eq!(
        submit(&pool, large()).map(|_| ()),
        Err(Full),
        "nor beside one that waits"
    );
    leave.grant(ENDLESS);
}

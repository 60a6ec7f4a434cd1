use super::results::{Done, Failure};
use super::{Full, Request, Work};
use crate::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::collections::{HashMap, VecDeque};
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What may be admitted at a time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Works, places that wait for theirs included.
    pub works: usize,
    /// Bytes that they take together. One place is given, and one work admitted, alone, however large.
    pub bytes: usize,
}

/// What the threads and the readers share.
pub(super) struct Shared<W: Work> {
    pub(super) limits: Limits,
    state: Mutex<State<W>>,
    /// Signalled when a work joins the ring, and when the pool closes.
    wake: Condvar,
}

struct State<W: Work> {
    /// The bytes of each place that is taken, those of admitted works included.
    places: HashMap<u64, usize>,
    /// Their sum.
    bytes: usize,
    admitted: HashMap<u64, Admitted<W>>,
    next_id: u64,
    /// The works that want a thread, in the order of their turns; none twice.
    ring: VecDeque<u64>,
    closed: bool,
}

/// Results go through a channel without a bound of its own: the window bounds them.
pub(super) type Sender<W> = UnboundedSender<Message<W>>;
pub(super) type Receiver<W> = UnboundedReceiver<Message<W>>;
/// What a thread has computed in its turn.
pub(super) type Message<W> = Result<Vec<Done<<W as Work>::Output>>, Failure>;

struct Admitted<W: Work> {
    job: Arc<Job<W>>,
    /// The items nobody has taken yet.
    rest: std::ops::Range<u64>,
    /// How many more may be taken before the reader takes one.
    credit: usize,
    in_ring: bool,
    /// None once no more items will be handed out, so that the channel closes after the last of those that run.
    sender: Option<Sender<W>>,
}

/// What the threads of one work share.
pub(super) struct Job<W> {
    pub(super) work: W,
    pub(super) turn: Duration,
    pub(super) deadline: Option<Instant>,
    pub(super) stop: AtomicBool,
    /// The caller's, so that what is logged about a failure carries its trace.
    pub(super) span: tracing::Span,
}

/// An item to compute, the first of a turn.
pub(super) struct Task<W: Work> {
    pub(super) id: u64,
    pub(super) item: u64,
    pub(super) job: Arc<Job<W>>,
    pub(super) sender: Sender<W>,
}

impl<W: Work> Shared<W> {
    pub(super) fn new(limits: Limits) -> Self {
        let state = State {
            places: HashMap::new(),
            bytes: 0,
            admitted: HashMap::new(),
            next_id: 0,
            ring: VecDeque::new(),
            closed: false,
        };
        Self {
            limits,
            state: Mutex::new(state),
            wake: Condvar::new(),
        }
    }

    /// Takes a place, to be given back by [`Shared::leave`].
    pub(super) fn reserve(&self, bytes: usize) -> Result<u64, Full> {
        let mut state = self.lock();
        let alone = state.places.is_empty();
        if state.places.len() >= self.limits.works || !alone && state.bytes + bytes > self.limits.bytes {
            return Err(Full);
        }
        state.next_id += 1;
        let id = state.next_id;
        state.resize(id, bytes);
        Ok(id)
    }

    /// Puts a work in a place that it has reserved.
    pub(super) fn admit(&self, id: u64, request: Request<W>) -> Result<Receiver<W>, Full> {
        let (sender, receiver) = unbounded_channel();
        let mut state = self.lock();
        let others = state.bytes - state.places.get(&id).copied().unwrap_or(0);
        if !state.admitted.is_empty() && others + request.bytes > self.limits.bytes {
            return Err(Full);
        }
        state.resize(id, request.bytes);
        let job = Job {
            work: request.work,
            turn: request.turn,
            deadline: request.deadline,
            stop: AtomicBool::new(false),
            span: tracing::Span::current(),
        };
        let admitted = Admitted {
            job: Arc::new(job),
            sender: (!request.items.is_empty()).then_some(sender),
            rest: request.items,
            credit: request.window.get(),
            in_ring: false,
        };
        state.admitted.insert(id, admitted);
        state.enter_ring(id);
        drop(state);
        self.wake.notify_one();
        Ok(receiver)
    }

    /// The next item to compute, of the work whose turn it is. Waits for one. None once the pool is closed.
    pub(super) fn take(&self) -> Option<Task<W>> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(task) = state.next_task() {
                let more = !state.ring.is_empty();
                drop(state);
                if more {
                    self.wake.notify_one();
                }
                return Some(task);
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Another item of the same work, for a thread whose turn is not over.
    pub(super) fn another(&self, id: u64) -> Option<u64> {
        self.lock().admitted.get_mut(&id)?.next_item()
    }

    /// The reader has taken so many results: as many more may be computed.
    pub(super) fn credit(&self, id: u64, results: usize) {
        let mut state = self.lock();
        if let Some(admitted) = state.admitted.get_mut(&id) {
            admitted.credit += results;
            state.enter_ring(id);
        }
        drop(state);
        self.wake.notify_one();
    }

    /// Hands out no more items of a work and asks those that run to stop. It stays admitted until its reader has gone.
    pub(super) fn stop(&self, id: u64) {
        if let Some(admitted) = self.lock().admitted.get_mut(&id) {
            admitted.stop();
        }
    }

    /// Stops the work in a place, if there is one, and makes room for another.
    pub(super) fn leave(&self, id: u64) {
        let mut state = self.lock();
        state.bytes -= state.places.remove(&id).unwrap_or(0);
        if let Some(mut admitted) = state.admitted.remove(&id) {
            admitted.stop();
            state.ring.retain(|&other| other != id);
        }
    }

    /// Stops every work and lets the threads end.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.admitted.values_mut().for_each(Admitted::stop);
        drop(state);
        self.wake.notify_all();
    }

    /// No code that can panic runs under the lock, so its state is whole even where it is poisoned.
    fn lock(&self) -> MutexGuard<'_, State<W>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<W: Work> State<W> {
    /// Sets what a place takes.
    fn resize(&mut self, id: u64, bytes: usize) {
        let before = self.places.insert(id, bytes).unwrap_or(0);
        self.bytes = self.bytes - before + bytes;
    }

    fn enter_ring(&mut self, id: u64) {
        if let Some(admitted) = self.admitted.get_mut(&id)
            && admitted.wants_thread()
            && !admitted.in_ring
        {
            admitted.in_ring = true;
            self.ring.push_back(id);
        }
    }

    fn next_task(&mut self) -> Option<Task<W>> {
        while let Some(id) = self.ring.pop_front() {
            let Some(admitted) = self.admitted.get_mut(&id) else {
                continue;
            };
            admitted.in_ring = false;
            let task = admitted.next_task(id);
            self.enter_ring(id);
            if task.is_some() {
                return task;
            }
        }
        None
    }
}

impl<W: Work> Admitted<W> {
    fn wants_thread(&self) -> bool {
        self.sender.is_some() && self.credit > 0
    }

    fn next_task(&mut self, id: u64) -> Option<Task<W>> {
        let sender = self.sender.clone()?;
        let item = self.next_item()?;
        Some(Task {
            id,
            item,
            job: Arc::clone(&self.job),
            sender,
        })
    }

    fn next_item(&mut self) -> Option<u64> {
        if !self.wants_thread() {
            return None;
        }
        let item = self.rest.next()?;
        self.credit -= 1;
        if self.rest.is_empty() {
            self.sender = None;
        }
        Some(item)
    }

    fn stop(&mut self) {
        self.job.stop.store(true, Ordering::Relaxed);
        self.sender = None;
    }
}

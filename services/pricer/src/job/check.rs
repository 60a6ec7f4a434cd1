//! What a schema cannot say: order within lists and indices that lead somewhere.

use proto::pricer::v1::{Barrier, Basket, Bermudan, Job, Position, Sampling, position::Payoff};
use std::collections::HashSet;

/// One thing that is wrong with a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The path of the field, such as `job.positions[3].european.step`.
    pub field: String,
    /// What is wrong with it, for the caller.
    pub description: String,
}

/// Only so many are looked for: they travel in a header, whose size is limited.
pub(super) const MOST_VIOLATIONS: usize = 16;
/// Each term of a basket may have a price of its own, its motion and three greeks. So many keep what a thread works on below
/// 144 MiB and a block's sums below 4 MiB, which is the largest message that callers take unless told otherwise.
const MOST_TERMS: usize = 50_000;
/// Each step at which a barrier is watched has a record of its own, of about a hundred bytes, and takes an exponential. So many keep
/// a plan below 32 MiB.
const MOST_LOOKS: usize = 262_144;

/// So many keep a prepared job below 4 MiB, and what preparing one takes below a minute of a thread.
const MOST_EXERCISES: usize = 65_536;

/// So many keep what a thread works on below 32 MiB.
const MOST_TRACKS: usize = 65_536;

/// What the policies of Bermudan options have to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Policies {
    /// There, of all of them.
    Complete,
    /// There, or to be found yet.
    Lacking,
}

pub(super) struct Checker<'a> {
    pub(super) job: &'a Job,
    policies: Policies,
    found: Vec<Violation>,
}

/// The first violations, in the order of the fields. None: every index of the job leads somewhere.
pub(super) fn check(job: &Job, policies: Policies) -> Vec<Violation> {
    let mut checker = Checker {
        job,
        policies,
        found: Vec::new(),
    };
    checker.times();
    checker.correlation();
    checker.schedules();
    checker.positions();
    checker.volatility();
    checker.sampling();
    checker.found.truncate(MOST_VIOLATIONS);
    checker.found
}

impl Checker<'_> {
    pub(super) fn full(&self) -> bool {
        self.found.len() >= MOST_VIOLATIONS
    }

    pub(super) fn wrong(&mut self, field: String, description: impl Into<String>) {
        self.found.push(Violation {
            field: format!("job.{field}"),
            description: description.into(),
        });
    }

    fn times(&mut self) {
        for (i, pair) in self.job.times.windows(2).enumerate() {
            // Written so that NaN is refused too.
            if pair[0].partial_cmp(&pair[1]) != Some(std::cmp::Ordering::Less) {
                self.wrong(format!("times[{}]", i + 1), "must be greater than the time before it");
                return;
            }
        }
    }

    fn correlation(&mut self) {
        let n = self.job.underlyings.len();
        let wanted = n * (n + 1) / 2;
        let found = self.job.correlation_factor.len();
        if found != 0 && found != wanted {
            let description = format!("must be empty or have {wanted} entries for {n} underlyings, not {found}");
            self.wrong("correlation_factor".into(), description);
        }
    }

    fn schedules(&mut self) {
        for (i, schedule) in self.job.schedules.iter().enumerate() {
            if self.full() {
                return;
            }
            let steps = &schedule.steps;
            let field = |k: usize| format!("schedules[{i}].steps[{k}]");
            match steps.last() {
                None => self.wrong(format!("schedules[{i}].steps"), "must not be empty"),
                Some(0) => self.wrong(field(steps.len() - 1), "the last step must not be 0"),
                Some(_) => {}
            }
            if let Some(k) = steps.windows(2).position(|pair| pair[0] >= pair[1]) {
                self.wrong(field(k + 1), "must be greater than the step before it");
            }
            if let Some(k) = steps.iter().position(|&step| !self.has_step(step)) {
                self.wrong(field(k), self.beyond_grid());
            }
        }
    }

    fn positions(&mut self) {
        let baskets = self.job.positions.iter().filter_map(|position| match &position.payoff {
            Some(Payoff::Basket(basket)) => Some(basket.terms.len()),
            _ => None,
        });
        let terms: usize = baskets.sum();
        if terms > MOST_TERMS {
            let description = format!("their baskets must have at most {MOST_TERMS} terms in all, not {terms}");
            self.wrong("positions".into(), description);
        }
        let looks: usize = self.job.positions.iter().map(|position| self.looks(position)).sum();
        if looks > MOST_LOOKS {
            let description =
                format!("the schedules of their barriers must have at most {MOST_LOOKS} steps in all, not {looks}");
            self.wrong("positions".into(), description);
        }
        self.exercises();
        for (i, position) in self.job.positions.iter().enumerate() {
            if self.full() {
                return;
            }
            match &position.payoff {
                None => self.wrong(format!("positions[{i}].payoff"), "is required"),
                Some(Payoff::European(european)) => {
                    self.underlying(european.underlying, || format!("positions[{i}].european.underlying"));
                    self.step(european.step, || format!("positions[{i}].european.step"));
                }
                Some(Payoff::Asian(asian)) => {
                    self.underlying(asian.underlying, || format!("positions[{i}].asian.underlying"));
                    self.schedule(asian.schedule, || format!("positions[{i}].asian.schedule"));
                }
                Some(Payoff::Digital(digital)) => {
                    self.underlying(digital.underlying, || format!("positions[{i}].digital.underlying"));
                    self.step(digital.step, || format!("positions[{i}].digital.step"));
                }
                Some(Payoff::Lookback(lookback)) => {
                    self.underlying(lookback.underlying, || format!("positions[{i}].lookback.underlying"));
                    self.schedule(lookback.schedule, || format!("positions[{i}].lookback.schedule"));
                }
                Some(Payoff::Basket(basket)) => {
                    self.terms(basket, i);
                    self.step(basket.step, || format!("positions[{i}].basket.step"));
                }
                Some(Payoff::Barrier(barrier)) => {
                    self.underlying(barrier.underlying, || format!("positions[{i}].barrier.underlying"));
                    self.schedule(barrier.schedule, || format!("positions[{i}].barrier.schedule"));
                    self.watched(barrier, i);
                }
                Some(Payoff::Bermudan(bermudan)) => {
                    self.underlying(bermudan.underlying, || format!("positions[{i}].bermudan.underlying"));
                    self.schedule(bermudan.schedule, || format!("positions[{i}].bermudan.schedule"));
                    self.policy(bermudan, i);
                }
            }
        }
    }

    /// Not everything is made of Sobol points.
    fn sampling(&mut self) {
        if self.job.sampling() != Sampling::Sobol {
            return;
        }
        if self.job.antithetic {
            self.wrong(
                "sampling".into(),
                "Sobol points are not mirrored; leave out one of the two",
            );
        }
        let tracks = self.job.underlyings.len() * self.job.times.len();
        if tracks > MOST_TRACKS {
            let description =
                format!("with Sobol points underlyings times steps may be {MOST_TRACKS}, but are {tracks}");
            self.wrong("sampling".into(), description);
        }
    }

    /// How often a position's barrier is looked at.
    fn looks(&self, position: &Position) -> usize {
        match &position.payoff {
            // In each step of the grid, that is.
            Some(Payoff::Barrier(barrier)) if barrier.continuous && self.moves(barrier.underlying) => {
                self.steps_of(barrier).last().map_or(0, |&last| last as usize)
            }
            Some(Payoff::Barrier(barrier)) => self.steps_of(barrier).len(),
            _ => 0,
        }
    }

    fn steps_of(&self, barrier: &Barrier) -> &[u32] {
        let schedule = self.job.schedules.get(barrier.schedule as usize);
        schedule.map_or(&[], |schedule| &schedule.steps)
    }

    /// Otherwise nobody would know whether the price was beyond the barrier before the first step.
    fn watched(&mut self, barrier: &Barrier, i: usize) {
        if barrier.continuous && self.steps_of(barrier).first().is_some_and(|&first| first != 0) {
            let field = format!("positions[{i}].barrier.schedule");
            self.wrong(field, "must begin with step 0, for the barrier is watched from now on");
        }
    }

    fn terms(&mut self, basket: &Basket, i: usize) {
        let field = |k: usize| format!("positions[{i}].basket.terms[{k}].underlying");
        if basket.terms.is_empty() {
            self.wrong(format!("positions[{i}].basket.terms"), "must not be empty");
        }
        let mut met = HashSet::new();
        for (k, term) in basket.terms.iter().enumerate() {
            self.underlying(term.underlying, || field(k));
            if !met.insert(term.underlying) {
                self.wrong(field(k), "another term of the basket has this underlying");
            }
        }
    }

    fn exercises(&mut self) {
        let exercises = self.job.positions.iter().filter_map(|position| match &position.payoff {
            Some(Payoff::Bermudan(bermudan)) => {
                let steps = &self.job.schedules.get(bermudan.schedule as usize)?.steps;
                // Its policy takes all steps of the grid.
                let last = steps.last().filter(|_| self.moves(bermudan.underlying));
                Some(last.map_or(steps.len(), |&last| last as usize))
            }
            _ => None,
        });
        let exercises: usize = exercises.sum();
        if exercises > MOST_EXERCISES {
            let description =
                format!("their Bermudan options must have at most {MOST_EXERCISES} steps in all, not {exercises}");
            self.wrong("positions".into(), description);
        }
    }

    fn policy(&mut self, bermudan: &Bermudan, i: usize) {
        let Some(schedule) = self.job.schedules.get(bermudan.schedule as usize) else {
            return;
        };
        if schedule.steps.first() == Some(&0) {
            let description = "must not have step 0: what exercising today is worth needs no simulation";
            self.wrong(format!("positions[{i}].bermudan.schedule"), description);
        }
        let (found, wanted) = (bermudan.policy.len(), schedule.steps.len().saturating_sub(1));
        if found != wanted && (found != 0 || self.policies == Policies::Complete) {
            let description = format!("must have {wanted} entries, not {found}; Prepare adds them where there is none");
            self.wrong(format!("positions[{i}].bermudan.policy"), description);
        }
    }

    fn step(&mut self, step: u32, field: impl FnOnce() -> String) {
        if step == 0 {
            self.wrong(field(), "must be 1 or later");
        } else if !self.has_step(step) {
            self.wrong(field(), self.beyond_grid());
        }
    }

    fn schedule(&mut self, index: u32, field: impl FnOnce() -> String) {
        let n = self.job.schedules.len();
        if index as usize >= n {
            self.wrong(field(), format!("there is no such schedule; the job has {n}"));
        }
    }

    fn underlying(&mut self, index: u32, field: impl FnOnce() -> String) {
        let n = self.job.underlyings.len();
        if index as usize >= n {
            self.wrong(field(), format!("there is no such underlying; the job has {n}"));
        }
    }

    fn has_step(&self, step: u32) -> bool {
        step as usize <= self.job.times.len()
    }

    fn beyond_grid(&self) -> String {
        format!("there is no such step; the grid has {}", self.job.times.len())
    }
}

//! How the points of a block become paths.

use super::walk::Walk;
use proto::pricer::v1::{Job, Sampling};
use std::collections::VecDeque;

/// The motions of the factors at each step, standard and independent of each other, and how a Brownian bridge makes them of the
/// points of a block: from where each factor ends to what is halfway, and on.
#[derive(Debug)]
pub struct Tracks {
    /// How many there are: one of each factor and step.
    pub count: u32,
    /// The track of each factor at step 1. Those of its later steps follow.
    pub first: Vec<u32>,
    /// In the order of the points' dimensions: as a factor divides its steps, the end before halves before quarters, and of each
    /// place the factors in their order.
    pub nodes: Vec<Node>,
}

/// One track, given others: normal with a mean between theirs.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Which factor it is of.
    pub factor: u32,
    /// And which step.
    pub step: u32,
    /// Where it goes.
    pub track: u32,
    /// The track before that it is between. None: step 0, where every motion is 0, or the last step.
    pub left: Option<u32>,
    /// The track after. None: the last step.
    pub right: Option<u32>,
    /// How much of the left one is in it.
    pub from_left: f64,
    /// How much of the right one.
    pub from_right: f64,
    /// How much of the node's own normal.
    pub spread: f64,
}

/// A step and those that it is between, of which the latter is none for the last step.
#[derive(Clone, Copy)]
struct Place {
    step: u32,
    left: u32,
    right: Option<u32>,
}

impl Tracks {
    /// Over the steps in which the factors are drawn. None: the job has pseudo-random numbers.
    pub(super) fn new(job: &Job, walk: &Walk) -> Option<Self> {
        if job.sampling() != Sampling::Sobol {
            return None;
        }
        let (mut count, mut first, mut places) = (0, Vec::new(), Vec::new());
        for factor in 0..job.underlyings.len() as u32 {
            let last = last_step(walk, factor);
            first.push(count);
            places.push(halved(last));
            count += last;
        }
        let most = places.iter().map(Vec::len).max().unwrap_or(0);
        let mut nodes = Vec::with_capacity(count as usize);
        for i in 0..most {
            for ((factor, places), &first) in (0..).zip(&places).zip(&first) {
                nodes.extend(places.get(i).map(|place| place.node(factor, first, &job.times)));
            }
        }
        Some(Self { count, first, nodes })
    }

    /// The track of a factor at a step, 1 or later.
    #[must_use]
    pub fn at(&self, factor: u32, step: u32) -> usize {
        (self.first[factor as usize] + step - 1) as usize
    }

    /// How many bytes they take in a plan.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.first) + size_of_val(&*self.nodes)
    }
}

/// The last step that a factor is drawn for; 0 where it never is.
fn last_step(walk: &Walk, factor: u32) -> u32 {
    let drawn = walk.phases.iter().rev().find(|phase| {
        let factors = &walk.factors[phase.factors.start as usize..phase.factors.end as usize];
        factors.contains(&factor)
    });
    drawn.map_or(0, |phase| phase.steps.end - 1)
}

/// The steps from 1 on in the order in which a bridge finds them: the last, then the middle of each interval, level by level and
/// in each from the left.
fn halved(last: u32) -> Vec<Place> {
    if last == 0 {
        return Vec::new();
    }
    let mut places = vec![Place {
        step: last,
        left: 0,
        right: None,
    }];
    let mut intervals = VecDeque::from([(0, last)]);
    while let Some((start, end)) = intervals.pop_front() {
        let middle = u32::midpoint(start, end);
        if middle > start {
            places.push(Place {
                step: middle,
                left: start,
                right: Some(end),
            });
            intervals.extend([(start, middle), (middle, end)]);
        }
    }
    places
}

impl Place {
    fn node(self, factor: u32, first: u32, times: &[f64]) -> Node {
        let Self { step, left, right } = self;
        let track = |step: u32| (step > 0).then(|| first + step - 1);
        let time = |step: u32| if step == 0 { 0.0 } else { times[step as usize - 1] };
        let (from_left, from_right, spread) = match right {
            None => (0.0, 0.0, time(step).sqrt()),
            Some(right) => {
                let (before, after) = (time(step) - time(left), time(right) - time(step));
                let whole = time(right) - time(left);
                (after / whole, before / whole, (before * after / whole).sqrt())
            }
        };
        Node {
            factor,
            step,
            track: first + step - 1,
            left: track(left),
            right: right.and_then(track),
            from_left,
            from_right,
            spread,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_found_once_between_steps_that_are_known() {
        for last in [1, 2, 3, 7, 32, 252, 1000] {
            let mut known = vec![0];
            for place in halved(last) {
                let right = place.right.unwrap_or(last + 1);
                assert!(place.left < place.step && place.step < right, "{last}");
                assert!(known.contains(&place.left), "{last}");
                assert!(place.right.is_none_or(|right| known.contains(&right)), "{last}");
                known.push(place.step);
            }
            known.sort_unstable();
            assert!(known.into_iter().eq(0..=last), "{last}");
        }
    }
}

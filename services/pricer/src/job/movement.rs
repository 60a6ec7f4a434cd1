use super::heston::{Variance, VarianceStep};
use super::walk::{Loading, Mover, Phase, Walk};
use proto::pricer::v1::Job;

/// How the underlyings move to where they are observed. Returns the sum of the magnitudes of each underlying's loadings, infinite
/// where its variance moves.
pub(super) fn movement(job: &Job, walk: &mut Walk) -> Vec<f64> {
    let mut last_steps = vec![0; job.underlyings.len()];
    for observation in &walk.observations {
        last_steps[observation.underlying as usize] = observation.step;
    }
    let (mut all_movers, loadings) = movers(job);
    for mover in &mut all_movers {
        mover.variance = variance(job, mover.underlying, last_steps[mover.underlying as usize], walk);
    }
    for observation in &mut walk.observations {
        let variance = all_movers[observation.underlying as usize].variance;
        observation.variance = variance.map(|variance| variance.row);
    }

    let mut ends: Vec<u32> = last_steps.iter().copied().filter(|&step| step != 0).collect();
    ends.sort_unstable();
    ends.dedup();
    let Walk {
        phases,
        factors,
        movers,
        ..
    } = walk;
    let mut next_step = 1;
    for end in ends {
        let (first_factor, first_mover) = (factors.len(), movers.len());
        movers.extend(
            all_movers
                .iter()
                .filter(|mover| last_steps[mover.underlying as usize] >= end)
                .cloned(),
        );
        for mover in &movers[first_mover..] {
            factors.extend(
                loadings[mover.loadings.start as usize..mover.loadings.end as usize]
                    .iter()
                    .map(|l| l.factor),
            );
        }
        factors[first_factor..].sort_unstable();
        dedup_tail(factors, first_factor);
        phases.push(Phase {
            steps: next_step..end + 1,
            factors: first_factor as u32..factors.len() as u32,
            movers: first_mover as u32..movers.len() as u32,
        });
        next_step = end + 1;
    }
    let starts = std::iter::once(&0.0).chain(&job.times);
    walk.root_lengths = starts
        .zip(&job.times)
        .map(|(start, end)| (end - start).sqrt())
        .collect();
    let spread = |mover: &Mover| {
        if mover.variance.is_some() {
            return f64::INFINITY;
        }
        let row = &loadings[mover.loadings.start as usize..mover.loadings.end as usize];
        row.iter().map(|loading| loading.weight.abs()).sum()
    };
    let spreads = all_movers.iter().map(spread).collect();
    walk.loadings = loadings;
    spreads
}

/// The variance of an underlying that is observed until a step, where it moves.
fn variance(job: &Job, underlying: u32, last_step: u32, walk: &mut Walk) -> Option<Variance> {
    let of = &job.underlyings[underlying as usize];
    let heston = of.heston.as_ref().filter(|_| last_step > 0)?;
    let read = walk
        .observations
        .iter()
        .find(|of| of.underlying == underlying && !of.densities.is_empty());
    let noise = read.map(|of| walk.densities[of.densities.start as usize].row);
    let variance = Variance {
        row: walk.variances,
        factor: job.underlyings.len() as u32 + underlying,
        initial: of.volatility * of.volatility,
        first_step: walk.variance_steps.len() as u32,
        noise,
    };
    walk.variances += 1;
    let steps = VarianceStep::along(heston, &job.times[..last_step as usize]);
    walk.variance_steps.extend(steps);
    Some(variance)
}

/// Removes repeated entries of a sorted tail.
fn dedup_tail(list: &mut Vec<u32>, first: usize) {
    let mut tail = list.split_off(first);
    tail.dedup();
    list.append(&mut tail);
}

/// Every underlying with its row of the correlation factor; zeros are left out, for they add nothing.
fn movers(job: &Job) -> (Vec<Mover>, Vec<Loading>) {
    let mut loadings = Vec::new();
    let mut row_start = 0;
    let movers = (0..job.underlyings.len()).map(|i| {
        let first = loadings.len() as u32;
        if job.correlation_factor.is_empty() {
            loadings.push(Loading {
                factor: i as u32,
                weight: 1.0,
            });
        } else {
            let row = &job.correlation_factor[row_start..=row_start + i];
            let entries = row.iter().zip(0..).filter(|&(&weight, _)| weight != 0.0);
            loadings.extend(entries.map(|(&weight, factor)| Loading { factor, weight }));
            row_start += i + 1;
        }
        Mover {
            underlying: i as u32,
            loadings: first..loadings.len() as u32,
            variance: None,
        }
    });
    (movers.collect(), loadings)
}

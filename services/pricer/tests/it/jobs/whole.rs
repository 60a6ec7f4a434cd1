//! Whole jobs.

use super::positions::{
    ALL_GREEKS, CALL, PUT, asian, barrier, basket, bermudan, digital, european, lookback, moving, of_barrier, schedule,
    underlying,
};
use super::variations::of_second_order;
use proto::pricer::v1::{Averaging, Barrier, BarrierKind, BasketKind, Greek, Heston, Job, Position};

/// Three correlated underlyings, of which nothing is asked yet.
pub fn market() -> Job {
    Job {
        seed: 0x0123_4567_89ab_cdef,
        rate: 0.03,
        underlyings: vec![
            underlying(100.0, 0.01, 0.2),
            underlying(50.0, 0.0, 0.35),
            underlying(10.0, -0.02, 0.6),
        ],
        correlation_factor: vec![1.0, 0.6, 0.8, -0.3, 0.0, 0.91_f64.sqrt()],
        ..Job::default()
    }
}

/// Averages and prices in that market that pay, all greeks, a fixing today, underlyings that end early.
pub fn everything() -> Job {
    use Averaging::{Arithmetic, Geometric};
    let mut positions = vec![
        european(0, CALL, 100.0, 5),
        european(0, PUT, 95.0, 2),
        asian(0, CALL, Arithmetic, Some(100.0), 0),
        asian(1, PUT, Geometric, Some(52.0), 1),
        asian(1, CALL, Arithmetic, None, 0),
        asian(0, PUT, Geometric, None, 0),
        asian(2, CALL, Geometric, Some(9.5), 2),
    ];
    positions[1].quantity = -3.5;
    Job {
        times: vec![0.1, 0.25, 0.5, 0.75, 1.0, 1.5],
        schedules: vec![schedule([1, 2, 3, 4, 5]), schedule([0, 2, 3]), schedule([4])],
        positions,
        greeks: ALL_GREEKS.map(Into::into).to_vec(),
        ..market()
    }
}

/// The same market with payoffs that jump, remember an extreme, or look at several underlyings.
pub fn exotics() -> Job {
    use BasketKind::{Max, Min, Sum};
    let terms = [(2, 4.0), (0, 0.5), (1, -1.0)];
    let mut positions = vec![
        digital(0, CALL, 103.0, 3, Some(10.0)),
        digital(1, PUT, 52.0, 6, None),
        lookback(0, CALL, Some(104.0), 0),
        lookback(1, PUT, Some(51.0), 1),
        lookback(2, CALL, None, 1),
        lookback(0, PUT, None, 0),
        basket(Sum, &terms, CALL, 35.0, 4),
        basket(Sum, &terms, PUT, 35.0, 4),
        basket(Min, &[(0, 1.0), (1, 2.0)], CALL, 90.0, 5),
        basket(Max, &[(1, 2.0), (2, 10.0), (0, 1.0)], PUT, 120.0, 5),
        basket(Sum, &[(0, 1.0), (1, -2.0)], CALL, 0.0, 2),
    ];
    positions[2].quantity = -2.5;
    Job {
        positions,
        ..everything()
    }
}

/// The positions of both and an average with a fixing today, with all greeks.
pub fn sensitive() -> Job {
    let mut job = everything();
    job.positions.extend(exotics().positions);
    job.positions.push(asian(1, PUT, Averaging::Arithmetic, Some(51.0), 1));
    job.positions.push(asian(1, CALL, Averaging::Arithmetic, None, 1));
    of_second_order(job)
}

/// The same market with barriers of all kinds, watched either way, with and without rebates, shared, and met today already.
pub fn barriers() -> Job {
    use BarrierKind::{DownIn, DownOut, UpIn, UpOut};
    let plain = [
        barrier(0, CALL, 100.0, DownOut, 90.0, 0),
        barrier(0, CALL, 100.0, DownIn, 90.0, 0),
        barrier(2, CALL, 9.5, DownIn, 8.0, 1),
    ];
    let rebated = [
        barrier(0, PUT, 100.0, DownOut, 90.0, 0),
        barrier(1, PUT, 52.0, UpOut, 60.0, 1),
        barrier(1, CALL, 52.0, UpIn, 60.0, 1),
        barrier(2, PUT, 9.5, DownOut, 8.0, 1),
        barrier(2, PUT, 9.5, DownIn, 8.0, 1),
        barrier(0, CALL, 99.0, UpOut, 98.0, 1),
        barrier(0, PUT, 99.0, DownIn, 101.0, 1),
    ];
    let rebated = rebated.map(|barrier| Barrier { rebate: 2.5, ..barrier });
    let all = plain.into_iter().chain(rebated);
    let watched = all.clone().filter(|barrier| barrier.schedule == 1);
    let continuous = watched.map(|barrier| Barrier {
        continuous: true,
        ..barrier
    });
    let mut positions: Vec<Position> = all.clone().chain(continuous).map(of_barrier).collect();
    positions.insert(3, european(0, CALL, 100.0, 5));
    positions[1].quantity = -2.5;
    Job {
        positions,
        ..everything()
    }
}

/// The same market with options that may be exercised early, without their policies: calls and puts, the same one twice, one of a
/// single date, one that hardly any path is worth exercising of, and others on the same prices.
pub fn early() -> Job {
    let mut positions = vec![
        bermudan(0, PUT, 104.0, 0),
        bermudan(0, CALL, 101.0, 0),
        bermudan(1, CALL, 48.0, 1),
        bermudan(2, PUT, 11.0, 2),
        bermudan(0, PUT, 104.0, 0),
        bermudan(0, PUT, 68.0, 0),
        european(0, PUT, 104.0, 5),
        asian(0, PUT, Averaging::Arithmetic, Some(104.0), 0),
    ];
    positions[4].quantity = -0.5;
    Job {
        schedules: vec![schedule([1, 2, 3, 4, 5]), schedule([2, 6]), schedule([4])],
        positions,
        ..everything()
    }
}

/// The same market with two variances that move, all that can be valued with them, and their greeks.
pub fn moving_variances() -> Job {
    let [mut means, exotics] = [everything(), exotics()];
    let on_second = exotics.positions[1].clone();
    means.positions.extend_from_slice(&exotics.positions[2..]);
    means.positions.push(on_second);
    let of = |index: usize, mean_reversion, long_run_variance, volatility_of_variance, correlation| {
        let heston = Heston {
            mean_reversion,
            long_run_variance,
            volatility_of_variance,
            correlation,
        };
        moving(means.underlyings[index], heston)
    };
    let [first, last] = [of(0, 1.5, 0.05, 0.6, -0.7), of(2, 0.8, 0.3, 1.1, 0.4)];
    means.underlyings[0] = first;
    means.underlyings[2] = last;
    Job {
        greeks: [Greek::Delta, Greek::Rho].map(Into::into).to_vec(),
        ..means
    }
}

/// The same with digital options on them, and all greeks.
pub fn moving_with_all_greeks() -> Job {
    let mut job = moving_variances();
    job.positions.extend([
        digital(0, CALL, 103.0, 3, Some(10.0)),
        digital(2, PUT, 10.0, 4, None),
        basket(BasketKind::Max, &[(1, 2.0), (2, 10.0)], PUT, 120.0, 5),
    ]);
    job.greeks = ALL_GREEKS.map(Into::into).to_vec();
    of_second_order(job)
}

/// Barriers of all kinds where two variances move, with all greeks.
pub fn moving_barriers() -> Job {
    let job = Job {
        underlyings: moving_variances().underlyings,
        ..barriers()
    };
    of_second_order(job)
}

/// Options that may be exercised early where two variances move, without their policies, and with all greeks.
pub fn moving_early() -> Job {
    let job = Job {
        underlyings: moving_variances().underlyings,
        ..early()
    };
    of_second_order(job)
}

/// An average of 252 dates.
pub fn daily_average() -> Job {
    Job {
        seed: 42,
        times: (1..=252).map(|day| f64::from(day) / 252.0).collect(),
        rate: 0.03,
        underlyings: vec![underlying(100.0, 0.01, 0.2)],
        schedules: vec![schedule(1..=252)],
        positions: vec![asian(0, CALL, Averaging::Arithmetic, Some(100.0), 0)],
        ..Job::default()
    }
}

/// More factors and steps than Sobol points have dimensions. Each underlying is correlated with the first by a half, and otherwise
/// independent.
pub fn many_factors() -> Job {
    let row = |i: usize| {
        let mut row = vec![0.0; i + 1];
        (row[0], row[i]) = if i == 0 { (1.0, 1.0) } else { (0.5, 0.75_f64.sqrt()) };
        row
    };
    let position = |i: u32| {
        let kind = if i % 2 == 1 { PUT } else { CALL };
        european(i % 10, kind, 60.0 + f64::from(i), 40 - i)
    };
    Job {
        seed: 7,
        times: (1..=40).map(|step| f64::from(step) / 16.0).collect(),
        rate: 0.02,
        underlyings: (0..10)
            .map(|i| underlying(f64::from(80 + 5 * i), 0.01, f64::from(4 + i) / 32.0))
            .collect(),
        correlation_factor: (0..10).flat_map(row).collect(),
        positions: (0..30).map(position).collect(),
        ..Job::default()
    }
}

//! Losses until a horizon: against closed forms on every scenario, and against published distributions.

use crate::closed_form::Market;
use crate::jobs::{CALL, PUT, digital, european, job, market, underlying};
use crate::table::rows;
use pricer::job::Revaluation;
use pricer::kernel::{BLOCK_PATHS, Block, Tier, TierChoice};
use proto::pricer::v1::{Job, Position, RevalueRequest, Tail};
use std::sync::atomic::AtomicBool;

const HORIZON: f64 = 10.0 / 252.0;
/// That of the reference.
const MARKET: Market = Market {
    spot: 100.0,
    dividend_yield: 0.0,
    rate: 0.03,
    volatility: 0.2,
};
/// Next to nothing: a call on it is the asset itself, but for the dividends.
const NOTHING: f64 = 1e-12;

/// Positions of which step 1 is the horizon.
fn request(market: Market, times: &[f64], drift: f64, positions: Vec<Position>) -> RevalueRequest {
    let of = underlying(market.spot, market.dividend_yield, market.volatility);
    RevalueRequest {
        job: Some(job(market.rate, of, times, vec![], positions)),
        drifts: vec![drift],
        tails: vec![],
        first_block: 0,
        block_count: 1,
    }
}

pub fn compile(request: &RevalueRequest) -> Revaluation {
    Revaluation::compile(request).unwrap_or_else(|violations| panic!("{violations:?}"))
}

pub fn block(tier: Tier, of: &Revaluation, index: u64) -> Block {
    tier.losses(of, index, &AtomicBool::new(false))
        .expect("nobody stops it")
}

/// Today's value, and the losses of some blocks.
fn losses(request: &RevalueRequest, blocks: u64) -> (f64, Vec<f64>) {
    let of = compile(request);
    let mut all = Vec::new();
    for index in 0..blocks {
        all.extend_from_slice(&block(Tier::fastest(), &of, index).sums[1..]);
    }
    (of.value, all)
}

fn held(quantity: f64, position: Position) -> Position {
    Position { quantity, ..position }
}

fn single(positions: &[Position], i: usize) -> Vec<Position> {
    vec![positions[i].clone()]
}

#[test]
fn each_position_loses_what_its_closed_form_does() {
    let market = Market {
        dividend_yield: 0.02,
        ..MARKET
    };
    let times = [0.25, 0.75, 1.25];
    let positions = [
        european(0, CALL, NOTHING, 1),
        european(0, CALL, 103.0, 2),
        european(0, PUT, 96.0, 3),
        digital(0, CALL, 101.0, 2, Some(7.0)),
        digital(0, PUT, 101.0, 3, Some(7.0)),
        digital(0, CALL, 104.0, 3, None),
        digital(0, PUT, 99.0, 2, None),
        european(0, CALL, 103.0, 1),
        european(0, PUT, 103.0, 1),
        digital(0, PUT, 103.0, 1, Some(7.0)),
        digital(0, CALL, 103.0, 1, None),
    ];
    let of = |i: usize| losses(&request(market, &times, 0.07, single(&positions, i)), 1);
    let (asset, asset_losses) = of(0);
    let prices: Vec<f64> = asset_losses.iter().map(|loss| asset - loss).collect();
    type Worth = fn(Market, f64) -> f64;
    let later: [(usize, f64, Worth); 6] = [
        (1, 0.75, |m, t| m.european(CALL, 103.0, t)),
        (2, 1.25, |m, t| m.european(PUT, 96.0, t)),
        (3, 0.75, |m, t| 7.0 * m.cash_or_nothing(CALL, 101.0, t)),
        (4, 1.25, |m, t| 7.0 * m.cash_or_nothing(PUT, 101.0, t)),
        (5, 1.25, |m, t| m.asset_or_nothing(CALL, 104.0, t)),
        (6, 0.75, |m, t| m.asset_or_nothing(PUT, 99.0, t)),
    ];
    for (i, expiry, worth) in later {
        let (now, losses) = of(i);
        assert!((now - worth(market, expiry)).abs() < 1e-11, "position {i}: {now}");
        for (loss, &spot) in losses.iter().zip(&prices) {
            let expected = now - worth(Market { spot, ..market }, expiry - times[0]);
            assert!(
                (loss - expected).abs() < 1e-11,
                "position {i} at {spot}: {loss}, not {expected}"
            );
        }
    }
    type Payoff = fn(f64) -> f64;
    let at_horizon: [(usize, Payoff); 4] = [
        (7, |s| (s - 103.0).max(0.0)),
        (8, |s| (103.0 - s).max(0.0)),
        (9, |s| if s < 103.0 { 7.0 } else { 0.0 }),
        (10, |s| if s > 103.0 { s } else { 0.0 }),
    ];
    for (i, payoff) in at_horizon {
        let (now, losses) = of(i);
        for (loss, &spot) in losses.iter().zip(&prices) {
            let expected = now - payoff(spot);
            assert!(
                (loss - expected).abs() < 1e-11,
                "position {i} at {spot}: {loss}, not {expected}"
            );
        }
    }
}

#[test]
fn the_price_grows_by_its_drift_and_without_one_by_that_of_the_market() {
    let market = Market {
        dividend_yield: 0.04,
        ..MARKET
    };
    let mut asset = request(market, &[1.0], 0.1, vec![european(0, CALL, NOTHING, 1)]);
    for (drifts, growth) in [(vec![0.1], 0.1), (vec![], 0.03 - 0.04)] {
        asset.drifts = drifts;
        let (value, losses) = losses(&asset, 50);
        let n = losses.len() as f64;
        let mean = losses.iter().sum::<f64>() / n;
        let variance = losses.iter().map(|loss| (loss - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let expected = value - market.spot * f64::exp(growth);
        let error = (variance / n).sqrt();
        assert!(
            (mean - expected).abs() < 4.0 * error,
            "{mean} +- {error}, not {expected}"
        );
    }
}

/// The value at risk and the expected shortfall of a sample, with the standard errors of both. That of the former is of a density
/// which the order statistics around it give.
fn tail_of(mut losses: Vec<f64>, level: f64) -> [(f64, f64); 2] {
    losses.sort_by(f64::total_cmp);
    let n = losses.len() as f64;
    let rank = (level * n).ceil() as usize;
    let value = losses[rank - 1];
    let around = (n * level * (1.0 - level)).sqrt() as usize;
    let error = (losses[rank - 1 + around] - losses[rank - 1 - around]) / 2.0;
    let worst = &losses[rank..];
    let count = worst.len() as f64;
    let shortfall = worst.iter().sum::<f64>() / count;
    let variance = worst.iter().map(|loss| (loss - shortfall).powi(2)).sum::<f64>() / count;
    let spread = variance + level * (shortfall - value).powi(2);
    [(value, error), (shortfall, (spread / (n * (1.0 - level))).sqrt())]
}

#[test]
fn the_tails_of_the_reference_are_met() {
    let put = |strike, step| european(0, PUT, strike, step);
    let call = |strike, step| european(0, CALL, strike, step);
    let asset = || european(0, CALL, NOTHING, 1);
    let [days, quarter] = [HORIZON, 0.25];
    let mut met = 0;
    for row in rows("var_es_closed_form.csv") {
        let positions = match row[0] {
            "long_stock_lognormal" => vec![asset()],
            "short_10_puts_K95_T0.25" => vec![held(-10.0, put(95.0, 2))],
            "short_straddle_K100_T0.25" => vec![held(-1.0, put(100.0, 2)), held(-1.0, call(100.0, 2))],
            "long_stock_long_put_K95" => vec![asset(), put(95.0, 2)],
            "call_spread_K100_K110" => vec![call(100.0, 2), held(-1.0, call(110.0, 2))],
            _ => continue,
        };
        let times = if row.iter().any(|part| part.contains("horizon 1y")) {
            vec![1.0]
        } else {
            vec![days, quarter]
        };
        let number = |from_end: usize| -> f64 { row[row.len() - from_end].parse().expect("a number") };
        let (_, losses) = losses(&request(MARKET, &times, 0.08, positions), 100);
        let found = tail_of(losses, number(3));
        for ((found, error), expected) in found.into_iter().zip([number(2), number(1)]) {
            assert!(error < 0.02 * expected, "{row:?}: +- {error}");
            assert!((found - expected).abs() < 4.0 * error, "{row:?}: {found} +- {error}");
        }
        met += 1;
    }
    assert_eq!(met, 8);
}

/// Several underlyings and quantities, and positions of all kinds.
pub fn book() -> RevalueRequest {
    RevalueRequest {
        job: Some(Job {
            times: vec![0.1, 0.25, 0.5, 1.0],
            positions: vec![
                held(-3.0, european(0, CALL, 105.0, 3)),
                held(5.0, european(1, PUT, 48.0, 2)),
                held(20.0, european(2, CALL, 9.0, 4)),
                held(2.0, digital(0, PUT, 98.0, 2, Some(10.0))),
                held(-1.5, digital(1, CALL, 52.0, 4, None)),
                held(4.0, european(1, CALL, 51.0, 1)),
                held(-2.5, digital(2, PUT, 9.5, 1, Some(6.0))),
                held(0.5, digital(0, CALL, 101.0, 1, None)),
            ],
            ..market()
        }),
        drifts: vec![0.08, 0.05, -0.1],
        tails: vec![],
        first_block: 0,
        block_count: 1,
    }
}

#[test]
fn the_total_is_the_sum_of_the_positions_in_their_order() {
    let book = book();
    let all = block(Tier::fastest(), &compile(&book), 3).sums;
    let mut total = vec![0.0; all.len()];
    for position in &book.job.as_ref().expect("a job").positions {
        let mut alone = book.clone();
        alone.job.as_mut().expect("a job").positions = vec![position.clone()];
        let losses = block(Tier::fastest(), &compile(&alone), 3).sums;
        for (total, loss) in total.iter_mut().zip(losses).skip(1) {
            *total += loss;
        }
    }
    assert_eq!(total[1..], all[1..]);
}

#[test]
fn tails_have_the_sums_of_their_scenarios() {
    let mut book = book();
    let totals = block(Tier::fastest(), &compile(&book), 1).sums;
    let mut sorted = totals[1..].to_vec();
    sorted.sort_by(f64::total_cmp);
    let tail = |rank: usize, weight| Tail {
        threshold: sorted[rank],
        weight,
    };
    let tails = vec![tail(4_000, 0.25), tail(2_000, 1.0), tail(4_095, 0.0), tail(4_095, 1.0)];
    book.tails = tails.clone();
    let found = block(Tier::fastest(), &compile(&book), 1);
    let positions = book.job.as_ref().expect("a job").positions.clone();
    assert_eq!(found.sums.len(), tails.len() * positions.len());
    for (p, position) in positions.iter().enumerate() {
        let mut alone = book.clone();
        alone.tails.clear();
        alone.job.as_mut().expect("a job").positions = vec![position.clone()];
        let losses = block(Tier::fastest(), &compile(&alone), 1).sums;
        for (t, tail) in tails.iter().enumerate() {
            let counted = totals[1..].iter().zip(&losses[1..]).map(|(total, loss)| {
                let weight = match total.total_cmp(&tail.threshold) {
                    std::cmp::Ordering::Greater => 1.0,
                    std::cmp::Ordering::Equal => tail.weight,
                    std::cmp::Ordering::Less => 0.0,
                };
                [weight * loss, weight * loss * loss]
            });
            let [sum, square] = counted.fold([0.0, 0.0], |sums, parts| [sums[0] + parts[0], sums[1] + parts[1]]);
            let i = t * positions.len() + p;
            let near = |found: f64, sum: f64| (found - sum).abs() <= 1e-11 * (1.0 + square);
            assert!(
                near(found.sums[i], sum),
                "tail {t}, position {p}: {}, not {sum}",
                found.sums[i]
            );
            assert!(near(found.sums_of_squares[i], square), "tail {t}, position {p}");
        }
    }
    let none = &found.sums[2 * positions.len()..3 * positions.len()];
    assert!(
        none.iter().all(|&sum| sum.to_bits() == 0),
        "the worst scenario counts not at all"
    );
}

#[test]
fn every_tier_gives_the_digests_written_here() {
    let losses = book();
    let tail = |threshold, weight| Tail { threshold, weight };
    let tails = RevalueRequest {
        tails: vec![tail(30.0, 1.0), tail(5.0, 0.5)],
        ..book()
    };
    for tier in Tier::all() {
        let found = [&losses, &tails].map(|request| {
            let of = compile(request);
            [0, 268_435_456].map(|index| crate::bits::digest(&block(tier, &of, index)))
        });
        assert_eq!(found, DIGESTS, "{tier:?}: {found:#x?}");
    }
    let scalar = Tier::choose(TierChoice::Scalar).expect("always there");
    assert_eq!(block(scalar, &compile(&losses), 0).sums.len(), 1 + BLOCK_PATHS as usize);
}

/// Of blocks 0 and 2^28: of the losses, and of two tails.
const DIGESTS: [[u64; 2]; 2] = [
    [0x16b8_10d7_bd7a_8875, 0x730b_d4a6_e082_0bc2],
    [0xf960_0984_831a_677c, 0x82eb_b990_166c_a2f1],
];

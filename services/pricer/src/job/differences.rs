//! What a plan has no estimator of, as differences between worlds.

use super::claim::{Barrier, Claim, Payoff};
use super::plan::{BUMP, Greek, Plan, Share};
use super::terms::moves;
use super::worlds::{Move, STRETCH, Worlds, bump};
use proto::pricer::v1::{self as wire, Job, Position, Sampling, position};

/// Adds the differences of a compiled job to its plan.
pub(super) fn differ(job: &Job, plan: &mut Plan) {
    let mut differences = Differences {
        job,
        worlds: Worlds::new(job),
        series: 1,
        rows: Vec::new(),
        shares: Vec::new(),
    };
    let Plan {
        claims,
        greeks,
        initial,
        ..
    } = plan;
    for (claim, position) in claims.iter_mut().zip(&job.positions) {
        differences.claim(greeks, initial, claim, position);
    }
    plan.differences = differences.rows;
    plan.shares = differences.shares;
    plan.worlds = differences.worlds.compile();
}

struct Differences<'a> {
    job: &'a Job,
    worlds: Worlds<'a>,
    /// The next of the plan.
    series: u32,
    rows: Vec<u32>,
    shares: Vec<Share>,
}

impl Differences<'_> {
    /// Those of a position, in the order of the series.
    fn claim(&mut self, greeks: &[Greek], initial: &[f64], claim: &mut Claim, position: &Position) {
        self.series += 1;
        let underlyings = underlyings(position);
        let moving = underlyings
            .iter()
            .filter(|&&underlying| moves(self.job, underlying))
            .count();
        for &greek in greeks {
            match (&claim.payoff, greek) {
                (Payoff::Barrier(barrier), Greek::Gamma | Greek::Theta)
                    if barrier.continuous && (moving == 0 || greek == Greek::Gamma) =>
                {
                    let barrier = *barrier;
                    claim.differences.insert(greek);
                    self.watched((claim, &barrier), position, greek, initial);
                }
                (Payoff::Barrier(barrier), Greek::Rho) if moving > 0 && !barrier.continuous => {
                    claim.differences.insert(greek);
                    self.rho(position, claim.expiry);
                }
                (_, Greek::Vega) if moving > 0 => {
                    if underlyings.len() == 1 {
                        claim.differences.insert(greek);
                    }
                    self.vegas(position, &underlyings, moving > 1);
                    continue;
                }
                (_, Greek::Theta) if moving > 0 => {
                    claim.differences.insert(greek);
                    self.theta(position);
                }
                _ => {}
            }
            self.series += if greek.is_partial() {
                underlyings.len() as u32
            } else {
                1
            };
        }
    }

    /// That of the next series.
    fn row(&mut self) -> u32 {
        self.rows.push(self.series);
        self.rows.len() as u32 - 1
    }

    /// Those to the underlyings whose variance moves, by today's volatility. Where there are several, each has worlds of its own.
    fn vegas(&mut self, position: &Position, underlyings: &[u32], several: bool) {
        for &underlying in underlyings {
            if moves(self.job, underlying) {
                let at = if several {
                    Move::Volatility(underlying)
                } else {
                    Move::Volatilities
                };
                let step = (STRETCH + STRETCH) * self.job.underlyings[underlying as usize].volatility;
                let row = self.row();
                self.worlds.add(at, position, row, [1.0 / step, -(1.0 / step)]);
            }
            self.series += 1;
        }
    }

    /// By the time until the dates.
    fn theta(&mut self, position: &Position) {
        let only = match &position.payoff {
            Some(position::Payoff::European(european)) => Some(european.step),
            Some(position::Payoff::Digital(digital)) => Some(digital.step),
            Some(position::Payoff::Basket(basket)) => Some(basket.step),
            _ => None,
        };
        let (at, moved) = match only {
            Some(step) => (Move::Times, self.job.times[step as usize - 1]),
            None => (Move::FirstStep, self.job.times[0]),
        };
        let step = (STRETCH + STRETCH) * moved;
        let row = self.row();
        self.worlds.add(at, position, row, [-(1.0 / step), 1.0 / step]);
    }

    /// By the rate, so that the forward of the expiry moves by as much of itself as a spot does.
    fn rho(&mut self, position: &Position, expiry: f64) {
        let change = BUMP / expiry;
        let row = self.row();
        let step = change + change;
        self.worlds
            .add(Move::Rate(change.to_bits()), position, row, [1.0 / step, -(1.0 / step)]);
    }

    /// The gamma or the theta of an option with a barrier that is watched all the time, by today's price. Its theta, where the
    /// volatility is constant, is what the equation of Black and Scholes leaves:
    ///
    /// ```text
    /// theta = rate V - (rate - yield) S dV/dS - volatility^2 / 2 S^2 d2V/dS2
    /// ```
    ///
    /// An option that was ended today is worth its rebate, and changes with nothing.
    fn watched(&mut self, (claim, barrier): (&Claim, &Barrier), position: &Position, greek: Greek, initial: &[f64]) {
        let row = self.row();
        let Some(position::Payoff::Barrier(of)) = &position.payoff else {
            return;
        };
        if !barrier.knocks_in && initial[barrier.survival.slot as usize] == 0.0 {
            return;
        }
        let wire::Underlying {
            spot,
            dividend_yield,
            volatility,
            ..
        } = self.job.underlyings[of.underlying as usize];
        let bump = bump(spot, of.level);
        let [higher, here, lower] = if greek == Greek::Theta {
            let growth = (self.job.rate - dividend_yield) / (bump + bump);
            let bend = ((0.5 * volatility) * volatility) / (bump * bump);
            [-growth - bend, self.job.rate + (bend + bend), growth - bend]
        } else {
            let step = bump * spot;
            let bend = 1.0 / (step * step);
            [bend, -(bend + bend), bend]
        };
        self.worlds
            .add(Move::Spots(bump.to_bits()), position, row, [higher, lower]);
        if self.job.sampling() == Sampling::Sobol {
            // Worlds have pseudo-random numbers, so the plan's own paths are others.
            let unmoved = Move::Spots(0.0_f64.to_bits());
            self.worlds.add(unmoved, position, row, [0.5 * here, 0.5 * here]);
            return;
        }
        self.shares.push(Share {
            claim: Claim {
                quantity: here,
                ..claim.clone()
            },
            row,
        });
    }
}

/// The underlyings of a position.
fn underlyings(position: &Position) -> Vec<u32> {
    match &position.payoff {
        Some(position::Payoff::European(of)) => vec![of.underlying],
        Some(position::Payoff::Asian(of)) => vec![of.underlying],
        Some(position::Payoff::Digital(of)) => vec![of.underlying],
        Some(position::Payoff::Lookback(of)) => vec![of.underlying],
        Some(position::Payoff::Barrier(of)) => vec![of.underlying],
        Some(position::Payoff::Bermudan(of)) => vec![of.underlying],
        Some(position::Payoff::Basket(of)) => of.terms.iter().map(|term| term.underlying).collect(),
        None => Vec::new(),
    }
}

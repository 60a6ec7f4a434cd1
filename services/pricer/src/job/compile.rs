use super::barrier::Barriers;
use super::basket::Baskets;
use super::bermudan::Bermudans;
use super::check::{Policies, Violation, check};
use super::claim::{Claim, Digital, Exchange, Likelihood, On, Payoff, Score, Strike};
use super::control::{Control, Controlled, Controls};
use super::differences::differ;
use super::movement::movement;
use super::passing::{Part, Passing};
use super::plan::{Averaging, Extreme, Greek, Greeks, Plan};
use super::quantity::Quantities;
use super::terms::{delta_score, discount, gamma_score, moves, sign, theta_score};
use super::tracks::Tracks;
use super::walk::Walk;
use proto::pricer::v1::{self as wire, Job, OptionType, position};

impl Plan {
    /// Compiles a job that keeps the constraints of its schema.
    ///
    /// # Errors
    /// What is wrong beyond the schema: order within lists, and indices that lead nowhere. At most 16 violations.
    pub fn compile(job: &Job) -> Result<Self, Vec<Violation>> {
        let violations = check(job, Policies::Complete);
        if !violations.is_empty() {
            return Err(violations);
        }
        let mut plan = Self::without_worlds(job);
        differ(job, &mut plan);
        Ok(plan)
    }

    /// Compiles a checked job, but for what it has no estimator of.
    pub(super) fn without_worlds(job: &Job) -> Self {
        let greeks: Vec<Greek> = job.greeks().filter_map(greek).collect();
        let mut claims = Claims {
            job,
            greeks: &greeks,
            quantities: Quantities::new(job, &greeks),
            baskets: Baskets::default(),
            barriers: Barriers::default(),
            bermudans: Bermudans::default(),
            controls: Controls::default(),
        };
        let compiled = job
            .positions
            .iter()
            .filter_map(|position| claims.claim(position))
            .collect();
        let Claims {
            mut quantities,
            baskets,
            barriers,
            ..
        } = claims;
        barriers.watch(job, &mut quantities);
        let mut walk = Walk::default();
        quantities.observe(&mut walk);
        let spreads = movement(job, &mut walk);
        let tracks = Tracks::new(job, &walk);
        let moderate = walk.is_moderate(&spreads, tracks.is_some());
        Self {
            key: [job.seed as u32, (job.seed >> 32) as u32],
            underlyings: job.underlyings.len(),
            walk,
            initial: quantities.initial,
            finishes: quantities.finishes,
            terms: baskets.terms,
            claims: compiled,
            greeks,
            moderate,
            antithetic: job.antithetic,
            differences: Vec::new(),
            worlds: Vec::new(),
            shares: Vec::new(),
            tracks,
        }
    }
}

fn greek(greek: wire::Greek) -> Option<Greek> {
    match greek {
        wire::Greek::Delta => Some(Greek::Delta),
        wire::Greek::Vega => Some(Greek::Vega),
        wire::Greek::Rho => Some(Greek::Rho),
        wire::Greek::Gamma => Some(Greek::Gamma),
        wire::Greek::Theta => Some(Greek::Theta),
        wire::Greek::Unspecified => None,
    }
}

/// Compiles positions, and notes what they need.
struct Claims<'a> {
    job: &'a Job,
    greeks: &'a [Greek],
    quantities: Quantities<'a>,
    baskets: Baskets,
    barriers: Barriers,
    bermudans: Bermudans,
    controls: Controls,
}

impl<'a> Claims<'a> {
    /// None for a position without a payoff, which the check has refused.
    fn claim(&mut self, position: &wire::Position) -> Option<Claim> {
        let (option_type, last, payoff) = match position.payoff.as_ref()? {
            position::Payoff::European(european) => (european.r#type(), european.step, self.european(european)),
            position::Payoff::Asian(asian) => {
                let last = self.last(asian.schedule);
                (asian.r#type(), last, self.asian(asian, last))
            }
            position::Payoff::Digital(digital) => (digital.r#type(), digital.step, self.digital(digital)),
            position::Payoff::Lookback(lookback) => {
                let last = self.last(lookback.schedule);
                (lookback.r#type(), last, self.lookback(lookback, last))
            }
            position::Payoff::Basket(basket) => (basket.r#type(), basket.step, self.basket(basket)),
            position::Payoff::Barrier(barrier) => {
                let last = self.last(barrier.schedule);
                (barrier.r#type(), last, self.barrier(barrier, last))
            }
            position::Payoff::Bermudan(bermudan) => {
                let last = self.last(bermudan.schedule);
                let paid = self
                    .bermudans
                    .find((self.job, self.greeks), bermudan, &mut self.quantities);
                (bermudan.r#type(), last, Payoff::Bermudan { paid })
            }
        };
        let expiry = self.time(last);
        let mut claim = Claim {
            quantity: position.quantity,
            sign: sign(option_type),
            discount: discount(self.job.rate, expiry),
            expiry,
            rate: self.job.rate,
            payoff,
            control: None,
            differences: Greeks::default(),
        };
        claim.control = self.control(position, &claim);
        Some(claim)
    }

    /// What corrects a claim, where the job asks for it.
    fn control(&mut self, position: &wire::Position, claim: &Claim) -> Option<Control> {
        let payoff = position.payoff.as_ref().filter(|_| self.job.control_variates)?;
        let long = match &claim.payoff {
            Payoff::Exchange(exchange) => exchange.long,
            Payoff::Digital(digital) => digital.price,
            Payoff::Barrier(_) | Payoff::Bermudan { .. } => return None,
        };
        let of = Controlled {
            sign: claim.sign,
            discount: claim.discount,
            long,
        };
        self.controls.find(self.job, payoff, of, &mut self.quantities)
    }

    fn european(&mut self, european: &wire::European) -> Payoff {
        let wire::Underlying { spot, volatility, .. } = self.job.underlyings[european.underlying as usize];
        let long = self.quantities.price(european.underlying, european.step);
        let scores = self.asks(Greek::Gamma) && !self.moves(european.underlying);
        let score = scores.then(|| Score {
            motion: self.quantities.motion(european.underlying, european.step),
            line: delta_score(spot, volatility, self.time(european.step)),
        });
        Payoff::Exchange(Exchange {
            long,
            strike: Strike::Fixed(european.strike),
            on: On::Underlying {
                spot,
                score,
                passing: self.passing(european.underlying, european.step, [Part::ALL; 2]),
            },
        })
    }

    fn asian(&mut self, asian: &wire::Asian, last: u32) -> Payoff {
        let averaging = match asian.averaging() {
            wire::Averaging::Geometric => Averaging::Geometric,
            wire::Averaging::Arithmetic | wire::Averaging::Unspecified => Averaging::Arithmetic,
        };
        let average = self.quantities.average(asian.underlying, asian.schedule, averaging);
        let (spot, steps) = (self.spot(asian.underlying), self.steps(asian.schedule));
        let part = Part::of_average(averaging, steps, spot);
        let (long, strike, parts) = match asian.strike {
            Some(strike) => (average, Strike::Fixed(strike), [part, Part::ALL]),
            None => {
                let price = self.quantities.price(asian.underlying, last);
                (price, Strike::Floating(average), [Part::ALL, part])
            }
        };
        let on = self.on_several(asian.underlying, steps, parts);
        Payoff::Exchange(Exchange { long, strike, on })
    }

    fn digital(&mut self, digital: &wire::Digital) -> Payoff {
        let price = self.quantities.price(digital.underlying, digital.step);
        let likelihood = match self.moves(digital.underlying) {
            _ if self.greeks.is_empty() => None,
            true => Some(self.conditional(digital)),
            false => Some(self.likelihood(digital)),
        };
        Payoff::Digital(Digital {
            price,
            strike: digital.strike,
            cash: digital.cash,
            likelihood,
        })
    }

    fn likelihood(&mut self, digital: &wire::Digital) -> Likelihood {
        let wire::Underlying { spot, volatility, .. } = self.job.underlyings[digital.underlying as usize];
        let expiry = self.time(digital.step);
        let fall = self.quantities.fall(digital.underlying, digital.step);
        let (delta, vega) = (1.0 / ((spot * volatility) * expiry), 1.0 / (volatility * expiry));
        Likelihood {
            motion: fall.motion,
            bend: fall.motion,
            delta: [0.0, delta, 0.0],
            vega: [-(1.0 / volatility), -1.0, vega],
            rho: [-expiry, 1.0 / volatility, 0.0],
            gamma: gamma_score(spot, volatility, expiry),
            theta: theta_score(self.job.rate, fall.line[0], volatility, expiry),
        }
    }

    /// Of a price whose variance moves, given that.
    fn conditional(&mut self, digital: &wire::Digital) -> Likelihood {
        let (spot, expiry) = (self.spot(digital.underlying), self.time(digital.step));
        let density = self.quantities.density(digital.underlying, digital.step);
        Likelihood {
            motion: density.score,
            bend: density.bend,
            delta: [0.0, 1.0 / spot, 0.0],
            vega: [0.0; 3],
            rho: [-expiry, expiry, 0.0],
            gamma: [0.0, 1.0 / (spot * spot), 0.0],
            theta: [0.0; 3],
        }
    }

    fn lookback(&mut self, lookback: &wire::Lookback, last: u32) -> Payoff {
        // A call gains from the highest price over a fixed strike, but from the lowest as the strike itself.
        let side = match (lookback.strike, lookback.r#type()) {
            (Some(_), OptionType::Put) | (None, OptionType::Call | OptionType::Unspecified) => Extreme::Lowest,
            (Some(_), OptionType::Call | OptionType::Unspecified) | (None, OptionType::Put) => Extreme::Highest,
        };
        let extreme = self.quantities.extreme(lookback.underlying, lookback.schedule, side);
        let steps = self.steps(lookback.schedule);
        let part = Part::of_extreme(side, steps, self.spot(lookback.underlying));
        let (long, strike, parts) = match lookback.strike {
            Some(strike) => (extreme, Strike::Fixed(strike), [part, Part::ALL]),
            None => {
                let price = self.quantities.price(lookback.underlying, last);
                (price, Strike::Floating(extreme), [Part::ALL, part])
            }
        };
        let on = self.on_several(lookback.underlying, steps, parts);
        Payoff::Exchange(Exchange { long, strike, on })
    }

    fn basket(&mut self, basket: &wire::Basket) -> Payoff {
        let (long, on) = self.baskets.find((self.job, self.greeks), basket, &mut self.quantities);
        let strike = Strike::Fixed(basket.strike);
        Payoff::Exchange(Exchange { long, strike, on })
    }

    fn barrier(&mut self, barrier: &wire::Barrier, last: u32) -> Payoff {
        let discount = discount(self.job.rate, self.time(last));
        let quantities = &mut self.quantities;
        Payoff::Barrier(self.barriers.find(self.job, barrier, (last, discount), quantities))
    }

    /// What a claim depends on whose quantities are of these steps.
    fn on_several(&mut self, underlying: u32, steps: &[u32], parts: [Part; 2]) -> On {
        let first = steps.iter().copied().find(|&step| step != 0).unwrap_or(1);
        On::Underlying {
            spot: self.spot(underlying),
            score: None,
            passing: self.passing(underlying, first, parts),
        }
    }

    /// How a claim changes as time passes that looks at an underlying from this step on. The parts are those of what is received
    /// and of what is given.
    fn passing(&mut self, underlying: u32, first: u32, [long, strike]: [Part; 2]) -> Option<Passing> {
        (self.asks(Greek::Theta) && !self.moves(underlying)).then(|| Passing {
            fall: self.quantities.fall(underlying, first),
            long,
            strike,
        })
    }

    fn moves(&self, underlying: u32) -> bool {
        moves(self.job, underlying)
    }

    fn asks(&self, greek: Greek) -> bool {
        self.greeks.contains(&greek)
    }

    fn spot(&self, underlying: u32) -> f64 {
        self.job.underlyings[underlying as usize].spot
    }

    fn steps(&self, schedule: u32) -> &'a [u32] {
        &self.job.schedules[schedule as usize].steps
    }

    /// The last step of a schedule, which the check has found not to be 0.
    fn last(&self, schedule: u32) -> u32 {
        self.steps(schedule).last().copied().unwrap_or(1)
    }

    fn time(&self, step: u32) -> f64 {
        self.job.times[step as usize - 1]
    }
}

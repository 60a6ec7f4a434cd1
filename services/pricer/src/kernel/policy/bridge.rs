use super::super::MOST_GROUPS;
use super::super::normals::{Source, StandardNormals};
use super::super::table::for_each;
use super::{FIRST_GROUP, zeros};
use crate::job::{Calibration, Date};
use crate::math::{exp, round_keys};
use crate::simd::{Float, Lanes, Simd};

/// All paths of a constant volatility at a date, which are made from their ends.
pub(super) struct Bridged {
    motion: Vec<Lanes>,
    pub(super) price: Vec<Lanes>,
}

impl Bridged {
    pub(super) fn new() -> Self {
        Self {
            motion: zeros(),
            price: zeros(),
        }
    }

    /// Takes all paths to a date from that after it.
    #[inline(always)]
    pub(super) fn move_back<W: Simd, S: Simd>(
        &mut self,
        (words, simd): (W, S),
        calibration: &Calibration,
        (date, later): (&Date, Option<&Date>),
    ) {
        let (pull, spread) = match later {
            None => (0.0, date.time.sqrt()),
            Some(later) => (
                date.time / later.time,
                ((date.time * (later.time - date.time)) / later.time).sqrt(),
            ),
        };
        let (pull, spread) = (Float::splat(simd, pull), Float::splat(simd, spread));
        let volatility = Float::splat(simd, calibration.volatility);
        let centre = Float::splat(simd, date.centre);
        let mut uniforms = [Lanes::splat(0.0); MOST_GROUPS];
        let mut normals = [Lanes::splat(0.0); MOST_GROUPS];
        let chunks = self
            .motion
            .chunks_mut(MOST_GROUPS)
            .zip(self.price.chunks_mut(MOST_GROUPS));
        for ((motion, price), first) in chunks.zip((FIRST_GROUP..).step_by(MOST_GROUPS)) {
            let source = Source {
                keys: round_keys(calibration.key),
                first_group: first,
            };
            simd.apart(StandardNormals {
                words,
                simd,
                source: &source,
                step: date.step,
                factor: calibration.factor,
                uniforms: &mut uniforms,
                normals: &mut normals,
            });
            for (lanes, normals) in motion.iter_mut().zip(&normals) {
                for at in Float::<S>::starts() {
                    let from = pull * Float::load(simd, lanes, at);
                    spread.mul_add(Float::load(simd, normals, at), from).store(lanes, at);
                }
            }
            for_each!(price, |group, at| {
                exp(volatility.mul_add(Float::load(simd, &motion[group], at), centre))
            });
        }
    }
}

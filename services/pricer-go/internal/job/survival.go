package job

// Survival is what a path remembers of a barrier, in slots that all positions which have the barrier in common share.
type Survival struct {
	// Slot is the first of them: the probability that the path has not met the barrier, then what that changes with by
	// each of Plan.Greeks, then what the next look needs of this one.
	Slot int
	// Paid is the first of the slots for the worth of 1 that is paid when the barrier is met, and for its greeks; none
	// where nobody asks.
	Paid int
}

// Look is one at a barrier, at a step. With W the Brownian motion, the path survives where side W + shift is positive.
type Look struct {
	// Survival is what it changes. The next look needs W.
	Survival
	// First is that there was none before, after today's.
	First bool
	// Side is 1 where the barrier is below, -1 where it is above.
	Side float64
	// Shift is side (centre - log level) / volatility.
	Shift float64
	// Discount is exp(-rate t) of the time t of the step.
	Discount float64
	// Delta, Vega and Rho are what the logarithm of the density of the path up to here changes with; see Block.look.
	//
	//	delta  1 / (spot volatility t1), t1 the time of the first look
	//	vega   the coefficients of 1, w and w^2: (w^2 / dt - 1) / volatility - w
	//	rho    -t and 1 / volatility
	//	gamma, theta  those of a digital claim that expires at t1: the coefficients of 1, W and W^2
	Delta        float64
	Vega         [3]float64
	Rho          [2]float64
	Gamma, Theta [3]float64
	// Given takes their place where the variance moves; nil where it does not.
	Given *Given
}

// Given is what the logarithm of the density of a path changes with, given its variance: the spot is in that of the
// first price alone that is looked at.
type Given struct {
	// Density is that of the price. Its row is none where neither delta nor gamma is asked for; no other greek is made
	// of a density.
	Density
	// Delta is 1 / spot, times the score of the density, Gamma 1 / spot^2, times its bend.
	Delta, Gamma float64
}

// Bridge is the stretch from one look at a barrier to the next, on which a path may meet it unseen.
//
// In units of the volatility a path is side W + shift from the barrier. With a and b so at both ends, where both are
// positive, it meets the barrier between them with the probability exp(-2 a b / dt); elsewhere it does for sure. Where
// the variance v moves, a stretch is a step of the grid, the unit is 1, and the variance that a path has on its way to
// the barrier and back takes the place of dt: (v + v') dt / 2, v' that at the end, less Skew (a + b) dt.
type Bridge struct {
	// Survival is what it changes. The next look needs b, or 0 where it is negative, and then where the variance moves
	// that.
	Survival
	// Side is 1 where the barrier is below, -1 where it is above.
	Side float64
	// Shift is side (centre - log level) / volatility at the end of the stretch.
	Shift float64
	// Pull is -2 / dt.
	Pull float64
	// Skew is side correlation volatility_of_variance / 4, by how much less a variance that moves is on the way for
	// each unit of it; otherwise 0.
	Skew float64
	// Discount is exp(-rate t) of the time t that a meeting is dated at: that of the end, or of the schedule's next
	// step. Decay is what it changes with by the rate.
	Discount, Decay float64
	// Delta, Vega and Rho are Pull times what a and what b change with by the spot, the volatility and the rate.
	Delta, Vega, Rho [2]float64
}

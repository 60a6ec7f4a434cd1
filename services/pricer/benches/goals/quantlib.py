"""Paths and steps a second of QuantLib's Monte Carlo engines, for the jobs that the pricer's goals are measured with.

Prints two numbers: paths of a one-step European call, and steps of a call on the arithmetic average over 252 dates. Run by
`main.rs`, with a Python that has QuantLib 1.44.
"""

import time

import QuantLib as ql

DATES = 252

today = ql.Date(1, 1, 2026)
ql.Settings.instance().evaluationDate = today
count = ql.Actual365Fixed()


def curve(rate):
    return ql.YieldTermStructureHandle(ql.FlatForward(today, rate, count))


process = ql.BlackScholesMertonProcess(
    ql.QuoteHandle(ql.SimpleQuote(100.0)),
    curve(0.01),
    curve(0.03),
    ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), 0.2, count)),
)
payoff = ql.PlainVanillaPayoff(ql.Option.Call, 100.0)


def rate(option, engine, samples):
    option.setPricingEngine(engine)
    start = time.perf_counter()
    option.NPV()
    return samples / (time.perf_counter() - start)


def european(samples):
    option = ql.VanillaOption(payoff, ql.EuropeanExercise(today + 365))
    engine = ql.MCEuropeanEngine(
        process, "pseudorandom", timeSteps=1, antitheticVariate=False, requiredSamples=samples, seed=42
    )
    return rate(option, engine, samples)


def asian(samples):
    dates = [today + 1 + i * 364 // (DATES - 1) for i in range(DATES)]
    exercise = ql.EuropeanExercise(dates[-1])
    option = ql.DiscreteAveragingAsianOption(ql.Average.Arithmetic, 0.0, 0, dates, payoff, exercise)
    engine = ql.MCDiscreteArithmeticAPEngine(
        process,
        "pseudorandom",
        brownianBridge=False,
        antitheticVariate=False,
        controlVariate=False,
        requiredSamples=samples,
        seed=42,
    )
    return rate(option, engine, samples) * DATES


print(european(500_000), asian(4_000))

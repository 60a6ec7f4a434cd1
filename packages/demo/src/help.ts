import { DEVIATION_LIMIT } from "./agreement.ts";
import { DEFAULT_PATHS, DEFAULT_SCENARIOS, DEFAULT_URL } from "./arguments.ts";

/** What `--help` prints. */
export const HELP = `Values a portfolio through the gateway and compares the estimates with closed forms.

Usage: demo [file] [options]

  file                          protojson of risk.v1.Portfolio; default: the sample portfolio of this package

  --url URL                     the gateway; default: GATEWAY_URL, or ${DEFAULT_URL}
  --paths N                     simulate N paths, rounded up to blocks of 4096; default ${DEFAULT_PATHS}
  --target-standard-error X     instead: stop once the total's standard error is X, in currency
  --seed N                      the key of the random numbers; default 0. The same seed gives the same bits
  --greeks                      estimate delta, vega, rho, gamma and theta too
  --antithetic                  antithetic variates: a sample is the mean of a path and its mirror image; N counts pairs
  --control-variates            correct prices by what is known exactly on the same paths
  --sobol                       make the paths of scrambled Sobol points instead of pseudo-random numbers
  --loss YEARS                  instead of prices: what the portfolio may lose until then, with value at risk and
                                expected shortfall; ${DEFAULT_SCENARIOS} paths unless told, and another sample
  --json                        print one JSON document on standard output, and progress only to a terminal: "valuation" is
                                the risk.v1.Valuation as REST gives it, "comparison" and "speed" are of this program
  --next-steps                  say at the end what to try next
  -h, --help                    print this

Examples:
  demo --paths 1_000_000
  demo --paths 1_000_000 --control-variates --sobol      the same prices, with smaller standard errors
  demo my-portfolio.json --target-standard-error 0.5
  demo --json | jq .valuation.result.total

Progress goes to standard error, results go to standard output. NO_COLOR is respected.
Ctrl-C cancels the valuation; a second one leaves at once.

Exit codes:
  0    the valuation succeeded
  1    the valuation failed, or the service refused it for a reason other than its input
  2    wrong arguments, or a wrong portfolio
  3    the gateway, or the service behind it, could not be reached
  4    an estimate lies more than ${DEVIATION_LIMIT} standard errors away from its closed form (with --sobol and few blocks, more)
  130  cancelled by Ctrl-C
`;

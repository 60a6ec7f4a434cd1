import { Sampling } from "@workspace/proto/risk/v1/valuation_pb";
import { expect, test } from "vitest";
import { DEFAULT_PATHS, DEFAULT_SCENARIOS, DEFAULT_URL, parseArguments } from "./arguments.ts";

test("without arguments the sample is valued on the default gateway", () => {
  expect(parseArguments([], {})).toMatchObject({
    kind: "run",
    url: DEFAULT_URL,
    stop: { case: "paths", value: DEFAULT_PATHS },
    seed: 0n,
    reduction: { antithetic: false, controlVariates: false, sampling: Sampling.UNSPECIFIED },
    json: false,
  });
});

test("arguments count more than the environment", () => {
  const options = parseArguments(["mine.json", "--url", "http://b:2/", "--paths", "4_000", "--seed", "7", "--json"], {
    GATEWAY_URL: "http://a:1",
  });
  expect(options).toMatchObject({ file: "mine.json", url: "http://b:2", stop: { value: 4000n }, seed: 7n, json: true });
  expect(parseArguments([], { GATEWAY_URL: "http://a:1" })).toMatchObject({ url: "http://a:1" });
});

test("losses are those of a sample of their own, in fewer paths", () => {
  expect(parseArguments(["--loss", "0.04"], {})).toMatchObject({
    file: expect.stringMatching(/options\.json$/),
    lossYears: 0.04,
    stop: { case: "paths", value: DEFAULT_SCENARIOS },
  });
  expect(parseArguments(["mine.json", "--loss", "1", "--paths", "8192"], {})).toMatchObject({
    file: "mine.json",
    stop: { value: 8192n },
  });
});

test("what lowers the variance is asked for by name, and what goes together may be together", () => {
  expect(parseArguments(["--antithetic", "--control-variates"], {})).toMatchObject({
    reduction: { antithetic: true, controlVariates: true, sampling: Sampling.UNSPECIFIED },
  });
  expect(parseArguments(["--sobol", "--control-variates"], {})).toMatchObject({
    reduction: { antithetic: false, controlVariates: true, sampling: Sampling.SOBOL },
  });
});

test.each([
  [["--paths", "0"], "--paths"],
  [["--paths", "many"], "--paths"],
  [["--seed", "-1"], "--seed"],
  [["--seed", "18446744073709551616"], "--seed"],
  [["--target-standard-error", "-1"], "--target-standard-error"],
  [["--paths", "1", "--target-standard-error", "1"], "exclude each other"],
  [["--url", "ftp://x"], "ftp://x"],
  [["a.json", "b.json"], "one file"],
  [["--colour"], "--colour"],
  [["--loss", "0"], "--loss"],
  [["--loss", "101"], "--loss"],
  [["--loss", "1", "--greeks"], "--loss and --greeks exclude each other"],
  [["--loss", "1", "--target-standard-error", "1"], "--loss and --target-standard-error exclude each other"],
  [["--loss", "1", "--sobol"], "--loss and --sobol exclude each other"],
  [["--antithetic", "--sobol"], "exclude each other"],
  [["--loss", "1", "--paths", "1048577"], "2^20"],
])("%j is a usage error that names the cause", (args, cause) => {
  const failure = parseArguments(args, {});
  expect(failure).toMatchObject({ kind: "usage" });
  expect((failure as { message: string }).message).toContain(cause);
});

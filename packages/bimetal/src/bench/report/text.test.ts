import { expect, test } from "vitest";
import { paint } from "../../dev/view/paint.ts";
import { exampleReport } from "../../testing/bench-report.ts";
import { textReport } from "./text.ts";

test("the text has the machine, the contenders, the medians and the claims", () => {
  expect(textReport(exampleReport(), paint([], false))).toMatchInlineSnapshot(`
    "shop <1> at 0123456789ab, 2026-01-02T03:04:05.000Z; medians of 2 rounds of 1 s a measurement
    Some CPU, 2 cores, AVX2, 3.60 GHz as measured, 8 GiB, Linux 6, x64
    go1.26, rustc 1.95, Node v24
    load over a minute 0.50 before, 1.50 at the end; the fixed loop strays by 2 % and waited for a core for 1 % of its time
    contenders:
      ours: avx2, cargo build --release
      theirs: go build, without a profile, GOGC=100
      absent: missing: there is no services/absent

    cpu: CPU
                   numbers per second
      ours    2.10 M [2.00 M, 2.20 M]
      theirs                   1.00 M
      theirs: a note

    claims
      supported      Rust is ahead
                     ours / theirs: 2.10 [2.00, 2.20; 50 %]; expected above 1
      not measured   Rust is ahead
                     ours / absent: absent: missing; expected above 1

    warning: this was a quick bench
    "
  `);
});

/** What was found about one thing that a workspace needs. */
export interface Finding {
  /** Such as `go` or `port 8080`. */
  readonly check: string;
  /** `error`: something cannot work. `warning`: it works, and less or differently than one may expect. */
  readonly status: "ok" | "warning" | "error";
  /** What is there. */
  readonly found: string;
  /** What to do; none where all is well. */
  readonly fix?: string;
}

/** All is well. */
export const ok = (check: string, found: string): Finding => ({ check, status: "ok", found });

/** It works, and less or differently than one may expect. */
export const warning = (check: string, found: string, fix: string): Finding => ({
  check,
  status: "warning",
  found,
  fix,
});

/** Something cannot work. */
export const error = (check: string, found: string, fix: string): Finding => ({ check, status: "error", found, fix });

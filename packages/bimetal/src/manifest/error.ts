import { ExpectedError } from "../command.ts";

/** One thing that is wrong with a manifest. */
export interface Finding {
  /** Where, as a JSON pointer (RFC 6901) such as `/components/2/port`; empty for the whole file. */
  readonly path: string;
  /** What is wrong, and what to do. */
  readonly message: string;
}

/** The manifest cannot be used. Holds all that was found, not the first alone. */
export class ManifestError extends ExpectedError {
  override readonly name = "ManifestError";
  readonly findings: readonly Finding[];

  constructor(file: string, findings: readonly Finding[]) {
    const lines = findings.map(({ path, message }) => `  ${path === "" ? "" : `${path}: `}${message}`);
    super(`${file} cannot be used:\n${lines.join("\n")}`);
    this.findings = findings;
  }
}

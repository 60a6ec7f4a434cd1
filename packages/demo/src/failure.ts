import { Code, type ConnectError } from "@connectrpc/connect";
import { connectionProblem } from "./connection.ts";
import { fieldViolations } from "./error-details.ts";

/** What the process exits with; explained in `--help`. */
export const EXIT = { ok: 0, failed: 1, input: 2, unreachable: 3, deviates: 4, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** One thing that is wrong with the portfolio. */
export interface FieldError {
  /** Where, as a path in the file, such as `underlyings[0].volatility`; empty for the file as a whole. */
  path: string;
  /** What is wrong. */
  message: string;
  /** What might be meant, or what the file says there. */
  hint?: string;
}

/** Why a run ended without a result. */
export type Failure =
  | { kind: "usage"; message: string }
  | { kind: "input"; message: string; fields: FieldError[] }
  | { kind: "unreachable"; message: string; hint: string }
  | { kind: "failed"; message: string };

const START_HINT = "Start the stack with `npm start`, or name another gateway by --url or GATEWAY_URL.";

/** What a refused or broken call means to somebody at the command line. */
export function failureOf(error: ConnectError, url: string): Failure {
  const problem = connectionProblem(error);
  if (problem !== undefined) {
    return { kind: "unreachable", message: `cannot reach the gateway at ${url}: ${problem}`, hint: START_HINT };
  }
  switch (error.code) {
    case Code.Unavailable:
      return {
        kind: "unreachable",
        message: `the gateway at ${url} answers, but the service behind it does not: ${error.rawMessage}`,
        hint: "It may still be starting: try again in a moment, and look at its log if that does not help.",
      };
    case Code.Unimplemented:
      return {
        kind: "unreachable",
        message: `what answers at ${url} is not a gateway with these services: ${error.rawMessage}`,
        hint: START_HINT,
      };
    case Code.InvalidArgument: {
      const fields = fieldViolations(error).map(({ field, description }) => ({ path: field, message: description }));
      return { kind: "input", message: fields.length > 0 ? "the service refuses the input" : error.rawMessage, fields };
    }
    default:
      return { kind: "failed", message: `${codeName(error.code)}: ${error.rawMessage}` };
  }
}

/** The exit code of a failure. */
export function exitCodeOf(failure: Failure): ExitCode {
  switch (failure.kind) {
    case "usage":
    case "input":
      return EXIT.input;
    case "unreachable":
      return EXIT.unreachable;
    case "failed":
      return EXIT.failed;
  }
}

/** A failure as text for standard error, a line or more. */
export function describeFailure(failure: Failure): string {
  switch (failure.kind) {
    case "usage":
      return `demo: ${failure.message}\nSee demo --help.\n`;
    case "input":
      return `demo: ${failure.message}\n${failure.fields.map(describeField).join("")}`;
    case "unreachable":
      return `demo: ${failure.message}\n${failure.hint}\n`;
    case "failed":
      return `demo: ${failure.message}\n`;
  }
}

/** The name of a status code as it is written on the wire, such as `RESOURCE_EXHAUSTED`. */
export function codeName(code: Code): string {
  const name = Code[code] ?? `code ${code}`;
  // gRPC spells this one with two l.
  if (code === Code.Canceled) return "CANCELLED";
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}

function describeField({ path, message, hint }: FieldError): string {
  return `  ${path === "" ? "(the file)" : path}: ${message}${hint === undefined ? "" : ` (${hint})`}\n`;
}

import { readFileSync } from "node:fs";
import { type Address, parseAddress } from "./address.ts";
import { parseDuration } from "./duration.ts";

/** Reads typed values from environment variables and collects what is wrong with them. */
export interface Environment {
  /** The mistakes so far, each with the variable's name. */
  readonly problems: readonly string[];
  /** The value of a variable, or of the file that its `_FILE` twin names; undefined where neither is set. */
  text(name: string): string | undefined;
  /** A count within bounds. */
  integer(name: string, fallback: number, bounds: { min: number; max: number }): number;
  /** A duration in milliseconds. */
  duration(name: string, fallbackMs: number, bounds?: { minMs: number }): number;
  /** One of the given words. */
  word<T extends string>(name: string, fallback: T, words: readonly T[]): T;
  /** A `host:port`. */
  address(name: string, fallback: string): Address;
  /** Whatever the parser makes of the text; what it throws becomes the problem. */
  parsed<T>(name: string, fallback: T, parse: (text: string) => T): T;
  /** Notes a mistake that a single value does not show. */
  refuse(name: string, reason: string): void;
}

/** Makes an {@link Environment} of the given variables. A variable that is set to nothing counts as not set. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const problems: string[] = [];
  const refuse = (name: string, reason: string) => {
    problems.push(`${name} ${reason}`);
  };

  const text = (name: string): string | undefined => {
    const file = variables[`${name}_FILE`];
    const value = variables[name];
    if (!file) return value === "" ? undefined : value;
    if (value) {
      refuse(name, `and ${name}_FILE are both set; set one`);
      return undefined;
    }
    try {
      return readFileSync(file, "utf8").replace(/\r?\n$/, "");
    } catch (error) {
      refuse(`${name}_FILE`, `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
      return undefined;
    }
  };

  const parsed = <T>(name: string, fallback: T, parse: (text: string) => T): T => {
    const value = text(name);
    if (value === undefined) return fallback;
    try {
      return parse(value);
    } catch (error) {
      refuse(name, error instanceof Error ? error.message : String(error));
      return fallback;
    }
  };

  return {
    problems,
    text,
    parsed,
    refuse,
    integer: (name, fallback, { min, max }) =>
      parsed(name, fallback, (value) => {
        const number = Number(value);
        if (!/^\d+$/.test(value) || number < min || number > max) {
          throw new Error(`must be a whole number of ${min} to ${max}`);
        }
        return number;
      }),
    duration: (name, fallbackMs, bounds) =>
      parsed(name, fallbackMs, (value) => {
        const ms = parseDuration(value);
        if (ms === undefined) throw new Error("must be a duration such as 500ms, 10s or 2m");
        if (bounds !== undefined && ms < bounds.minMs) throw new Error(`must be at least ${bounds.minMs}ms`);
        return ms;
      }),
    word: (name, fallback, words) =>
      parsed(name, fallback, (value) => {
        const word = words.find((candidate) => candidate === value);
        if (word === undefined) throw new Error(`must be one of ${words.join(", ")}`);
        return word;
      }),
    address: (name, fallback) => {
      const parse = (value: string) => {
        const address = parseAddress(value);
        if (address === undefined) throw new Error("must be host:port");
        return address;
      };
      return parsed(name, parse(fallback), parse);
    },
  };
}

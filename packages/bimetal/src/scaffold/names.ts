/** Every way in which a name is written. */
export interface Casings {
  /** `order-book`: folders, npm packages, crates, hosts, the manifest. */
  readonly kebab: string;
  /** `order_book`: proto packages, Rust paths, database schemas. */
  readonly snake: string;
  /** `OrderBook`: types. */
  readonly pascal: string;
  /** `orderBook`: variables. */
  readonly camel: string;
  /** `ORDER_BOOK`: environment variables, Rust constants. */
  readonly screaming: string;
  /** `orderbook`: Go packages. */
  readonly flat: string;
}

/** The casings of a name that {@link nameProblem} lets through. */
export function casings(name: string): Casings {
  const parts = name.split("-");
  const capitalised = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  const [first = "", ...rest] = capitalised;
  return {
    kebab: name,
    snake: parts.join("_"),
    pascal: capitalised.join(""),
    camel: first.charAt(0).toLowerCase() + first.slice(1) + rest.join(""),
    screaming: parts.join("_").toUpperCase(),
    flat: parts.join(""),
  };
}

/** What is wrong with a name, and what would do instead. */
export interface NameProblem {
  readonly reason: string;
  readonly proposal?: string;
}

/**
 * A DNS label has 63 characters, and so has a schema of PostgreSQL; but a name is not alone in either, and generated code breaks lines
 * of longer ones in ways that no formatter agrees on.
 */
const longest = 40;

/**
 * Two characters a part: with one, `a-b` would be `AB` as a type, which other generators read as `ab`.
 */
const form = /^[a-z][a-z0-9]+(-[a-z][a-z0-9]+)*$/;

/**
 * Why a name cannot be that of a workspace, a service or an engine. What is let through is valid as a name of npm, Go, Cargo, proto,
 * compose, DNS, PostgreSQL and Windows at once, in every casing.
 *
 * @param taken the names that there are already
 */
export function nameProblem(name: string, taken: readonly string[] = []): NameProblem | undefined {
  const reason = formProblem(name) ?? reservedProblem(name) ?? takenProblem(name, taken);
  if (reason === undefined) return undefined;
  const proposal = propose(name, taken);
  return proposal === undefined ? { reason } : { reason, proposal };
}

function formProblem(name: string): string | undefined {
  if (name === "") return "is empty";
  if (name.length > longest)
    return `has ${name.length} characters, and ${longest} is the most that fits where names are put together`;
  if (form.test(name)) return undefined;
  if (/[^\x20-\x7e]/.test(name)) return "has characters beyond ASCII, which package and host names do not have";
  if (/[A-Z]/.test(name))
    return "has capitals; npm packages, hosts and folders on some systems know small letters only";
  if (/^[0-9]/.test(name)) return "begins with a digit, which no identifier may";
  if (/_/.test(name)) return 'has "_", which no host name has; parts are joined by "-"';
  if (/[^a-z0-9-]/.test(name)) return 'may have small letters, digits and "-" only';
  if (/-[0-9]/.test(name)) return "has a part that begins with a digit, which is lost where parts are joined";
  if (/(^|-)[a-z](-|$)/.test(name))
    return "has a part of one character, which runs into the next where parts are joined";
  return 'must be parts of small letters and digits, joined by one "-"';
}

function reservedProblem(name: string): string | undefined {
  const { snake, flat } = casings(name);
  for (const [why, words] of reserved) {
    if ([name, snake, flat].some((word) => words.has(word))) return why;
  }
  return undefined;
}

function takenProblem(name: string, taken: readonly string[]): string | undefined {
  if (taken.includes(name)) return "is taken";
  const { flat } = casings(name);
  const same = taken.find((other) => other.replaceAll("-", "") === flat);
  return same === undefined ? undefined : `is the same as ${same} where parts are joined`;
}

function propose(name: string, taken: readonly string[]): string | undefined {
  const words = name
    .normalize("NFKD")
    // What an accent was is a character of its own now.
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[a-z](?=[A-Z])/g, "$&-")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/^[0-9]+/, ""))
    .filter((word) => word.length > 1);
  const cut = words
    .join("-")
    .slice(0, 36)
    .replace(/-[a-z]?$/, "");
  const candidates = [cut, `${cut}-app`, `my-${cut}`, "my-app"];
  const fits = (one: string) =>
    [formProblem, reservedProblem].every((check) => check(one) === undefined) && takenProblem(one, taken) === undefined;
  return candidates.find(fits);
}

const set = (words: string) => new Set(words.trim().split(/\s+/));

/** Words that a name may not be, in whatever casing, each group with its reason. */
const reserved: readonly (readonly [string, ReadonlySet<string>])[] = [
  [
    "is a keyword of Go",
    set(`break case chan const continue default defer else fallthrough for func go goto if import interface map package range
      return select struct switch type var`),
  ],
  [
    "is declared by Go itself",
    set(`any append bool byte cap clear close complex copy delete error false float32 float64 imag int iota len make max min new nil
      panic print println real recover rune string true uint uintptr init main internal vendor testdata unsafe`),
  ],
  [
    "is a keyword of Rust, or a crate that comes with it",
    set(`abstract as async await become box crate do dyn enum extern final fn gen impl in let loop macro match mod move mut override
      priv pub ref self static super trait try typeof union unsized use virtual where while yield std core alloc test proc_macro
      procmacro str char`),
  ],
  [
    "is a keyword of TypeScript",
    set(`catch class debugger export extends finally function implements instanceof private protected public this throw void with
      undefined null arguments eval`),
  ],
  [
    "is a keyword of proto",
    set("message enum service rpc option syntax reserved oneof optional repeated stream returns edition"),
  ],
  [
    "is a device of Windows",
    set(
      `con prn aux nul com0 com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt0 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9`,
    ),
  ],
  [
    "is the name of a part that every workspace has",
    set(`bimetal workspace gateway postgres proto kit kit-go kit-rust demo e2e tools scripts services packages docker docs node_modules
      vendor target dist bin google buf root`),
  ],
  [
    "is the name of a Go package that clients are written with",
    set("clients fake context dial grpc health healthpb lifecycle net server testing time status codes"),
  ],
];

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The path of a file of test/testdata/tls. */
export const tlsFile = (name: string): string => fileURLToPath(new URL(`../testdata/tls/${name}`, import.meta.url));

/** Certificate and key of somebody, as a client shows them. */
export const pairOf = (name: string) => ({
  cert: readFileSync(tlsFile(`${name}.pem`)),
  key: readFileSync(tlsFile(`${name}.key.pem`)),
});

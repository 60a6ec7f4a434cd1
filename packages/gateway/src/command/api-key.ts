import { apiKeyIdProblem, createApiKey } from "../guard/api-keys.ts";

/** Makes an API key and prints it, which is the only time that it is seen, and the entry for the file of keys. */
export function apiKey(id: string | undefined, scopes: readonly string[]): number {
  const problem = apiKeyIdProblem(id ?? "");
  if (id === undefined || problem !== undefined) {
    process.stderr.write(`the ID of an API key ${problem}\n`);
    return 2;
  }
  const { key, entry } = createApiKey(id, scopes);
  process.stdout.write(`key: ${key}\nentry: ${JSON.stringify(entry)}\n`);
  return 0;
}

import { parse, patch } from "@decimalturn/toml-patch";

/** Changes what TOML says; comments and layout stay. */
export function editToml<T extends object>(text: string, change: (content: T) => void): string {
  const content = parse(text) as T;
  change(content);
  return patch(text, content);
}

/** What TOML says. */
export function readToml<T>(text: string): T {
  return parse(text) as T;
}

import { parse, patch } from "@decimalturn/toml-patch";
import { parse as read } from "smol-toml";

/** Changes what TOML says; comments and layout stay. */
export function editToml<T extends object>(text: string, change: (content: T) => void): string {
  const content = parse(text) as T;
  change(content);
  return patch(text, content);
}

/** What TOML says. By a library of its own: the one that keeps the layout takes ten times as long to read. */
export function readToml<T>(text: string): T {
  return read(text) as T;
}

/** What is read and changed of services/Cargo.toml. */
export interface CargoWorkspace {
  readonly workspace: { members: string[]; dependencies: Record<string, unknown> };
  readonly profile: { dev: { package: Record<string, unknown> } };
}

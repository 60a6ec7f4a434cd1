import { memoryBytes } from "../manifest/memory.ts";
import { type Component, calledBy, languageOf, type Manifest } from "../manifest/model.ts";

/** The variable in which a component finds the one it calls: `DATABASE_URL`, or `ORDER_BOOK_ADDRESS` for `order-book`. */
export function addressVariable({ name, kind }: Component): string {
  return kind === "database" ? "DATABASE_URL" : `${name.toUpperCase().replaceAll("-", "_")}_ADDRESS`;
}

/** The components that `component` calls, by the variable in which it finds each. */
export function addresses(manifest: Manifest, component: Component): Record<string, Component> {
  return Object.fromEntries(calledBy(manifest, component.name).map((called) => [addressVariable(called), called]));
}

/**
 * What tells a run-time how much memory there is, so that it collects before the limit ends it. Go keeps a tenth for what its
 * collector does not see; Node a third for buffers, code and the young generation.
 */
export function memoryEnvironment(component: Component): Record<string, string> {
  const bytes = memoryBytes(component.memory);
  switch (languageOf(component)) {
    case "go":
      return { GOMEMLIMIT: `${Math.floor(bytes * 0.9)}B` };
    case "typescript":
      return { NODE_OPTIONS: `--max-old-space-size=${Math.max(1, Math.floor(((bytes / 2 ** 20) * 2) / 3))}` };
    default:
      return {};
  }
}

import { ExpectedError } from "../command.ts";
import type { Component, Manifest } from "../manifest/model.ts";
import { suggestion } from "../manifest/nearest.ts";

/** The names of all components, for a sentence. */
export function namesOf({ components }: Manifest): string {
  return components.map(({ name }) => name).join(", ");
}

/** @throws ExpectedError where there is none of that name */
export function componentOf(manifest: Manifest, name: string): Component {
  const found = manifest.components.find((component) => component.name === name);
  if (found !== undefined) return found;
  const names = manifest.components.map((component) => component.name);
  throw new ExpectedError(`there is no component "${name}".${suggestion(name, names)} There are ${names.join(", ")}.`);
}

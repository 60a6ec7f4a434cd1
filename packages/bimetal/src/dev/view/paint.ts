import { styleText } from "node:util";

type Style = (text: string) => string;

/** The colours of a view. */
export interface Paint {
  /** That of a component. */
  of(component: string): Style;
  readonly faint: Style;
  readonly good: Style;
  readonly notice: Style;
  readonly bad: Style;
}

/** Told apart on dark and on light grounds; red, yellow and green mean something else. */
const hues = ["cyan", "magenta", "blue", "cyanBright", "magentaBright", "blueBright"] as const;

/** Colours, each component having one of its own as long as there are enough; none where `color` is false. */
export function paint(components: readonly string[], color: boolean): Paint {
  const style = (format: Parameters<typeof styleText>[0]): Style =>
    color ? (text) => styleText(format, text, { validateStream: false }) : (text) => text;
  return {
    of: (component) => style(hues[Math.max(0, components.indexOf(component)) % hues.length] ?? "cyan"),
    faint: style("dim"),
    good: style("green"),
    notice: style("yellow"),
    bad: style("red"),
  };
}

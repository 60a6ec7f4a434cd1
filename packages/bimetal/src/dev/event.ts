import type { StackEvent } from "../stack/model.ts";

/** What happens while a stack is developed. */
export type DevEvent =
  | StackEvent
  | {
      readonly type: "build";
      readonly component: string;
      readonly state: "building" | "built" | "failed";
      /** While it builds, what the tools say last. */
      readonly text?: string;
      /** Where it failed, what the tools said. */
      readonly output?: readonly string[];
    }
  /** All components are ready. */
  | { readonly type: "ready"; readonly gateway: string | undefined }
  /** The sources of these components have changed. */
  | { readonly type: "changed"; readonly components: readonly string[]; readonly files: readonly string[] };

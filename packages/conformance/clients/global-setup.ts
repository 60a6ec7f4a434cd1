import { buildTools } from "../tools.ts";

export const setup = buildTools;

// Before packing: puts what new workspaces are made from into one file beside the code. With --remove, after packing: takes it away,
// for here the reference itself is the template.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { collect, pack } from "../src/template/template.ts";

const folder = join(import.meta.dirname, "..");
const file = join(folder, "template.json.br");

if (process.argv.includes("--remove")) rmSync(file, { force: true });
else writeFileSync(file, pack(collect(join(folder, "../.."))));

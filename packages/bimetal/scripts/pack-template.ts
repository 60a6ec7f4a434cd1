// Before packing: puts what new workspaces are made from into one file beside the code. With --remove, after packing: takes it away,
// for here the reference itself is the template.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pack } from "../src/template/archive.ts";
import { collect } from "../src/template/files.ts";
import { prepare } from "../src/template/prepare.ts";

const folder = join(import.meta.dirname, "..");
const file = join(folder, "template.json.br");

if (process.argv.includes("--remove")) rmSync(file, { force: true });
else writeFileSync(file, pack(prepare(collect(join(folder, "../..")))));

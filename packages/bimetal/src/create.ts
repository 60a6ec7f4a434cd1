// What `create-bimetal` is made of.
export { ExpectedError, UsageError } from "./command.ts";
export { formatFiles, type MissingFormatter, namesMembers } from "./scaffold/format.ts";
export { commitFirst, initRepository, type Repository, repositoryOf } from "./scaffold/git.ts";
export { type License, licenses } from "./scaffold/license.ts";
export { type NameProblem, nameProblem } from "./scaffold/names.ts";
export { npm } from "./scaffold/npm.ts";
export { drawTree, unifiedDiff } from "./scaffold/report.ts";
export { succeeds } from "./scaffold/spawn.ts";
export { type Change, Tree } from "./scaffold/tree.ts";
export { type NewWorkspace, type PackedTool, writeWorkspace } from "./scaffold/workspace.ts";
export { loadTemplate } from "./template/template.ts";

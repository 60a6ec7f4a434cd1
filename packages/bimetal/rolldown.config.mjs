// What makes a workspace, in one file: it runs once where it was just installed, and finding 160 modules takes longer than what they do.
// What is bundled stays among the dependencies, for the commands of the tool use it as it is.
export default {
  input: "dist/create.js",
  platform: "node",
  resolve: { mainFields: ["module", "main"] },
  // As deep as what it is made of, which looks for the template from where it lies.
  output: { file: "dist/bundled/create.js", minify: { compress: false, mangle: false } },
};

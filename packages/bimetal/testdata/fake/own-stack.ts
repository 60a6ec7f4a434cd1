// Starts a stack, says on standard output where it is, and waits to be killed.
import { startStack } from "../../src/stack/stack.ts";

const options = JSON.parse(process.argv[2] ?? "{}");
const stack = await startStack({
  ...options,
  onEvent: (event) => console.log(JSON.stringify(event)),
});
console.log(JSON.stringify({ type: "up", gateway: stack.gateway }));

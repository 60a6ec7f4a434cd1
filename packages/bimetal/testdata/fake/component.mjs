#!/usr/bin/env node
// A component that serves nothing and tells of itself: to who connects it writes one line of JSON, and on the word `die` it exits
// with 3. DIE_AT_START makes it exit with 2 before it listens, STUBBORN makes it deaf to SIGTERM.
import { connect, createServer } from "node:net";

const [host, port] = process.env.LISTEN_ADDRESS.split(":");
const log = (level, msg, fields) =>
  console.error(JSON.stringify({ time: new Date().toISOString(), level, msg, component: "fake", ...fields }));

if (process.argv.includes("healthcheck")) {
  const socket = connect(Number(port), host);
  socket.on("connect", () => process.exit(0));
  socket.on("error", () => process.exit(1));
} else {
  if (process.env.DIE_AT_START) {
    log("error", "cannot start", { reason: process.env.DIE_AT_START });
    process.exit(2);
  }
  process.on("SIGTERM", () => {
    if (process.env.STUBBORN) return log("warn", "not now");
    log("info", "stopping");
    process.exit(0);
  });
  createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write(`${JSON.stringify({ pid: process.pid, version: "1", env: process.env })}\n`);
    socket.on("data", (chunk) => {
      if (String(chunk).includes("die")) process.exit(3);
    });
  }).listen(Number(port), host, () => log("info", "listening", { address: process.env.LISTEN_ADDRESS }));
}

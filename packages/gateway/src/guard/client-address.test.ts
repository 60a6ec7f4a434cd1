import { expect, test } from "vitest";
import { addressKey, clientAddress } from "./client-address.ts";

const peer = "10.0.0.1";
const behind = (trustedProxies: number, forwarded?: string) =>
  clientAddress(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }, peer, trustedProxies);

test("without trusted proxies nobody is believed but the connection", () => {
  expect(behind(0, "1.2.3.4")).toBe(peer);
});

test("behind a proxy the last entry counts, whatever the client wrote before it", () => {
  expect(behind(1, "1.2.3.4")).toBe("1.2.3.4");
  expect(behind(1, "9.9.9.9, 1.2.3.4")).toBe("1.2.3.4");
});

test("behind two proxies the last but one counts", () => {
  expect(behind(2, "9.9.9.9, 1.2.3.4, 10.0.0.2")).toBe("1.2.3.4");
  expect(behind(2, "1.2.3.4")).toBe("1.2.3.4");
});

test("ports are taken off", () => {
  expect(behind(1, "1.2.3.4:5678")).toBe("1.2.3.4");
  expect(behind(1, "[2001:db8::1]:5678")).toBe("2001:db8::1");
  expect(behind(1, "[2001:db8::1]")).toBe("2001:db8::1");
  expect(behind(1, "2001:db8::1")).toBe("2001:db8::1");
});

test("what is no address falls back to the connection", () => {
  for (const forwarded of [undefined, "", "unknown", "1.2.3.4, _hidden", "1.2.3"]) {
    expect(behind(1, forwarded)).toBe(peer);
  }
});

test("addresses of one IPv6 network count as one, those of others do not", () => {
  const key = addressKey("2001:db8:0:1::1");
  for (const same of ["2001:DB8::1:ffff:ffff:ffff:ffff", "2001:0db8:0000:0001::", "2001:db8:0:1:0:0:1.2.3.4"])
    expect(addressKey(same)).toBe(key);
  for (const other of ["2001:db8:0:2::1", "2001:db8::1", "::1"]) expect(addressKey(other)).not.toBe(key);
});

test("an IPv4 address is itself, in either way of writing", () => {
  expect(addressKey("1.2.3.4")).toBe("1.2.3.4");
  expect(addressKey("::ffff:1.2.3.4")).toBe("1.2.3.4");
});

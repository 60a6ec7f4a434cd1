-- Unary calls for wrk, in the wire form that the first argument names. Prints its counts as one line of JSON.
local text = "twenty-seven characters, so"
local message = "\10" .. string.char(#text) .. text

local forms = {
  ["json"] = {
    type = "application/json",
    body = '{"text":"' .. text .. '"}',
  },
  ["connect-binary"] = { type = "application/proto", body = message },
  ["grpc-web"] = {
    type = "application/grpc-web+proto",
    body = "\0\0\0\0" .. string.char(#message) .. message,
  },
}

local prepared

function init(args)
  local form = forms[args[1]]
  wrk.method = "POST"
  wrk.headers["Content-Type"] = form.type
  if args[1] ~= "grpc-web" then
    -- vanguard takes Connect calls without it for REST.
    wrk.headers["Connect-Protocol-Version"] = "1"
  end
  wrk.body = form.body
  prepared = wrk.format()
end

function request()
  return prepared
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requestsPerSecond":%.1f,"failed":%d,"p99Ms":%.3f}\n',
    summary.requests / (summary.duration / 1e6),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(99) / 1000
  ))
end

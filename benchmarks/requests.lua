-- wrk script: requests from a file, one a line (method TAB path TAB body), each caller at an address of its own.
-- Arguments after `--`: the file, then headers as "Name: value".
local thread_count = 0
function setup(thread)
  thread:set("number", thread_count)
  thread_count = thread_count + 1
end

function init(args)
  math.randomseed(os.time() * 7 + number * 1009 + (tonumber(wrk.port) or 0) * 31)  -- several may begin in one second
  lines, headers, statuses = {}, {}, {}
  bad, limited = 0, 0
  for index = 2, #args do
    local name, value = args[index]:match("^(.-): (.*)$")
    headers[name] = value
  end
  for line in io.lines(args[1]) do
    local method, path, body = line:match("^(%S+)\t(%S+)\t?(.*)$")
    lines[#lines + 1] = {method, path, body}
  end
  position = math.random(#lines)
end

function request()
  position = position % #lines + 1
  local method, path, body = unpack(lines[position])
  headers["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.random(0, 255), math.random(0, 255), math.random(1, 254))
  if method == "POST" then
    headers["Content-Type"] = "application/json"
    headers["Idempotency-Key"] = string.format("bench-%d-%09d-%09d", number, math.random(999999999), math.random(999999999))
    return wrk.format(method, path, headers, body)
  end
  return wrk.format(method, path, headers)
end

function response(status)
  if status >= 400 then bad = bad + 1 end
end

threads = {}
local plain_setup = setup
function setup(thread)
  plain_setup(thread)
  threads[#threads + 1] = thread
end

function done(summary, latency)
  local failed = 0
  for _, thread in ipairs(threads) do failed = failed + (thread:get("bad") or 0) end
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %.3f, "p50": %.2f, "p99": %.2f, "bytes": %d, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.bytes, failed + errors.connect + errors.read + errors.write + errors.timeout))
end

-- What wrk asks: paths from a file, each thread from a place of its own; headers from another.
--   wrk -s server_load.lua URL -- PATHS HEADERS
-- With a file of bodies as a third word it posts those, one after the other, each once.

local threads = 0

function setup(thread)
  thread:set('number', threads)
  threads = threads + 1
end

local paths, bodies, at = {}, nil, 1

local function lines_of(name)
  local lines = {}
  for line in io.lines(name) do
    lines[#lines + 1] = line
  end
  return lines
end

function init(words)
  paths = lines_of(words[1])
  for _, line in ipairs(lines_of(words[2])) do
    local name, value = line:match('^([^:]+): (.*)$')
    wrk.headers[name] = value
  end
  bodies = words[3] and lines_of(words[3])
  at = 1 + math.floor(number * (bodies and #bodies or #paths) / 2)
end

function request()
  at = at + 1
  if bodies then
    return wrk.format('POST', paths[1], nil, bodies[(at - 1) % #bodies + 1])
  end
  return wrk.format('GET', paths[(at - 1) % #paths + 1])
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('rate %.1f p99 %.2f failed %d\n', summary.requests / (summary.duration / 1e6),
    latency:percentile(99) / 1e3, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end

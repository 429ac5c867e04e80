-- What wrk asks: paths from a file, each thread from a place of its own; headers from another.
--   wrk -s server_load.lua URL -- PATHS HEADERS
-- With a file of bodies as a third word it posts those, one after the other, each once.

local threads = 0

function setup(thread)
  thread:set('number', threads)
  threads = threads + 1
end

local paths, bodies, at, rest = {}, nil, 1, nil

local function lines_of(name)
  local lines = {}
  for line in io.lines(name) do
    lines[#lines + 1] = line
  end
  return lines
end

-- What is the same in all requests is written once: the load is to cost as little of the processors as it can.
function init(words)
  paths = lines_of(words[1])
  for _, line in ipairs(lines_of(words[2])) do
    local name, value = line:match('^([^:]+): (.*)$')
    wrk.headers[name] = value
  end
  bodies = words[3] and lines_of(words[3])
  at = 1 + math.floor(number * (bodies and #bodies or #paths) / 2)
  local fields = {' HTTP/1.1'}
  for name, value in pairs(wrk.headers) do
    fields[#fields + 1] = name .. ': ' .. value
  end
  rest = table.concat(fields, '\r\n') .. '\r\n'
end

function request()
  at = at + 1
  if bodies then
    local body = bodies[(at - 1) % #bodies + 1]
    return 'POST ' .. paths[1] .. rest .. 'Content-Length: ' .. #body .. '\r\n\r\n' .. body
  end
  return 'GET ' .. paths[(at - 1) % #paths + 1] .. rest .. '\r\n'
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('rate %.1f p99 %.2f failed %d\n', summary.requests / (summary.duration / 1e6),
    latency:percentile(99) / 1e3, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end

-- SPDX-License-Identifier: Apache-2.0
-- For wrk: pages of suppliers on days that nothing is kept of, every `writes`-th request a new revision of a requirement. Prints one
-- line of JSON: how often each status was answered, latencies in microseconds, errors of sockets.
local threads = {}
local key, suppliers, writes

function setup(thread)
   thread:set("number", #threads + 1)
   table.insert(threads, thread)
end

function init(arguments)
   key, suppliers, writes = arguments[1], tonumber(arguments[2]), tonumber(arguments[3])
   math.randomseed(number)
   sent, answers = 0, {}
end

local body = '{"required_star":2,"required_assurance":"substantiated","accept_higher":true,' ..
   '"effective_from":"2026-12-01","due_on":"2028-%02d-%02d","reason":"overload"}'

function request()
   sent = sent + 1
   local headers = { Authorization = "Bearer " .. key }
   if sent % writes ~= 0 then
      return wrk.format("GET", string.format("/v1/suppliers?limit=200&as_of=2027-%02d-%02d", math.random(1, 12), math.random(1, 28)), headers)
   end
   local supplier = "/v1/suppliers/code:G" .. math.random(1, suppliers)
   headers["Content-Type"], headers["If-Match"] = "application/json", "*"
   return wrk.format("PUT", supplier .. "/requirement", headers,
      string.format(body, math.random(1, 12), math.random(1, 28)))
end

function response(status)
   answers[status] = (answers[status] or 0) + 1
end

function done(summary, latency)
   local total, parts = {}, {}
   for _, thread in ipairs(threads) do
      for status, count in pairs(thread:get("answers")) do
         total[status] = (total[status] or 0) + count
      end
   end
   for status, count in pairs(total) do
      table.insert(parts, string.format('"%d": %d', status, count))
   end
   local errors = summary.errors
   print(string.format('{"answers": {%s}, "seconds": %f, "p50": %d, "p99": %d, "max": %d, "errors": %d}',
      table.concat(parts, ", "), summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
      latency.max, errors.connect + errors.read + errors.write + errors.timeout))
end

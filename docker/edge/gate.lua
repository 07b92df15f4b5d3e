-- Lets one request through to the players for each answer; all others wait until it is in the cache, and are woken at
-- that instant. Per worker they wait on a semaphore; one of each other worker looks every few milliseconds.

local semaphore = require 'ngx.semaphore'

-- Longer than a player lets a request wait.
local PATIENCE_S = 8
-- Shorter than any answer that goes through here stays fresh.
local OPEN_S = 10
local LOOK_EVERY_S = 0.003

local gates = ngx.shared.gates
-- Requests of this worker that wait, by the answer's key.
local crowds = {}
local gate = {}

-- A plain playlist is answered from what there is; everything else is asked for by many at one instant.
local function is_waited_for(uri, directives)
  local method = ngx.req.get_method()
  if method ~= 'GET' and method ~= 'HEAD' then return false end
  return directives ~= '' or uri:sub(-5) ~= '.m3u8'
end

local function fetch(key)
  local answer = ngx.location.capture('/fetch' .. ngx.var.uri, { args = ngx.var.args, method = ngx.HTTP_GET })
  -- What cannot be kept is everybody's own affair, as soon as those are gone who wait now.
  gates:set(key, 'open', answer.status == 200 and OPEN_S or 0.5)
end

local function watch(key)
  local deadline = ngx.now() + PATIENCE_S
  while gates:get(key) == 'asking' and ngx.now() < deadline do
    ngx.sleep(LOOK_EVERY_S)
    ngx.update_time()
  end
end

function gate.pass()
  local directives = ngx.var.directives
  if not is_waited_for(ngx.var.uri, directives) then return end
  local key = ngx.var.shared_uri .. directives
  if gates:get(key) == 'open' then return end
  local crowd = crowds[key]
  if crowd then
    crowd.size = crowd.size + 1
    crowd.door:wait(PATIENCE_S)
    return
  end
  crowd = { size = 0, door = semaphore.new() }
  crowds[key] = crowd
  local is_first = gates:add(key, 'asking', PATIENCE_S)
  local is_done, fault = pcall(is_first and fetch or watch, key)
  crowds[key] = nil
  if crowd.size > 0 then crowd.door:post(crowd.size) end
  if not is_done then
    gates:delete(key)
    ngx.log(ngx.ERR, 'the gate failed: ', fault)
  end
end

return gate

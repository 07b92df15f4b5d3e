-- Asks the players whether somebody may hear a station, before anything is answered from the cache: that is the same for
-- all listeners, whatever their token. The players' word holds for as long as it says.

local gates = ngx.shared.gates
local admission = {}

-- How long one asks for all, where many listen to a station that is for everyone.
local ASKING_S = 2
local LOOK_EVERY_S = 0.003

-- Names of headers come in any case.
local function header_of(answer, wanted)
  for name, value in pairs(answer.header) do
    if name:lower() == wanted then return value end
  end
  return nil
end

local function lifetime_of(answer)
  local seconds = (header_of(answer, 'cache-control') or ''):match('max%-age=(%d+)')
  return tonumber(seconds) or 0
end

local function refuse(answer)
  ngx.status = answer.status
  for _, name in ipairs({ 'content-type', 'cache-control', 'access-control-allow-origin' }) do
    ngx.header[name] = header_of(answer, name)
  end
  ngx.print(answer.body)
  return ngx.exit(ngx.HTTP_OK)
end

-- Whether somebody else asks the same just now, and has an answer that lets this one go on.
local function is_asked(key)
  if gates:add(key .. ' asking', true, ASKING_S) then return false end
  while gates:get(key .. ' asking') do
    ngx.sleep(LOOK_EVERY_S)
    ngx.update_time()
  end
  return gates:get(key) ~= nil
end

-- A token ends when it ends; a station for everyone is asked about by one of many, while the others go on.
local function is_for_all(path)
  return not path:find('~', 1, true)
end

-- What the players say, which is kept; the answer where it is no.
local function ask(path, key, was_admitted)
  local answer = ngx.location.capture('/admission' .. path)
  if answer.status == 204 then
    local seconds = lifetime_of(answer)
    if seconds > 0 then
      gates:set(key, ngx.now() + seconds, is_for_all(path) and 2 * seconds or seconds)
    else
      gates:delete(key)
    end
    return nil
  end
  if was_admitted and answer.status >= 500 then return nil end
  gates:delete(key)
  return answer
end

-- Refuses, or comes back.
function admission.pass()
  -- /live/STATION or /live/~TOKEN/STATION; of what is neither the player says what is wrong.
  local path = ngx.var.admission
  if path == '' then return end
  local key = 'admission ' .. path
  local again_at = gates:get(key)
  if again_at and ngx.now() < again_at then return end
  if again_at and is_for_all(path) then
    gates:set(key, ngx.now() + ASKING_S, ASKING_S)
  elseif is_asked(key) then
    return
  end
  local refusal = ask(path, key, again_at ~= nil)
  gates:delete(key .. ' asking')
  if refusal then return refuse(refusal) end
end

return admission

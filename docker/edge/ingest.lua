-- Asks the ingests which of them has a station before a request with a body goes to one. A body goes through as it comes,
-- so that nginx has nothing left of it that another ingest could be given.

local ingest = {}

local function may_have_body()
  local method = ngx.req.get_method()
  return method == 'PUT' or method == 'POST'
end

-- All others go to the upstream `ingests`, which tries one after the other.
function ingest.choose()
  local station = ngx.var.station_of_source
  if station == '' or not may_have_body() then return end
  ngx.location.capture('/owner/' .. station, { ctx = ngx.ctx })
  ngx.var.ingest = ngx.ctx.owner
end

-- Notes which one has answered: the last that was tried.
function ingest.note()
  ngx.ctx.owner = ngx.var.upstream_addr:match('[^%s,]+$')
end

return ingest

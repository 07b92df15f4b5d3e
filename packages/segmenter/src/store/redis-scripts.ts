/** What a write came to. */
export type WriteOutcome =
  | 'written'
  /** Another process may write the station, or nobody at present. */
  | 'refused'
  /** What was written before is not there any more, or is something else. */
  | 'lost';

/**
 * Writes a step of a station, if the writer holds its lease.
 *
 * Keys: lease, edge, initialization sections, then the streams of the renditions. Words: the writer; the manifest; the
 * oldest media sequence number to keep; `continued` or `anew`; how many initialization sections; name and bytes of
 * each; then for each fragment which key it goes to, its place, its kind and its bytes.
 *
 * What nobody writes any more goes after a day.
 */
export const WRITE_SCRIPT = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'refused' end
if ARGV[4] == 'anew' then
  for i = 2, #KEYS do redis.call('DEL', KEYS[i]) end
elseif redis.call('EXISTS', KEYS[2]) == 0 then
  return 'lost'
end
local inits = tonumber(ARGV[5])
local at = 6
if inits > 0 then redis.call('DEL', KEYS[3]) end
for _ = 1, inits do
  redis.call('HSET', KEYS[3], ARGV[at], ARGV[at + 1])
  at = at + 2
end
while at <= #ARGV do
  local added = redis.pcall('XADD', KEYS[tonumber(ARGV[at])], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3])
  if type(added) == 'table' and added.err then return 'lost' end
  at = at + 4
end
for i = 4, #KEYS do redis.call('XTRIM', KEYS[i], 'MINID', ARGV[3]) end
redis.call('XADD', KEYS[2], 'MAXLEN', 1, '*', 'manifest', ARGV[2])
for i = 2, #KEYS do redis.call('EXPIRE', KEYS[i], 86400) end
return 'written'
`;

/**
 * Takes or renews a lease and returns who holds it then; nothing where nobody does. Who does not get it waits for it.
 *
 * Keys: lease, who waits. Words: who asks; how long either lasts, in ms; `take` or `renew`, which takes none that nobody
 * holds.
 */
export const CLAIM_SCRIPT = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
  return holder
end
if not holder and ARGV[3] ~= 'take' then return false end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
`;

/**
 * Gives a lease up and tells who listens. Keys: lease, what is left for the next. Words: who held it; the channel; the
 * station; how long what is left is kept, in ms; then what that is, in fields and values.
 */
export const RELEASE_SCRIPT = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
redis.call('DEL', KEYS[1], KEYS[2])
for at = 5, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1]) end
if #ARGV > 4 then redis.call('PEXPIRE', KEYS[2], ARGV[4]) end
redis.call('PUBLISH', ARGV[2], ARGV[3])
`;

/** Removes what is kept of a station, if the writer holds its lease. Keys: lease, edge, then all others. Word: the writer. */
export const REMOVE_SCRIPT = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
for i = 2, #KEYS do redis.call('DEL', KEYS[i]) end
`;

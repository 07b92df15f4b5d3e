/** What a write came to. */
export type WriteOutcome =
  | 'written'
  /** Another process may write the station, or nobody at present, or another could meanwhile. */
  | 'refused'
  /** What was written before is not there any more, or is something else. */
  | 'lost';

/**
 * Writes a step of a station, if the writer holds its lease.
 *
 * Keys: lease, edge, initialization sections, then the streams of the renditions. Words: the writer's ticket; the manifest; the
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

/** Where a lease is. */
export type ClaimOutcome =
  /** With who asks. */
  | 'held'
  /** With another process, or with another meanwhile, which may have written what who asks does not know. */
  | 'elsewhere'
  | 'free';

/**
 * Takes or keeps a lease. A *ticket*, `OWNER SOMETHING`, is made each time one is taken and never comes again. Who does
 * not get the lease waits for it.
 *
 * Keys: lease, last ticket, who waits. Words: who asks; its ticket; how long lease and waiting last, in ms; `keep` for a
 * ticket that had the lease, also where nobody holds it any more, `take`, or `wait`, which takes none that nobody holds.
 */
export const CLAIM_SCRIPT = `
local lease = redis.call('GET', KEYS[1])
if lease and string.sub(lease, 1, #ARGV[1] + 1) ~= ARGV[1] .. ' ' then
  redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[3])
  return 'elsewhere'
end
if ARGV[4] == 'keep' then
  local last = redis.call('GET', KEYS[2])
  if last and last ~= ARGV[2] then return 'elsewhere' end
elseif ARGV[4] == 'wait' and not lease then
  return 'free'
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[2], 'EX', 86400)
return 'held'
`;

/**
 * Gives a lease up and tells who listens. Keys: lease, what is left for the next. Words: the ticket; the channel; the
 * station; how long what is left is kept, in ms; then what that is, in fields and values.
 */
export const RELEASE_SCRIPT = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
redis.call('DEL', KEYS[1], KEYS[2])
for at = 5, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1]) end
if #ARGV > 4 then redis.call('PEXPIRE', KEYS[2], ARGV[4]) end
redis.call('PUBLISH', ARGV[2], ARGV[3])
`;

/** Removes what is kept of a station, if the writer holds its lease. Keys: lease, edge, then all others. Word: the writer's ticket. */
export const REMOVE_SCRIPT = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
for i = 2, #KEYS do redis.call('DEL', KEYS[i]) end
`;

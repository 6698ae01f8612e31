/**
 * What has to happen at once in Redis. Each gets along with whatever stands under its names: what has no end, or one too far away,
 * or the wrong kind, is nobody's of ours and is written over.
 */

/** KEYS: the count. ARGV: the window in ms. The count with this one, and how many ms the window has left. */
export const countScript = `
local left = redis.call('PTTL', KEYS[1])
local now = redis.pcall('GET', KEYS[1])
if left >= 0 and left <= tonumber(ARGV[1]) and type(now) == 'string' and string.match(now, '^%d+$') then
  redis.call('SET', KEYS[1], now + 1, 'KEEPTTL')
  return {now + 1, left}
end
redis.call('SET', KEYS[1], 1, 'PX', ARGV[1])
return {1, tonumber(ARGV[1])}`;

/**
 * KEYS: the lease, the next turn. ARGV: who asks, for how many ms, how long at most a lease is, and a turn. 1: it has the lease.
 * The first who finds the lease taken has the next turn as long as it keeps asking: a replica with many writes of its own would
 * otherwise take the lease up again each time before any other has asked.
 */
export const leaseScript = `
local function stands(key, most)
  local left = redis.call('PTTL', key)
  return left >= 0 and left <= tonumber(most)
end
local isTaken = stands(KEYS[1], ARGV[3])
local isOthers = stands(KEYS[2], ARGV[4]) and redis.pcall('GET', KEYS[2]) ~= ARGV[1]
if not isTaken and not isOthers then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  redis.call('DEL', KEYS[2])
  return 1
end
if not isOthers then redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[4]) end
return 0`;

/** KEYS: the lease, the next turn. ARGV: who had one of them, or waited for it. */
export const releaseScript = `
for _, key in ipairs(KEYS) do
  if redis.pcall('GET', key) == ARGV[1] then redis.call('DEL', key) end
end
return 1`;

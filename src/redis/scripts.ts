/**
 * Scripts that Redis runs atomically. Each accepts any existing value under its names: a value that does not expire, expires too
 * late, or has the wrong type is not ours, and is overwritten.
 */

/** KEYS: the count. ARGV: the window in ms. Returns the new count and the rest of the window in ms. */
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
 * KEYS: the lease, the next turn. ARGV: the holder, the lease's duration, the maximum durations of a lease and of a turn, in ms.
 * Returns 1 if the holder has the lease. The first one that finds the lease taken gets the next turn as long as it keeps asking.
 * Otherwise a replica with many writes could acquire the lease again and again before another replica asks.
 */
export const leaseScript = `
local function isValid(key, most)
  local left = redis.call('PTTL', key)
  return left >= 0 and left <= tonumber(most)
end
local isTaken = isValid(KEYS[1], ARGV[3])
local isOthers = isValid(KEYS[2], ARGV[4]) and redis.pcall('GET', KEYS[2]) ~= ARGV[1]
if not isTaken and not isOthers then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  redis.call('DEL', KEYS[2])
  return 1
end
if not isOthers then redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[4]) end
return 0`;

/** KEYS: the lease, the next turn. ARGV: the holder. Deletes those of them that the holder has. */
export const releaseScript = `
for _, key in ipairs(KEYS) do
  if redis.pcall('GET', key) == ARGV[1] then redis.call('DEL', key) end
end
return 1`;

import { createHash } from 'node:crypto'

export interface Script {
  readonly text: string
  readonly sha: string
}

/** Common to all: names of keys, and small helpers. Everything of one directory has one prefix, in one Redis (no cluster). */
const shared = `
local P = 'palabre:'
local function person(id) return P .. 'person:' .. id end
local function sessions(id) return P .. 'sessions:' .. id end
local function read(id)
  local v = redis.call('HMGET', person(id), 'name', 'key', 'seq', 'record', 'seen', 'looks')
  if not v[1] then return nil end
  return { id = id, name = v[1], key = v[2], seq = tonumber(v[3]), record = v[4], seen = tonumber(v[5]), looks = v[6],
    online = redis.call('EXISTS', sessions(id)) == 1 }
end
local function out(p) return { p.id, p.name, p.key, p.online and 1 or 0, string.format('%.0f', p.seen), p.record } end
local function tell(p, released) redis.call('PUBLISH', P .. 'changes', cjson.encode({ out(p), released or cjson.null })) end
local function eachLook(looks, run) for look in string.gmatch(looks, '[^\\n]+') do run(P .. 'look:' .. look) end end
local function forgetNames(p)
  if redis.call('GET', P .. 'name:' .. p.key) == p.id then redis.call('DEL', P .. 'name:' .. p.key) end
  redis.call('ZREM', P .. 'names', p.key)
  redis.call('ZREM', P .. 'online', p.key)
  eachLook(p.looks, function(k) if redis.call('GET', k) == p.id then redis.call('DEL', k) end end)
end
local function forget(p)
  forgetNames(p)
  redis.call('ZREM', P .. 'away', p.id)
  redis.call('DEL', person(p.id))
end
local function lapsed(p, before)
  if p.online or p.seen >= before then return false end
  forget(p)
  return true
end
local function depart(id, session, now)
  redis.call('SREM', sessions(id), session)
  if redis.call('EXISTS', sessions(id)) == 1 then return end
  local p = read(id)
  if not p then return end
  if redis.call('ZREM', P .. 'online', p.key) == 0 then return end
  p.seen = tonumber(now)
  redis.call('HSET', person(id), 'seen', now)
  redis.call('ZADD', P .. 'away', now, id)
  tell(p)
end
`

const script = (body: string): Script => {
  const text = shared + body
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

/** id, name, key, looks (lines), seq, record, now, lapsed before, process, session → refusal, or the person. */
export const claimScript = script(`
local id, name, key, looks, seq, record, now, before, process, session = unpack(ARGV)
local mine = read(id)
seq = tonumber(seq)
if mine and (seq < mine.seq or (seq == mine.seq and record ~= mine.record)) then return { 'record-stale' } end
local owner = redis.call('GET', P .. 'name:' .. key)
if owner and owner ~= id then
  local p = read(owner)
  if p and not lapsed(p, tonumber(before)) then return { 'name-taken' } end
end
local confusable = false
eachLook(looks, function(k)
  local other = redis.call('GET', k)
  if other and other ~= id then
    local p = read(other)
    if p and not lapsed(p, tonumber(before)) then confusable = true end
  end
end)
if confusable then return { 'name-confusable' } end
local own = process .. ' ' .. session
redis.call('SADD', P .. 'people:' .. process, id .. ' ' .. session)
redis.call('SADD', sessions(id), own)
if mine and mine.online and mine.record == record then return { '', out(mine) } end
local released = nil
if mine and mine.key ~= key then released = mine.key end
if mine and mine.name ~= name then forgetNames(mine) end
redis.call('HSET', person(id), 'name', name, 'key', key, 'seq', seq, 'record', record, 'seen', now, 'looks', looks)
redis.call('SET', P .. 'name:' .. key, id)
eachLook(looks, function(k) redis.call('SET', k, id) end)
redis.call('ZADD', P .. 'names', 0, key)
redis.call('ZADD', P .. 'online', 0, key)
redis.call('ZREM', P .. 'away', id)
local p = { id = id, name = name, key = key, seen = tonumber(now), record = record, online = true }
tell(p, released)
return { '', out(p) }
`)

/** id, now, process, session. */
export const leaveScript = script(`
local id, now, process, session = unpack(ARGV)
redis.call('SREM', P .. 'people:' .. process, id .. ' ' .. session)
depart(id, process .. ' ' .. session, now)
`)

/** 'key' or 'id', which, lapsed before → the person, or nothing. */
export const findScript = script(`
local id = ARGV[2]
if ARGV[1] == 'key' then id = redis.call('GET', P .. 'name:' .. ARGV[2]) end
if not id then return nil end
local p = read(id)
if not p or (not p.online and p.seen < tonumber(ARGV[3])) then return nil end
return out(p)
`)

/** 'names' or 'online', from, to, limit, lapsed before → people, whether there are more, key of the last one looked at. */
export const pageScript = script(`
local keys = redis.call('ZRANGEBYLEX', P .. ARGV[1], ARGV[2], ARGV[3], 'LIMIT', 0, ARGV[4] + 1)
local found = {}
for i = 1, math.min(#keys, tonumber(ARGV[4])) do
  local id = redis.call('GET', P .. 'name:' .. keys[i])
  local p = id and read(id)
  if p and (p.online or p.seen >= tonumber(ARGV[5])) then found[#found + 1] = out(p) end
end
return { found, #keys > tonumber(ARGV[4]) and keys[tonumber(ARGV[4])] or '' }
`)

/** process, ms it lives → 1 when it was still taken for alive, else 0. */
export const beatScript = script(`
local known = redis.call('EXISTS', P .. 'process:' .. ARGV[1])
redis.call('SET', P .. 'process:' .. ARGV[1], '1', 'PX', ARGV[2])
redis.call('SADD', P .. 'processes', ARGV[1])
return known
`)

/** now, people at once → how many remain to be done. Takes those offline whose process no longer says that it lives. */
export const reapScript = script(`
local left = 0
for _, process in ipairs(redis.call('SMEMBERS', P .. 'processes')) do
  if redis.call('EXISTS', P .. 'process:' .. process) == 0 then
    local people = P .. 'people:' .. process
    for _, entry in ipairs(redis.call('SPOP', people, ARGV[2])) do
      local id, session = string.match(entry, '^(%S+) (%S+)$')
      depart(id, process .. ' ' .. session, ARGV[1])
    end
    left = left + redis.call('SCARD', people)
    if redis.call('EXISTS', people) == 0 then redis.call('SREM', P .. 'processes', process) end
  end
end
return left
`)

/** lapsed before, how many at once → how many there were. */
export const sweepScript = script(`
local ids = redis.call('ZRANGEBYSCORE', P .. 'away', '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[2])
for _, id in ipairs(ids) do
  local p = read(id)
  if not p then redis.call('ZREM', P .. 'away', id) else lapsed(p, tonumber(ARGV[1])) end
end
return #ids
`)

-- volume.lua: the download of very many conversations into the store, alone
-- in its process, so that the peak of memory is the download's.
-- usage: undertone volume.lua LEAST_RATE MOST_MIB [options of report.lua]
-- Prints what it measured; raises at a miss. 0 stands for no such bound.

local download = require "undertone.download"
local json = require "undertone.json"
local system = require "undertone.system"

local MIB = 1 << 20
local least_rate = assert(tonumber(arg[1]))
local most_mib = assert(tonumber(arg[2]))

local settings = require("undertone.arguments").report { table.unpack(arg, 3) }
local job <close> = require("undertone.job").open(settings)
download.conversations(job)
local began = system.monotonic()
download.transcripts(job)
local seconds = system.monotonic() - began

local ledger, asked = job.store:ledger(), job.store:count()
local rate = asked / seconds
local mib = system.peak_memory_bytes() / MIB
print(("%d transcripts, %d in flight: %.0f a second into the store, peak of"
  .. " memory %.1f MiB"):format(asked, settings.fetch.concurrency, rate, mib))
assert(not job.shortfall and job:gaps() == 0, json.encode(ledger))
assert(rate >= least_rate, "slower than " .. least_rate .. " a second")
assert(most_mib == 0 or mib < most_mib, "more than " .. most_mib .. " MiB")
return 0

-- report.lua: the stock report.
-- Copy to override, do not edit. Each step reads from the store in the
-- output folder and writes to it; see lua/undertone/job.lua.

local settings = require("undertone.arguments").report(arg)
if not settings then
  return 0
end

local job <close> = require("undertone.job").open(settings)
job:fetch_conversations() -- 1  metadata, page by page
job:fetch_transcripts()   -- 2  concurrent, paced, resumable
job:score_and_cluster()   -- 3  sentiment and topics
job:relate_outcomes()     -- 4  outcome against sentiment, figures
job:export()              -- 5  CSV, page and manifest
return job:finish()

-- outcomes.lua: which disposition counts as which outcome.
-- Copy to override, do not edit: put a copy in your user folder, or set
-- single entries as `outcomes = { map = { refunded = "Success" } }` in a
-- settings file. Dispositions are compared in lower case, without the space
-- around them.

return {
  map = {
    resolved = "Success",
    escalated = "Escalation",
    callback = "Callback",
    abandoned = "Abandoned",
    unknown = "Unknown",
  },
  -- A disposition that the map does not name, and a conversation with none.
  unmapped = "Other",
  missing = "Unknown",
  -- Outcomes in the order of tables and figures; others follow, the largest
  -- first.
  order = {
    "Success", "Callback", "Escalation", "Abandoned", "Unknown", "Other",
  },
}

-- doctor.lua: checks the way to the service, step by step.
-- Copy to override, do not edit. What is checked: lua/undertone/doctor.lua.

local settings = require("undertone.arguments").doctor(arg)
if not settings then
  return 0
end
return require("undertone.doctor").run(settings)

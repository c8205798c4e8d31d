std = "lua54"
max_line_length = 80
cache = false
exclude_files = { "build" }
files["tests/spec.lua"] = { globals = { "describe", "it" } }
files["tests/spec"] = { globals = { "describe", "it" } }

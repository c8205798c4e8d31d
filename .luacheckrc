std = "lua54"
max_line_length = 80
cache = false
exclude_files = { "build" }
files["tests/spec"] = { globals = { "describe", "it" } }

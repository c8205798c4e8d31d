/*
 * undertone.h: embedding the Undertone conversation-analytics engine.
 *
 * An engine is a Lua state with the Undertone modules. It is used in three
 * steps: create it and set options by name, run scripts or call functions,
 * destroy it.
 *
 *     undertone *engine = undertone_create();
 *     const char *result;
 *     undertone_set(engine, "user_dir", "/etc/myapp/undertone");
 *     if (undertone_run_file(engine, "report.lua", argc, argv) < 0)
 *         complain(undertone_error(engine));
 *     if (undertone_call(engine, "undertone.text.content_words",
 *                        "[\"My order is late\"]", &result) == 0)
 *         puts(result);
 *     undertone_destroy(engine);
 *
 * A new engine is quiet: it reads no configuration, writes no output,
 * installs no signal handler and opens no connection until a script asks.
 * The library never ends the process: os.exit ends the script.
 *
 * Errors. Functions return 0 or more on success and a negative status of
 * undertone_status.h on failure; undertone_error has the sentence. Nothing
 * is raised through C, and no callback may longjmp or throw.
 *
 * Nesting. A C function that a script called (undertone_lua.h) may run and
 * call on its engine again. That is part of the outer run: under its time
 * limit, and what stops one stops both.
 *
 * Threads. Engines share nothing. One engine is used by one thread at a
 * time; only undertone_interrupt may be called from elsewhere.
 *
 * Strings are UTF-8 and NUL-terminated; the engine copies what it keeps.
 */
#ifndef UNDERTONE_H
#define UNDERTONE_H

#include <stddef.h>

#include "undertone_status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define UNDERTONE_VERSION "0.1.0"

#if defined(__GNUC__)
#define UNDERTONE_API __attribute__((visibility("default")))
#else
#define UNDERTONE_API
#endif

typedef struct undertone undertone;

/* A new engine, or NULL when there is no memory. */
UNDERTONE_API undertone *undertone_create(void);

/* Frees everything the engine owns; NULL is fine. */
UNDERTONE_API void undertone_destroy(undertone *engine);

/*
 * Sets an option. Options come before the first run, call or module.
 * UNDERTONE_EINVALID for an unknown name or a bad value.
 *
 *   user_dir         folder whose files win over the stock ones; it mirrors
 *                    the source tree: scripts/, lua/undertone/, lexicon/
 *   install_dir      folder of installed stock files, laid out the same way
 *   libs             "all" (default): Lua's standard libraries and every
 *                    module; "safe": for scripts of strangers, without files,
 *                    network, processes, bytecode and debug library
 *   allow_cpath      "yes": require may load C modules from LUA_CPATH;
 *                    default "no"
 *   memory_limit_mb  most memory Lua may hold; default 0, no limit. What the
 *                    C primitives hold is bounded by their own limits
 *   time_limit_ms    longest time of one run or call; default 0, no limit.
 *                    Checked between Lua instructions, so a C primitive at
 *                    work is first finished
 *   log_level        "error", "warning", "info" (default) or "debug"
 *
 * Both limits end the run with UNDERTONE_ELIMIT.
 */
UNDERTONE_API int undertone_set(undertone *engine, const char *name,
                                const char *value);

/* What scripts print, line by line, in place of standard output; NULL gives
 * that back. The bytes end with a newline and may hold NULs. */
typedef void undertone_print_function(void *data, const char *bytes,
                                      size_t size_bytes);
UNDERTONE_API void undertone_set_print(undertone *engine,
                                       undertone_print_function *print,
                                       void *data);

enum undertone_log_level {
    UNDERTONE_LOG_ERROR = 1,
    UNDERTONE_LOG_WARNING = 2,
    UNDERTONE_LOG_INFO = 3,
    UNDERTONE_LOG_DEBUG = 4
};

/* Where log messages up to log_level go, one line each without a newline;
 * nowhere until set. */
typedef void undertone_log_function(void *data, int level, const char *message);
UNDERTONE_API void undertone_set_log(undertone *engine,
                                     undertone_log_function *log, void *data);

/*
 * Runs a script: a path, else a name looked up in scripts/ of the user's
 * folder, of the installed folder, and among the scripts compiled in. The
 * script sees `arg` as under the lua command; argv may be NULL when argc is
 * 0. Returns the integer from 0 to 255 that the script returned or gave to
 * os.exit (0 without one), or a negative status; a table, as files of
 * settings return one, is refused.
 */
UNDERTONE_API int undertone_run_file(undertone *engine, const char *script,
                                     int argc, char *const argv[]);

/* The same for source text; `name` appears in error messages, after a '='
 * as it is, else as a quotation. */
UNDERTONE_API int undertone_run_string(undertone *engine, const char *source,
                                       const char *name, int argc,
                                       char *const argv[]);

/*
 * Calls a Lua function: "module.function", or a global that a script
 * defined. `arguments` is a JSON list (NULL: none); *result receives the
 * first result as JSON with sorted keys, valid until the next call on this
 * engine. A function that returns nil, message, code fails with that
 * message and code; one whose result JSON cannot hold (NaN, a list with
 * holes, a function) with UNDERTONE_ESCRIPT. Returns 0 or a negative status:
 * UNDERTONE_EINVALID when there is no such module or function, or the
 * arguments are no list.
 */
UNDERTONE_API int undertone_call(undertone *engine, const char *function,
                                 const char *arguments, const char **result);

/* The message of the last failed call, "" after a success; a defect of a
 * script comes with its traceback. Valid until the next call on this
 * engine. */
UNDERTONE_API const char *undertone_error(const undertone *engine);

/*
 * Asks the script that runs, or else the next one, to stop: an error
 * "interrupted" is raised in it, again and again if need be, and the run
 * ends with UNDERTONE_EINTERRUPTED. May be called from a signal handler or
 * another thread, as long as the engine lives.
 */
UNDERTONE_API void undertone_interrupt(undertone *engine);

/* The version of the library, and the short name, text and exit code of a
 * status. */
UNDERTONE_API const char *undertone_version(void);
UNDERTONE_API const char *undertone_status_name(int status);
UNDERTONE_API const char *undertone_status_text(int status);
UNDERTONE_API int undertone_exit_code(int status);

#ifdef __cplusplus
}
#endif

#endif

/*
 * undertone.h: embedding the Undertone conversation-analytics engine.
 *
 * An engine is a Lua state with the Undertone modules. It is used in three
 * steps: create it, set options by name, run scripts; then destroy it.
 *
 *     undertone *engine = undertone_create();
 *     undertone_set(engine, "user_dir", "/etc/myapp/undertone");
 *     if (undertone_run_file(engine, "report.lua", argc, argv) < 0)
 *         log(undertone_error(engine));
 *     undertone_destroy(engine);
 *
 * A new engine is quiet: it reads no configuration, writes no output,
 * installs no signal handler and opens no connection until a script asks.
 * Engines share nothing; use one from one thread at a time. Only
 * undertone_interrupt may be called from elsewhere.
 */
#ifndef UNDERTONE_H
#define UNDERTONE_H

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
 * Sets an option before the first script runs. UNDERTONE_EINVALID for an
 * unknown name or a bad value. Options:
 *   user_dir     folder whose files win over the stock ones of the same name
 *   install_dir  folder of installed stock files
 */
UNDERTONE_API int undertone_set(undertone *engine, const char *name,
                                const char *value);

/*
 * Runs a script: a path, else a name looked up in the user's folder, then
 * the installed and compiled-in scripts. The script sees `arg` as under the
 * lua command. Returns the integer the script returned (0 without one), or a
 * negative UNDERTONE_E... status; undertone_error then says why.
 */
UNDERTONE_API int undertone_run_file(undertone *engine, const char *script,
                                     int argc, char *const argv[]);

/* The same for source text; `name` appears in error messages. */
UNDERTONE_API int undertone_run_string(undertone *engine, const char *source,
                                       const char *name);

/* The message of the last failed call, "" after a success. Valid until the
 * next call on this engine. */
UNDERTONE_API const char *undertone_error(const undertone *engine);

/* Asks a running script to stop: it ends with UNDERTONE_EINTERRUPTED. May
 * be called from a signal handler or another thread. */
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

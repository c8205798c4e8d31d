/*
 * tenant_client.h: starts the example tenant for a test and talks to it over
 * a bare socket, so that tests see the bytes on the wire as they are.
 *
 * Every failure ends the test through Check.
 */
#ifndef TENANT_CLIENT_H
#define TENANT_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct tenant_process {
    pid_t pid;
    int input; /* closing it stops the tenant */
    int port, decoy_port;
    char log_path[64];
    char token[128]; /* from tenant_sign_in() */
};

/* What came back on one connection until it ended. */
struct tenant_reply {
    char *bytes; /* terminated; the test frees it */
    size_t size;
    const char *body; /* inside bytes; at its end when there is none */
    size_t body_size;
    int status;     /* 0 without a status line */
    bool was_reset; /* ended by RST */
    bool was_open;  /* the deadline came first */
};

/* `options` ends with NULL. */
void tenant_start(struct tenant_process *tenant, const char *const *options);

/* The same with three conversations ("one" has a transcript, the others an
 * empty one), two on a page, a decoy, and 0.9 s of silence where a fault is
 * silent. */
void tenant_start_small(struct tenant_process *tenant,
                        const char *const *options);

/* That with one fault, signed in. */
void tenant_start_with(struct tenant_process *tenant, const char *fault);

/* A JSON lines file of the given text, which the test removes; the path is
 * good until the next. */
const char *tenant_data_file(const char *lines);

/* Closes its input and returns its exit status. */
int tenant_stop(struct tenant_process *tenant);

/* One request on a connection of its own, read until the connection ends or
 * two seconds have passed. */
struct tenant_reply tenant_call(const struct tenant_process *tenant,
                                const char *method, const char *target,
                                const char *body);

/* The list of conversations, and the transcript of "one". */
#define TENANT_QUERY "/api/v1/analytics/conversations/details/query"
#define TENANT_ONE "/api/v1/conversations/one/transcripts"
struct tenant_reply tenant_call_page(const struct tenant_process *tenant);
struct tenant_reply tenant_call_one(const struct tenant_process *tenant);

/* What the answer says of its body. */
size_t tenant_said_length(const struct tenant_reply *reply);

/* Starts the small tenant with a fault on the first transcript, and asks for
 * it. The end asks again, which the tenant must have survived for, and stops
 * it. */
struct tenant_reply tenant_call_with(struct tenant_process *tenant,
                                     const char *fault);
void tenant_end_call(struct tenant_process *tenant, struct tenant_reply *reply);

/* POST to the token endpoint with the default client. */
struct tenant_reply tenant_sign_in(struct tenant_process *tenant);

/* The log so far; the test frees it. */
char *tenant_log(const struct tenant_process *tenant);

#endif

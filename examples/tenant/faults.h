/*
 * faults.h: what can go wrong on purpose, and when.
 *
 * A fault has a name such as F12 or F13.asctime (rows of the project's fault
 * plan) or G11 (a goal beside it). It bends an answer, or sends its own bytes,
 * or both. A rule says on which calls: NAME@WHERE[:WHEN], see --help. The
 * first rule that fits a call wins. Choices by chance depend on the seed and
 * on the conversation and its attempt (or the call's number), never on the
 * order of calls.
 */
#ifndef TENANT_FAULTS_H
#define TENANT_FAULTS_H

#include "exchange.h"
#include "options.h"
#include "wire.h"

struct tenant;

/* What a fault may look at. */
struct scene {
    struct tenant *tenant;
    const struct request *request;
    const struct fault *fault;
};

struct fault {
    const char *name;
    const char *what;
    void (*bend)(const struct scene *scene, struct answer *answer);
    void (*send)(const struct scene *scene, const struct answer *answer,
                 const struct wire *wire);
    /* What bend and send go by; each says how it reads them. */
    int number;
    const char *text;
    const char *member;
};

enum fault_where { AT_ANY, AT_TOKEN, AT_PAGE, AT_TRANSCRIPT, AT_EACH, AT_ID };
enum fault_when { WHEN_CALLS, WHEN_SHARE, WHEN_SECONDS };

struct fault_rule {
    const struct fault *fault;
    enum fault_where where;
    enum fault_when when;
    char id[256];
    int64_t first, last; /* calls or seconds, both included */
    double share;
};

struct fault_plan {
    struct fault_rule rules[FAULTS_MAX];
    size_t count;
    uint64_t seed;
    int64_t start_ms; /* steady clock */
};

/* 0, or -1 with the reason in `why`. */
int faults_add(struct fault_plan *plan, const char *spec, char why[256]);

/* The fault for this call, or NULL. F22 is settled to one of its choices. */
const struct fault *faults_pick(const struct fault_plan *plan,
                                const struct request *request);

/* One line a fault: name and what it does. */
void faults_list(FILE *out);

/* The tables, each ending with a row without name. */
extern const struct fault fault_wire_rows[];
extern const struct fault fault_status_rows[];
extern const struct fault fault_body_rows[];
extern const struct fault fault_link_rows[];
extern const struct fault fault_zip_rows[];
extern const struct fault fault_echo_rows[];

#endif

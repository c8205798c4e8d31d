/* faults.c: reads rules and finds the one that fits a call. */
#include "faults.h"

#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "text.h"

static const struct fault *const tables[] = {fault_wire_rows,
                                             fault_status_rows,
                                             fault_body_rows,
                                             fault_link_rows,
                                             fault_zip_rows,
                                             fault_echo_rows,
                                             NULL};

static const struct fault *find_fault(struct slice name)
{
    for (const struct fault *const *table = tables; *table; table++)
        for (const struct fault *row = *table; row->name; row++)
            if (slice_equals(name, row->name))
                return row;
    return NULL;
}

void faults_list(FILE *out)
{
    for (const struct fault *const *table = tables; *table; table++)
        for (const struct fault *row = *table; row->name; row++)
            fprintf(out, "%-16s %s\n", row->name, row->what);
}

static bool read_where(struct fault_rule *rule, struct slice text)
{
    static const char *const names[] = {"any", "token", "page", "transcript",
                                        "each"};
    for (int i = 0; i < 5; i++)
        if (slice_equals(text, names[i])) {
            rule->where = (enum fault_where)i;
            return true;
        }
    rule->where = AT_ID;
    if (text.size < 4 || text.size - 3 >= sizeof rule->id ||
        memcmp(text.start, "id=", 3) != 0)
        return false;
    memcpy(rule->id, text.start + 3, text.size - 3);
    rule->id[text.size - 3] = '\0';
    return true;
}

/* "3", "3-5" or "3-" */
static bool read_range(struct fault_rule *rule, const char *text)
{
    size_t size = strcspn(text, "-");
    if (!text_read_integer((struct slice){text, size}, &rule->first))
        return false;
    rule->last = rule->first;
    if (text[size] == '\0')
        return true;
    const char *last = text + size + 1;
    rule->last = INT64_MAX;
    return *last == '\0' ||
           text_read_integer((struct slice){last, strlen(last)}, &rule->last);
}

static bool read_when(struct fault_rule *rule, const char *text)
{
    if (strncmp(text, "p=", 2) == 0) {
        rule->when = WHEN_SHARE;
        return text_read_decimal(text + 2, &rule->share) && rule->share <= 1;
    }
    if (strncmp(text, "t=", 2) == 0) {
        rule->when = WHEN_SECONDS;
        return read_range(rule, text + 2);
    }
    return read_range(rule, text);
}

static int fail(const char *spec, const char *reason, char why[256])
{
    snprintf(why, 256, "--fault %s: %s", spec, reason);
    return -1;
}

/* Ids may hold colons, so the last one that a WHEN follows counts. */
int faults_add(struct fault_plan *plan, const char *spec, char why[256])
{
    struct fault_rule *rule = &plan->rules[plan->count];
    *rule = (struct fault_rule){.first = 1, .last = INT64_MAX};
    const char *at = strchr(spec, '@');
    if (!at)
        return fail(spec, "expected NAME@WHERE[:WHEN]", why);
    rule->fault = find_fault((struct slice){spec, (size_t)(at - spec)});
    if (!rule->fault)
        return fail(spec, "no such fault; see --list-faults", why);
    const char *colon = strrchr(at, ':'), *end = at + strlen(at);
    if (colon && !read_when(rule, colon + 1))
        return fail(spec, "WHEN is 3, 3-5, 3-, p=0.05 or t=0-10", why);
    if (colon)
        end = colon;
    if (!read_where(rule, (struct slice){at + 1, (size_t)(end - at) - 1}))
        return fail(
            spec, "WHERE is token, page, transcript, any, each or id=ID", why);
    plan->count++;
    return 0;
}

static bool is_there(const struct fault_rule *rule,
                     const struct request *request)
{
    switch (rule->where) {
    case AT_ANY:
        return request->kind != CALL_OTHER;
    case AT_TOKEN:
        return request->kind == CALL_TOKEN;
    case AT_PAGE:
        return request->kind == CALL_PAGE;
    case AT_TRANSCRIPT:
    case AT_EACH:
        return request->kind == CALL_TRANSCRIPT;
    case AT_ID:
        return request->kind == CALL_TRANSCRIPT && request->id &&
               strcmp(request->id, rule->id) == 0;
    }
    return false;
}

/* Which call it is, as the rule counts. */
static uint64_t ordinal(const struct fault_rule *rule,
                        const struct request *request)
{
    bool is_by_id = rule->where == AT_EACH || rule->where == AT_ID;
    return is_by_id && request->number >= 0 ? request->attempt : request->call;
}

static bool is_now(const struct fault_plan *plan, size_t rule_number,
                   const struct request *request)
{
    const struct fault_rule *rule = &plan->rules[rule_number];
    int64_t count = (int64_t)ordinal(rule, request);
    if (rule->when == WHEN_SHARE) {
        bool is_known = request->number >= 0;
        uint64_t who =
            is_known ? (uint64_t)request->number + 8 : (uint64_t)request->kind;
        uint64_t when = is_known ? request->attempt : request->call;
        return chance_share(chance_mix(plan->seed, rule_number, 7), who, when) <
               rule->share;
    }
    if (rule->when == WHEN_SECONDS)
        count = (text_steady_ms() - plan->start_ms) / 1000;
    return count >= rule->first && count <= rule->last;
}

/* A row with choices stands for one of them, drawn for this call. */
static const struct fault *settle(const struct fault_plan *plan,
                                  const struct fault *fault,
                                  const struct request *request)
{
    if (!fault->text || fault->bend || fault->send)
        return fault;
    struct slice choices[8];
    size_t count = 0;
    for (const char *at = fault->text; *at && count < 8; count++) {
        choices[count] = (struct slice){at, strcspn(at, " ")};
        at += choices[count].size + strspn(at + choices[count].size, " ");
    }
    uint64_t draw =
        chance_mix(~plan->seed, (uint64_t)(request->number + 1), request->call);
    return count ? find_fault(choices[draw % count]) : fault;
}

const struct fault *faults_pick(const struct fault_plan *plan,
                                const struct request *request)
{
    for (size_t i = 0; i < plan->count; i++)
        if (is_there(&plan->rules[i], request) && is_now(plan, i, request))
            return settle(plan, plan->rules[i].fault, request);
    return NULL;
}

/* options.c: one table row per option, so that help and parser agree. */
#include "options.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

const char options_help[] =
    "usage: tenant [options]\n"
    "A local contact-centre tenant: sign-in, a paged list of conversations\n"
    "and their transcripts over HTTP on 127.0.0.1, with sample data inside.\n"
    "Prints \"listening on http://127.0.0.1:PORT\" once it serves.\n"
    "\n"
    "what it serves\n"
    "  --data FILE        JSON lines, plain or .gz (default: the sample)\n"
    "  --repeat N         the file N times over; copy k has ids ending -rk\n"
    "  --page-size N      conversations on a page at most (default 100)\n"
    "  --absolute-links   nextLink with scheme and host\n"
    "where and how long\n"
    "  --port N           0 = any free one (default 0)\n"
    "  --decoy-port N     a second server that nobody should call; 0 = any\n"
    "  --tls CERT KEY     HTTPS with these PEM files\n"
    "  --tls-priorities S GnuTLS priority string, e.g. to allow only TLS 1.0\n"
    "  --until-eof        stop when standard input closes\n"
    "  --max-seconds N    stop after N seconds\n"
    "who may call\n"
    "  --client-id ID     default $TENANT_CLIENT_ID, else demo\n"
    "  --client-secret S  default $TENANT_CLIENT_SECRET, else demo-secret\n"
    "  --token-life S     seconds that a token lives (default 3600)\n"
    "how it behaves\n"
    "  --latency MS       wait before every answer\n"
    "  --rate N           N API calls a second, then 429 with Retry-After\n"
    "  --fail P           share of API calls answered 500, 502, 503 or 504\n"
    "  --hang-up N        close the first N connections unread\n"
    "  --fault SPEC       NAME@WHERE[:WHEN], may be repeated\n"
    "       NAME          one of --list-faults\n"
    "       WHERE         token, page, transcript, any, id=ID or each; each\n"
    "                     and id= count the calls of one conversation\n"
    "       WHEN          3, 3-5, 3- (calls), p=0.05 (share), t=0-10 (s)\n"
    "  --links FILE       where F34.listed and F41.listed lead, a line a call\n"
    "  --slow MS          how long silent and slow faults last (60000)\n"
    "  --clock-skew S     shift the Date header\n"
    "  --seed N           for every random choice (default 1)\n"
    "  --log FILE         one JSON line a request\n"
    "  --list-faults      names and what they do\n"
    "  --help             this text\n";

enum type { TEXT, NUMBER, SHARE, FLAG };

struct row {
    const char *name;
    enum type type;
    size_t offset;
    int64_t least, most;
};

#define AT(member) offsetof(struct options, member)

static const struct row rows[] = {
    {"--data", TEXT, AT(data_path), 0, 0},
    {"--log", TEXT, AT(log_path), 0, 0},
    {"--links", TEXT, AT(links_path), 0, 0},
    {"--client-id", TEXT, AT(client_id), 0, 0},
    {"--client-secret", TEXT, AT(client_secret), 0, 0},
    {"--tls-priorities", TEXT, AT(tls_priorities), 0, 0},
    {"--port", NUMBER, AT(port), 0, 65535},
    {"--decoy-port", NUMBER, AT(decoy_port), 0, 65535},
    {"--page-size", NUMBER, AT(page_size), 1, 100000},
    {"--latency", NUMBER, AT(latency_ms), 0, 600000},
    {"--rate", NUMBER, AT(rate_per_s), 0, 1000000},
    {"--token-life", NUMBER, AT(token_life_s), 0, 1000000000},
    {"--seed", NUMBER, AT(seed), 0, INT64_MAX},
    {"--max-seconds", NUMBER, AT(max_seconds), 0, 1000000},
    {"--repeat", NUMBER, AT(copies), 1, 100000},
    {"--clock-skew", NUMBER, AT(clock_skew_s), -100000000, 100000000},
    {"--hang-up", NUMBER, AT(hang_ups), 0, 1000000},
    {"--slow", NUMBER, AT(slow_ms), 0, 600000},
    {"--fail", SHARE, AT(fail_share), 0, 1},
    {"--until-eof", FLAG, AT(is_until_eof), 0, 0},
    {"--absolute-links", FLAG, AT(is_absolute_links), 0, 0},
    {"--help", FLAG, AT(is_help), 0, 0},
    {"--list-faults", FLAG, AT(is_fault_list), 0, 0},
};

static const struct row *find_row(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

static bool store_value(struct options *options, const struct row *row,
                        const char *value)
{
    char *field = (char *)options + row->offset;
    if (row->type == TEXT) {
        memcpy(field, &value, sizeof value);
        return true;
    }
    if (row->type == SHARE) {
        double share;
        if (!text_read_decimal(value, &share) || share < 0 || share > 1)
            return false;
        memcpy(field, &share, sizeof share);
        return true;
    }
    int64_t number;
    if (!text_read_integer((struct slice){value, strlen(value)}, &number) ||
        number < row->least || number > row->most)
        return false;
    memcpy(field, &number, sizeof number);
    return true;
}

static const char *from_environment(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value ? value : otherwise;
}

/* How many words the option at argv[0] took, or -1. */
static int read_one(struct options *options, char **argv, int left,
                    char why[256])
{
    if (strcmp(argv[0], "--tls") == 0 && left >= 3) {
        options->tls_cert_path = argv[1];
        options->tls_key_path = argv[2];
        return 3;
    }
    if (strcmp(argv[0], "--fault") == 0 && left >= 2) {
        if (options->fault_count < FAULTS_MAX) {
            options->fault_specs[options->fault_count++] = argv[1];
            return 2;
        }
        snprintf(why, 256, "more than %d --fault options", FAULTS_MAX);
        return -1;
    }
    const struct row *row = find_row(argv[0]);
    if (row && row->type == FLAG) {
        *((bool *)((char *)options + row->offset)) = true;
        return 1;
    }
    if (!row)
        snprintf(why, 256, "unknown or incomplete option %s", argv[0]);
    else if (left < 2)
        snprintf(why, 256, "%s needs a value", argv[0]);
    else if (store_value(options, row, argv[1]))
        return 2;
    else
        snprintf(why, 256, "%s: bad value \"%s\"", argv[0], argv[1]);
    return -1;
}

int options_read(struct options *options, int argc, char **argv, char why[256])
{
    *options = (struct options){
        .client_id = from_environment("TENANT_CLIENT_ID", "demo"),
        .client_secret =
            from_environment("TENANT_CLIENT_SECRET", "demo-secret"),
        .decoy_port = -1,
        .page_size = 100,
        .token_life_s = 3600,
        .seed = 1,
        .copies = 1,
        .slow_ms = 60000,
    };
    for (int i = 1; i < argc;) {
        int taken = read_one(options, argv + i, argc - i, why);
        if (taken < 0)
            return -1;
        i += taken;
    }
    return 0;
}

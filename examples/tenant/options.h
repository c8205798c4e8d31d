/*
 * options.h: the command line as a struct.
 */
#ifndef TENANT_OPTIONS_H
#define TENANT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAULTS_MAX 32

struct options {
    const char *data_path; /* NULL: the sample */
    const char *log_path, *links_path;
    const char *client_id, *client_secret;
    const char *tls_cert_path, *tls_key_path, *tls_priorities;
    const char *fault_specs[FAULTS_MAX];
    size_t fault_count;
    int64_t port;       /* 0: any free one */
    int64_t decoy_port; /* -1: no decoy */
    int64_t page_size, latency_ms, rate_per_s, token_life_s, seed;
    int64_t max_seconds; /* 0: until stopped */
    int64_t copies, clock_skew_s, slow_ms;
    int64_t hang_ups; /* connections closed as soon as they are there */
    double fail_share;
    bool is_until_eof, is_absolute_links, is_help, is_fault_list;
};

/* 0, or -1 after writing the reason into `why`. */
int options_read(struct options *options, int argc, char **argv, char why[256]);

/* The text of --help. */
extern const char options_help[];

#endif

/*
 * tenant.h: everything that one running tenant consists of. Made by main,
 * read by the answers and the server; its parts do their own locking.
 */
#ifndef TENANT_TENANT_H
#define TENANT_TENANT_H

#include "faults.h"
#include "log.h"
#include "options.h"
#include "store.h"
#include "tokens.h"

struct tenant {
    struct options options;
    struct store store;
    struct tokens tokens;
    struct log log;
    struct fault_plan faults;
    struct {
        pthread_mutex_t lock;
        double allowance; /* calls left in the bucket */
        int64_t filled_ms;
    } pace;
    atomic_ullong calls[4]; /* by call_kind */
    atomic_ullong connections;
    atomic_llong arrivals; /* those that were not let in as well */
    int port, decoy_port;  /* as bound; decoy_port 0 without a decoy */
    int stop_fd;           /* readable once the tenant is to stop */
};

#endif

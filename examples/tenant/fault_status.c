#include "faults.h"
const struct fault fault_status_rows[] = {{0}};

#include "faults.h"
const struct fault fault_body_rows[] = {{0}};

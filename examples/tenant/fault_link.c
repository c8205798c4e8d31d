#include "faults.h"
const struct fault fault_link_rows[] = {{0}};

/* Writes a scenario as the YAML of SCENARIOS.md. */
#ifndef BRUTE_WRITE_H
#define BRUTE_WRITE_H

#include "model.h"

#include <stdio.h>

void brute_write(const struct brute_scenario *scenario, FILE *file);

#endif

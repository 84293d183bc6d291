/* A pool of the program, to be put under test: the table of its functions. */
#ifndef CREW_H
#define CREW_H

#include <exeunt/implementation.h>

extern const exeunt_implementation crew_implementation;

#endif

/* A library whose statics belong to the world of a plugin that brings it. */
#include "ledger.h"

unsigned ledger_open;

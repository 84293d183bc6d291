/* What a plugin counts. */
#ifndef LEDGER_H
#define LEDGER_H

/* Connections that are open: 0 at the beginning of each run. */
extern unsigned ledger_open;

#endif

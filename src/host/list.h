/* The answer to {"list": arguments}: the implementations that ship, or what is in a plugin. */
#ifndef EXN_HOST_LIST_H
#define EXN_HOST_LIST_H

#include "host/answers.h"

void exn_answer_list(const exn_host *host, const json_t *arguments);

#endif

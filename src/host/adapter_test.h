/* The conformance kit for adapters, as a request. */
#ifndef EXN_HOST_ADAPTER_TEST_H
#define EXN_HOST_ADAPTER_TEST_H

#include "host/answers.h"

/* Answers {"adapter_test": arguments}. */
void exn_answer_adapter_test(const exn_host *host, const json_t *arguments);

#endif

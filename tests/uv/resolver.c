/* getaddrinfo and freeaddrinfo of the tests. */
#include "resolver.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

typedef struct answer {
    struct addrinfo info; /* first, because freeaddrinfo frees this address */
    struct sockaddr_in address;
} answer;

static uv_sem_t lookup_begun;
static uv_sem_t released;
static atomic_int answer_count; /* the thread for lookups increments it, the loop decrements it */

void open_resolver(void)
{
    setenv("UV_THREADPOOL_SIZE", "1", 1);
    uv_sem_init(&lookup_begun, 0);
    uv_sem_init(&released, 0);
}

void wait_for_lookup(void)
{
    uv_sem_wait(&lookup_begun);
}

void release_lookups(void)
{
    uv_sem_post(&released);
}

int addresses_left(void)
{
    return answer_count;
}

static struct addrinfo *new_answer(uint32_t host, const char *service, struct addrinfo *next)
{
    answer *made = calloc(1, sizeof(*made));

    if (made == NULL) {
        abort();
    }
    answer_count++;
    made->address.sin_family = AF_INET;
    made->address.sin_port = htons((uint16_t)atoi(service));
    made->address.sin_addr.s_addr = htonl(host);
    made->info = (struct addrinfo){.ai_family = AF_INET,
                                   .ai_socktype = SOCK_STREAM,
                                   .ai_addrlen = sizeof(made->address),
                                   .ai_addr = (struct sockaddr *)&made->address,
                                   .ai_next = next};
    return &made->info;
}

int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                struct addrinfo **addresses)
{
    (void)hints;
    if (strcmp(host, "nobody") == 0) {
        return EAI_NONAME;
    }
    if (strcmp(host, "slow") == 0) {
        uv_sem_post(&lookup_begun);
        uv_sem_wait(&released);
        uv_sem_post(&released);
    }
    *addresses = new_answer(INADDR_LOOPBACK, service, NULL);
    if (strcmp(host, "two") == 0) {
        *addresses = new_answer(INADDR_LOOPBACK + 1, service, *addresses);
    }
    return 0;
}

void freeaddrinfo(struct addrinfo *addresses)
{
    while (addresses != NULL) {
        struct addrinfo *next = addresses->ai_next;
        free(addresses);
        answer_count--;
        addresses = next;
    }
}

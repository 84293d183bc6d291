/* names.c and comments.c are here, stdio.h is included; gone.c is not. exn_here, exn_* and exn_he_
 * are fine; exn_gone is not, and EXN_GONE */
#include <stdio.h>
int exn_here; /* exn_here.member; FILE.c, my-file.c and 2nd.c are examples; exn_elsewhere
                 is not here, either */

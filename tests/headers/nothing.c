/* Compiled after a header, because C does not allow a file without a declaration. */
typedef int nothing;

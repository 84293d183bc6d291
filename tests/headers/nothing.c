/* What is compiled after a header: C wants something to be declared. */
typedef int nothing;

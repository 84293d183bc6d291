int nothing;
/* It comes too late. */

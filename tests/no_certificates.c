/* Each Criterion program begins with git_libgit2_init: that compares texts for the assertions of
 * <criterion/new/assert.h>, which no test of ours uses. It also reads every certificate that the
 * system trusts, half a second of each program where it is sanitized. This takes its place. */

int git_libgit2_init(void);
int git_libgit2_shutdown(void);

int git_libgit2_init(void)
{
    return 1;
}

int git_libgit2_shutdown(void)
{
    return 0;
}

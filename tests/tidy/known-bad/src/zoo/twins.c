/* An animal that says neither its name nor its case, and one whose twin is another program. */

static int close_again(const exn_ladder *self)
{
    if (self->is_mended) {
        int one = 1;
        int two = 2;
        int three = 3;
        int four = 4;
        if (one + two == three) {
            four = 5;
        }
        return one + two + three + four;
    }
    return self->is_mended ? 1 : 0;
}

EXN_ZOO_LADDER(twins);

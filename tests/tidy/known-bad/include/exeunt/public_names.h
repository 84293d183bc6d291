/* Words of an enum without one that is theirs, one that is taken, and a name of the inside. */
typedef enum exeunt_colour {
    EXEUNT_RED, /* of none */
    EXEUNT_GREEN
} exeunt_colour;

typedef enum exeunt_light { EXEUNT_LIGHT_ON, EXEUNT_LIGHT_OFF } exeunt_light;
typedef enum exeunt_lamp { EXEUNT_LIGHT_DIM } exeunt_lamp;

struct exn_inside;

/* Includes against the arrows. */
#include "world/world.h"
#include "includes.h"
#include <stdlib.h>
#include <uv.h>
#include <string.h>

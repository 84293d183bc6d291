/* Exeunt: exit stacks and exit pools for asynchronous context managers. The umbrella of the core,
 * which depends on nothing; <exeunt/uv.h> brings them to libuv. */
#ifndef EXEUNT_H
#define EXEUNT_H

#include <exeunt/error.h>
#include <exeunt/manager.h>
#include <exeunt/pool.h>
#include <exeunt/scope.h>
#include <exeunt/stack.h>
#include <exeunt/version.h>

#endif

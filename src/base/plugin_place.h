/* Where the file of a plugin is, if it is not at the place that its name says. */
#ifndef EXN_BASE_PLUGIN_PLACE_H
#define EXN_BASE_PLUGIN_PLACE_H

/* Returns the path of the plugin that `name` means in a scenario `file`, or on the command line
 * (NULL). A plugin that is not at its place is looked for by its last name in `folders`, which are
 * joined by colons or NULL. Then the scenario may have been moved, as kept files are: what stands
 * behind the `../` of a relative name, or the last name of an absolute one, is looked for in the
 * folder of the scenario and in those above it, as far as they are the current folder or lie below
 * it; then the last name beside the scenario.
 *
 * `*other` becomes the path of another file of this name in one of `folders`, or NULL. A plugin
 * that is nowhere has the place that its name says. Returns NULL when out of memory. The caller
 * frees both. */
char *exn_plugin_place(const char *file, const char *name, const char *folders, char **other);

#endif

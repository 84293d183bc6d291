/* What `exeunt new` writes: the files of this folder as text (embed.cmake). */
#ifndef EXN_CLI_TEMPLATES_H
#define EXN_CLI_TEMPLATES_H

/* The word TEMPLATE in these texts is replaced by a name. */
extern const unsigned char exn_scenario_yaml[];
extern const unsigned char exn_manager_template_c[];
extern const unsigned char exn_pool_template_c[];
extern const unsigned char exn_plugin_manager_template_c[];

#endif

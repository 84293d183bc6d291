/* The pages that `exeunt explain` reads, of docs/ and reports/, as text (embed.cmake). */
#ifndef EXN_CLI_HANDBOOK_PAGES_H
#define EXN_CLI_HANDBOOK_PAGES_H

extern const unsigned char exn_SPEC_md[];
extern const unsigned char exn_SCENARIOS_md[];
extern const unsigned char exn_CATALOGUE_md[];
extern const unsigned char exn_ZOO_md[];
extern const unsigned char exn_GLOSSARY_md[];
extern const unsigned char exn_PROFILES_md[];
extern const unsigned char exn_RULES_md[];
extern const unsigned char exn_README_md[];

#endif

/* The files of this folder that the page contains, as text (embed.cmake). */
#ifndef EXN_REPORT_PAGE_ASSETS_H
#define EXN_REPORT_PAGE_ASSETS_H

extern const unsigned char exn_report_css[];
extern const unsigned char exn_report_js[];
extern const unsigned char exn_lanes_css[];

#endif

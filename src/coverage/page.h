/* What the page of the lines brings along. Private to this folder. */
#ifndef EXN_COVERAGE_PAGE_H
#define EXN_COVERAGE_PAGE_H

/* page.css and page.js as text (embed.cmake). */
extern const unsigned char exn_page_css[];
extern const unsigned char exn_page_js[];

#endif

/* The style sheet and the script that the page of lines contains. Private to this folder. */
#ifndef EXN_COVERAGE_PAGE_H
#define EXN_COVERAGE_PAGE_H

/* page.css and page.js as text (embed.cmake). */
extern const unsigned char exn_page_css[];
extern const unsigned char exn_page_js[];

#endif

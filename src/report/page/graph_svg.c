/* A layered layout of our own: a layer for each depth, from left to right; in a layer each node
 * stands as near to those before it as there is room. */
#include "report/page/graph_svg.h"

#include "base/escape.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    LAYER = 64, /* from one layer to the next */
    NODE = 18,  /* from one node to the next in a layer */
    MARGIN = 16,
    ENDINGS = 260, /* room for the names of endings */
    TEXT_MAX = 34, /* bytes of such a name */
    SWEEPS = 4,
    BAR = 14,
    BARS_HEIGHT = 90,
};

/* Where each node is: in which layer, and in that how far down. */
typedef struct layout {
    const exn_graph *graph;
    double *down;    /* [node_count], like the next two */
    uint32_t *layer; /* endings are all in the last one */
    uint32_t *order; /* node numbers, by layer and then by `down` */
    uint32_t layers;
    double lowest;
} layout;

static bool open_layout(layout *self, const exn_graph *graph)
{
    size_t count = graph->node_count;
    *self = (layout){.graph = graph,
                     .down = calloc(count + 1, sizeof *self->down),
                     .layer = calloc(count + 1, sizeof *self->layer),
                     .order = calloc(count + 1, sizeof *self->order)};
    if (self->down == NULL || self->layer == NULL || self->order == NULL) {
        return false;
    }
    uint32_t deepest = 0;
    for (size_t i = 0; i < count; i++) {
        const exn_graph_node *node = &graph->nodes[i];
        deepest = node->ending == NULL && node->depth > deepest ? node->depth : deepest;
    }
    self->layers = deepest + 2;
    for (uint32_t i = 0; i < count; i++) {
        self->layer[i] = graph->nodes[i].ending != NULL ? deepest + 1 : graph->nodes[i].depth;
        self->order[i] = i;
    }
    return true;
}

static void close_layout(layout *self)
{
    free(self->down);
    free(self->layer);
    free(self->order);
}

static int compare(const void *a, const void *b, void *context)
{
    const layout *self = context;
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    if (self->layer[left] != self->layer[right]) {
        return self->layer[left] < self->layer[right] ? -1 : 1;
    }
    if (self->down[left] < self->down[right] || self->down[left] > self->down[right]) {
        return self->down[left] < self->down[right] ? -1 : 1;
    }
    return left < right ? -1 : left > right;
}

/* Puts the nodes of each layer below one another, in their order. */
static void spread(layout *self)
{
    size_t count = self->graph->node_count;
    qsort_r(self->order, count, sizeof *self->order, compare, self);
    double at = 0;
    self->lowest = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t node = self->order[i];
        bool is_first = i == 0 || self->layer[node] != self->layer[self->order[i - 1]];
        double wanted = self->down[node];
        at = is_first ? (wanted > 0 ? wanted : 0) : wanted > at + NODE ? wanted : at + NODE;
        self->down[node] = at;
        self->lowest = at > self->lowest ? at : self->lowest;
    }
}

/* Moves each node to the middle of those that lead to it. */
static void follow_edges(layout *self, double *sums, uint32_t *counts)
{
    const exn_graph *graph = self->graph;
    for (size_t i = 0; i < graph->node_count; i++) {
        sums[i] = 0;
        counts[i] = 0;
    }
    for (size_t i = 0; i < graph->edge_count; i++) {
        const exn_graph_edge *edge = &graph->edges[i];
        if (self->layer[edge->from] < self->layer[edge->to]) {
            sums[edge->to] += self->down[edge->from];
            counts[edge->to] += 1;
        }
    }
    for (size_t i = 0; i < graph->node_count; i++) {
        self->down[i] = counts[i] > 0 ? sums[i] / counts[i] : self->down[i];
    }
}

static bool lay_out(layout *self)
{
    double *sums = calloc(self->graph->node_count + 1, sizeof *sums);
    uint32_t *counts = calloc(self->graph->node_count + 1, sizeof *counts);
    bool complete = sums != NULL && counts != NULL;
    for (int i = 0; complete && i < SWEEPS; i++) {
        follow_edges(self, sums, counts);
        spread(self);
    }
    free(sums);
    free(counts);
    return complete;
}

/* --- the drawing ------------------------------------------------------------------------------ */

static int x_of(const layout *self, uint32_t node)
{
    return MARGIN + (int)self->layer[node] * LAYER;
}

static int y_of(const layout *self, uint32_t node)
{
    return MARGIN + (int)self->down[node];
}

static void draw_edge(const layout *self, const exn_graph_edge *edge, FILE *out)
{
    int x1 = x_of(self, edge->from);
    int y1 = y_of(self, edge->from);
    int x2 = x_of(self, edge->to);
    int y2 = y_of(self, edge->to);
    int bend = x2 > x1 ? (x2 - x1) / 2 : -LAYER / 2;
    fprintf(out, "<path class=\"edge%s\" d=\"M%d %dC%d %d %d %d %d %d\"><title>",
            edge->is_path ? " path" : "", x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2);
    exn_put_markup_text(out, edge->item);
    fputs("</title></path>\n", out);
}

static void draw_node(const layout *self, uint32_t number, FILE *out)
{
    const exn_graph_node *node = &self->graph->nodes[number];
    int x = x_of(self, number);
    int y = y_of(self, number);
    if (node->ending == NULL) {
        fprintf(out, "<circle class=\"state\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>\n", x, y,
                number == 0 ? 5 : 3);
        return;
    }
    char text[TEXT_MAX + 1];
    snprintf(text, sizeof text, "%s", node->ending);
    bool is_bad =
        strstr(node->ending, "raises") != NULL || strstr(node->ending, "canceled") != NULL;
    const char *kind = node->is_breach ? "breach" : is_bad ? "raises" : "good";
    fprintf(out, "<g class=\"end %s\"><title>", kind);
    exn_put_markup_text(out, node->ending);
    fprintf(out, "</title><rect x=\"%d\" y=\"%d\" width=\"9\" height=\"9\"/>", x - 4, y - 4);
    fprintf(out, "<text x=\"%d\" y=\"%d\">%s", x + 10, y + 4, node->is_breach ? "✗ " : "");
    exn_put_markup_text(out, text);
    fputs("</text></g>\n", out);
}

static void begin(FILE *out, int width, int height, const char *what, uint64_t states)
{
    fprintf(out,
            "<svg class=\"lanes graph\" role=\"img\" width=\"%d\" height=\"%d\" "
            "viewBox=\"0 0 %d %d\" aria-label=\"%s: %" PRIu64 " states\">\n",
            width, height, width, height, what, states);
}

void exn_draw_graph(FILE *out, const exn_graph *graph)
{
    layout self;
    if (open_layout(&self, graph) && lay_out(&self)) {
        begin(out, 2 * MARGIN + (int)self.layers * LAYER + ENDINGS, 2 * MARGIN + (int)self.lowest,
              graph->is_tree ? "The tree of schedules" : "The graph of states", graph->states);
        for (int on_path = 0; on_path < 2; on_path++) { /* the path above the others */
            for (size_t i = 0; i < graph->edge_count; i++) {
                if (graph->edges[i].is_path == (on_path == 1)) {
                    draw_edge(&self, &graph->edges[i], out);
                }
            }
        }
        for (uint32_t i = 0; i < graph->node_count; i++) {
            draw_node(&self, i, out);
        }
        fputs("</svg>\n", out);
    }
    close_layout(&self);
}

void exn_draw_depths(FILE *out, const exn_graph *graph)
{
    uint64_t most = 1;
    for (size_t i = 0; i < graph->depth_count; i++) {
        most = graph->by_depth[i] > most ? graph->by_depth[i] : most;
    }
    begin(out, 2 * MARGIN + (int)graph->depth_count * BAR, BARS_HEIGHT + 2 * MARGIN,
          "States by depth", graph->states);
    for (size_t i = 0; i < graph->depth_count; i++) {
        int height = (int)(graph->by_depth[i] * BARS_HEIGHT / most);
        fprintf(out,
                "<rect class=\"depth\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"><title>depth "
                "%zu: %" PRIu64 " states</title></rect>\n",
                MARGIN + (int)i * BAR, MARGIN + BARS_HEIGHT - height, BAR - 2, height, i,
                graph->by_depth[i]);
    }
    fprintf(out, "<text class=\"number left\" x=\"%d\" y=\"%d\">depth 0 to %zu</text></svg>\n",
            MARGIN, BARS_HEIGHT + 2 * MARGIN - 3, graph->depth_count - 1);
}

/*
 * numpy_order.c: introsort and introselect with NumPy's constants.
 *
 * The sort is a median-of-three quicksort that leaves runs of at most 16 to
 * insertion and turns to heapsort when it goes too deep; the selection is
 * its one-sided sibling, which turns to the median of medians of five.
 */
#include <stdbool.h>

#include "core/numpy.h"

#define SMALL_RUN 15   /* a partition at most this much wider is inserted */
#define MAX_PENDING 64 /* each pending part is at most half of the last */

/* Positions being ordered by their keys. */
struct ordering {
    const double *keys;
    uint32_t *order;
};

static bool is_less(struct ordering by, size_t i, size_t j)
{
    return by.keys[by.order[i]] < by.keys[by.order[j]];
}

static void swap(struct ordering by, size_t i, size_t j)
{
    uint32_t kept = by.order[i];
    by.order[i] = by.order[j];
    by.order[j] = kept;
}

static void swap_if_less(struct ordering by, size_t i, size_t j)
{
    if (is_less(by, i, j))
        swap(by, i, j);
}

/* Twice the binary logarithm: how deep a healthy quicksort may go. */
static int depth_allowed(size_t count)
{
    int depth = 0;
    while (count >>= 1)
        depth += 2;
    return depth;
}

static void fill_positions(uint32_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
}

static void insertion_sort(struct ordering by, size_t first, size_t last)
{
    for (size_t i = first + 1; i <= last; i++) {
        uint32_t moving = by.order[i];
        size_t hole = i;
        for (; hole > first && by.keys[moving] < by.keys[by.order[hole - 1]];
             hole--)
            by.order[hole] = by.order[hole - 1];
        by.order[hole] = moving;
    }
}

/* Sinks the root of a heap whose children of i are 2i and 2i + 1, counted
 * from 1. */
static void sift_down(struct ordering by, size_t root, size_t count)
{
    uint32_t moving = by.order[root - 1];
    for (size_t child = root * 2; child <= count; child = root * 2) {
        if (child < count && is_less(by, child - 1, child))
            child++;
        if (!(by.keys[moving] < by.keys[by.order[child - 1]]))
            break;
        by.order[root - 1] = by.order[child - 1];
        root = child;
    }
    by.order[root - 1] = moving;
}

static void heap_sort(struct ordering by, size_t first, size_t last)
{
    struct ordering heap = {by.keys, by.order + first};
    size_t count = last - first + 1;
    for (size_t root = count / 2; root > 0; root--)
        sift_down(heap, root, count);
    for (; count > 1; count--) {
        swap(heap, 0, count - 1);
        sift_down(heap, 1, count - 1);
    }
}

/* Splits [first, last] around its median of three; returns its place. */
static size_t partition(struct ordering by, size_t first, size_t last)
{
    size_t middle = first + (last - first) / 2;
    swap_if_less(by, middle, first);
    swap_if_less(by, last, middle);
    swap_if_less(by, middle, first);
    double pivot = by.keys[by.order[middle]];
    swap(by, middle, last - 1);
    size_t up = first, down = last - 1;
    for (;;) {
        do
            up++;
        while (by.keys[by.order[up]] < pivot);
        do
            down--;
        while (pivot < by.keys[by.order[down]]);
        if (up >= down)
            break;
        swap(by, up, down);
    }
    swap(by, up, last - 1);
    return up;
}

struct part {
    size_t first, last;
    int depth; /* how many more splits are healthy */
};

/* Splits the part; returns its smaller side and leaves *larger for later. */
static struct part split(struct ordering by, struct part part,
                         struct part *larger)
{
    size_t pivot = partition(by, part.first, part.last);
    struct part left = {part.first, pivot - 1, part.depth - 1};
    struct part right = {pivot + 1, part.last, part.depth - 1};
    bool is_left_smaller = pivot - part.first < part.last - pivot;
    *larger = is_left_smaller ? right : left;
    return is_left_smaller ? left : right;
}

void ut_numpy_argsort(const double *keys, size_t count, uint32_t *order)
{
    struct ordering by = {keys, order};
    struct part pending[MAX_PENDING];
    size_t pending_count = 0;
    fill_positions(order, count);
    if (count < 2)
        return;
    struct part part = {0, count - 1, depth_allowed(count)};
    for (;;) {
        /* Depth is looked at only when a part is taken up again. */
        if (part.depth < 0) {
            heap_sort(by, part.first, part.last);
        } else {
            while (part.last - part.first > SMALL_RUN)
                part = split(by, part, &pending[pending_count++]);
            insertion_sort(by, part.first, part.last);
        }
        if (pending_count == 0)
            return;
        part = pending[--pending_count];
    }
}

/* --- selection ----------------------------------------------------------- */

/* The first kth + 1 places by repeated minimum: for a small kth. */
static void select_small(struct ordering by, size_t count, size_t kth)
{
    for (size_t i = 0; i <= kth; i++) {
        size_t smallest = i;
        for (size_t j = i + 1; j < count; j++)
            if (is_less(by, j, smallest))
                smallest = j;
        swap(by, i, smallest);
    }
}

/* The last of the largest keys goes to the last place. */
static void select_last(struct ordering by, size_t count)
{
    size_t largest = 0;
    for (size_t i = 1; i < count; i++)
        if (!is_less(by, i, largest))
            largest = i;
    swap(by, count - 1, largest);
}

/* The place of the median of the five positions from by.order on. */
static size_t median_of_five(struct ordering by)
{
    swap_if_less(by, 1, 0);
    swap_if_less(by, 4, 3);
    swap_if_less(by, 3, 0);
    swap_if_less(by, 4, 1);
    swap_if_less(by, 2, 1);
    if (!is_less(by, 3, 2))
        return 2;
    return is_less(by, 3, 1) ? 1 : 3;
}

static void select_kth(struct ordering by, size_t count, size_t kth);

/* Gathers the medians of fives at the front; returns their median's place. */
static size_t median_of_medians(struct ordering by, size_t count)
{
    size_t medians = count / 5;
    for (size_t i = 0; i < medians; i++) {
        struct ordering five = {by.keys, by.order + i * 5};
        swap(by, i * 5 + median_of_five(five), i);
    }
    if (medians > 2)
        select_kth(by, medians, medians / 2);
    return medians / 2;
}

/* The middle of three goes to `low`, the smallest to low + 1. */
static void median_of_three_to_front(struct ordering by, size_t low,
                                     size_t high)
{
    size_t middle = low + (high - low) / 2;
    swap_if_less(by, high, middle);
    swap_if_less(by, high, low);
    swap_if_less(by, low, middle);
    swap(by, middle, low + 1);
}

/* Splits around the pivot at `low`, scanning between *up and *down. */
static void split_around_front(struct ordering by, size_t low, size_t *up,
                               size_t *down)
{
    double pivot = by.keys[by.order[low]];
    for (;;) {
        do
            ++*up;
        while (by.keys[by.order[*up]] < pivot);
        do
            --*down;
        while (pivot < by.keys[by.order[*down]]);
        if (*down < *up)
            break;
        swap(by, *up, *down);
    }
    swap(by, low, *down);
}

static void select_within(struct ordering by, size_t count, size_t kth)
{
    size_t low = 0, high = count - 1;
    for (int depth = depth_allowed(count); low + 1 < high; depth--) {
        size_t up = low + 1, down = high;
        if (depth > 0 || down - up < 5) {
            median_of_three_to_front(by, low, high);
        } else {
            struct ordering rest = {by.keys, by.order + up};
            swap(by, up + median_of_medians(rest, down - up), low);
            up--;
            down++;
        }
        split_around_front(by, low, &up, &down);
        if (down >= kth)
            high = down - 1;
        if (down <= kth)
            low = up;
    }
    if (high == low + 1)
        swap_if_less(by, high, low);
}

static void select_kth(struct ordering by, size_t count, size_t kth)
{
    if (kth < 3)
        select_small(by, count, kth);
    else if (kth == count - 1)
        select_last(by, count);
    else
        select_within(by, count, kth);
}

void ut_numpy_argpartition(const double *keys, size_t count, size_t kth,
                           uint32_t *order)
{
    fill_positions(order, count);
    select_kth((struct ordering){keys, order}, count, kth);
}

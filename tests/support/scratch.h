/*
 * scratch.h: the one empty file that a test writes and reads.
 */
#ifndef UT_TEST_SCRATCH_H
#define UT_TEST_SCRATCH_H

extern char scratch_path[]; /* "" before scratch_make() */

/* For a checked fixture: the first makes the file, the second removes it. */
void scratch_make(void);
void scratch_remove(void);

#endif

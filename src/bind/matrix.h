/*
 * matrix.h: the matrix userdata, which tfidf makes and kmeans reads.
 *
 * The userdata is a struct ut_sparse that owns its memory; its user value is
 * the model that names its columns, or nil.
 */
#ifndef UT_BIND_MATRIX_H
#define UT_BIND_MATRIX_H

#include "bind/bind.h"
#include "core/sparse.h"

/* Pushes an empty matrix whose columns are named by the model at `model`, 0
 * for none. */
struct ut_sparse *ut_push_matrix(lua_State *L, int model);

/* The matrix at `argument`; anything else raises. */
struct ut_sparse *ut_check_matrix(lua_State *L, int argument);

#endif

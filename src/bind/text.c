/*
 * text.c: undertone.core.text, tokenizers. The public face, which finds the
 * word lists, is lua/undertone/text.lua.
 *
 *   core.clean(bytes) --> UTF-8 text, how many U+FFFD took the place of what
 *                         is not, or nil, message, code
 *   core.new(lists) --> table of the functions below, which share the lists,
 *                       or nil, message, code
 *     lists: { punkt = list, stopwords = list }; each list is
 *     { name = for errors, bytes = the file }
 *   word_tokenize(text)     --> list of words
 *   content_words(text)     --> words joined by one space
 *   content_words_all(list) --> list of them, in parallel
 *   stopwords()             --> table word -> true
 */
#include <stdlib.h>

#include "bind/texts.h"
#include "core/content.h"
#include "core/utf8.h"

#define TOKENIZER "undertone.text.tokenizer"
#define BATCH "undertone.text.batch"

struct tokenizer {
    struct ut_punkt *punkt;
    struct ut_stopwords stopwords;
    struct ut_content_scratch scratch;
    struct ut_buf out; /* of one text */
};

/* The results of one call, freed by the collector should an error be raised
 * halfway. */
struct batch {
    size_t count;
    struct ut_buf *outs;
};

static int load(struct tokenizer *tokenizer, struct ut_file_text punkt,
                struct ut_file_text stopwords, struct ut_error *error)
{
    int status = ut_punkt_new(punkt, &tokenizer->punkt, error);
    if (status != 0)
        return status;
    ut_content_scratch_init(&tokenizer->scratch, tokenizer->punkt);
    ut_buf_init(&tokenizer->out, UT_CONTENT_MAX_BYTES);
    status = ut_stopwords_init(&tokenizer->stopwords, stopwords.text);
    return status == 0 ? 0 : ut_fail_memory(error);
}

static int l_gc(lua_State *L)
{
    struct tokenizer *tokenizer = luaL_checkudata(L, 1, TOKENIZER);
    ut_punkt_free(tokenizer->punkt);
    ut_stopwords_clear(&tokenizer->stopwords);
    ut_content_scratch_clear(&tokenizer->scratch);
    ut_buf_clear(&tokenizer->out);
    *tokenizer = (struct tokenizer){.punkt = NULL};
    return 0;
}

static int l_batch_gc(lua_State *L)
{
    struct batch *batch = luaL_checkudata(L, 1, BATCH);
    for (size_t i = 0; batch->outs != NULL && i < batch->count; i++)
        ut_buf_clear(&batch->outs[i]);
    free(batch->outs);
    batch->outs = NULL;
    return 0;
}

/* The upvalue that the functions of one l_new share. */
static struct tokenizer *tokenizer_of(lua_State *L)
{
    return lua_touserdata(L, lua_upvalueindex(1));
}

static struct ut_content_rules rules_of(lua_State *L,
                                        const struct tokenizer *tokenizer)
{
    return (struct ut_content_rules){tokenizer->punkt, &tokenizer->stopwords,
                                     ut_interrupt_flag(L)};
}

static int push_status(lua_State *L, int status)
{
    struct ut_error error;
    ut_fail(&error, status, "cannot cut the text into words: %s",
            ut_status_text(status));
    return ut_push_failure(L, &error);
}

static int table_size(size_t count)
{
    return count > INT_MAX ? 0 : (int)count;
}

static int l_word_tokenize(lua_State *L)
{
    struct tokenizer *tokenizer = tokenizer_of(L);
    struct ut_span text = ut_check_text(L, 1);
    int status = ut_content_all_words(&tokenizer->scratch, text);
    if (status != 0)
        return push_status(L, status);
    const struct ut_tokens *words = &tokenizer->scratch.tokens;
    lua_createtable(L, table_size(words->count), 0);
    for (size_t i = 0; i < words->count; i++) {
        lua_pushlstring(L, words->items[i].bytes, words->items[i].size_bytes);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int l_content_words(lua_State *L)
{
    struct tokenizer *tokenizer = tokenizer_of(L);
    struct ut_buf *out = &tokenizer->out;
    struct ut_span text = ut_check_text(L, 1);
    struct ut_content_rules rules = rules_of(L, tokenizer);
    ut_buf_reset(out);
    int status = ut_content_words(&rules, &tokenizer->scratch, text, out);
    if (status != 0)
        return push_status(L, status);
    lua_pushlstring(L, out->bytes, out->size_bytes);
    return 1;
}

/* Pushes a batch of `count` empty buffers; NULL without memory. */
static struct batch *push_batch(lua_State *L, size_t count)
{
    struct batch *batch = lua_newuserdatauv(L, sizeof *batch, 0);
    *batch = (struct batch){count, NULL};
    luaL_setmetatable(L, BATCH);
    batch->outs = calloc(count + 1, sizeof *batch->outs);
    if (batch->outs == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        ut_buf_init(&batch->outs[i], UT_CONTENT_MAX_BYTES);
    return batch;
}

static int l_content_words_all(lua_State *L)
{
    struct tokenizer *tokenizer = tokenizer_of(L);
    struct ut_spans texts = ut_check_texts(L, 1);
    struct batch *batch = push_batch(L, texts.count);
    if (batch == NULL)
        return push_status(L, UNDERTONE_EMEMORY);
    struct ut_content_rules rules = rules_of(L, tokenizer);
    int status = ut_content_words_all(&rules, texts, batch->outs);
    if (status != 0)
        return push_status(L, status);
    lua_createtable(L, (int)batch->count, 0);
    for (size_t i = 0; i < batch->count; i++) {
        lua_pushlstring(L, batch->outs[i].bytes, batch->outs[i].size_bytes);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
        ut_buf_clear(&batch->outs[i]);
    }
    return 1;
}

static int l_stopwords(lua_State *L)
{
    const struct ut_map *words = tokenizer_of(L)->stopwords.words;
    uint32_t count = ut_map_count(words);
    lua_createtable(L, 0, table_size(count));
    for (uint32_t id = 0; id < count; id++) {
        size_t size;
        const char *word = ut_map_key(words, id, &size);
        lua_pushlstring(L, word, size);
        lua_pushboolean(L, 1);
        lua_rawset(L, -3);
    }
    return 1;
}

static int l_new(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"word_tokenize", l_word_tokenize},
        {"content_words", l_content_words},
        {"content_words_all", l_content_words_all},
        {"stopwords", l_stopwords},
        {NULL, NULL},
    };
    struct ut_error error;
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_getfield(L, 1, "punkt");
    struct ut_file_text punkt = ut_check_file_text(L);
    lua_getfield(L, 1, "stopwords");
    struct ut_file_text stopwords = ut_check_file_text(L);
    luaL_newlibtable(L, functions);
    struct tokenizer *tokenizer = lua_newuserdatauv(L, sizeof *tokenizer, 0);
    *tokenizer = (struct tokenizer){.punkt = NULL};
    luaL_setmetatable(L, TOKENIZER);
    if (load(tokenizer, punkt, stopwords, &error) != 0)
        return ut_push_failure(L, &error);
    luaL_setfuncs(L, functions, 1);
    return 1;
}

static int l_clean(lua_State *L)
{
    struct ut_error error;
    size_t replaced;
    struct ut_span text = ut_check_text(L, 1);
    struct batch *batch = push_batch(L, 1);
    int status = batch ? 0 : UNDERTONE_EMEMORY;
    if (status == 0)
        status = ut_utf8_clean(text.bytes, text.size_bytes, &batch->outs[0],
                               &replaced);
    if (status != 0) {
        ut_fail(&error, status, "cannot make the text UTF-8: %s",
                ut_status_text(status));
        return ut_push_failure(L, &error);
    }
    lua_pushlstring(L, batch->outs[0].bytes, batch->outs[0].size_bytes);
    ut_buf_clear(&batch->outs[0]);
    lua_pushinteger(L, (lua_Integer)replaced);
    return 2;
}

int luaopen_undertone_core_text(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"clean", l_clean},
        {"new", l_new},
        {NULL, NULL},
    };
    ut_make_scratch(L, BATCH, l_batch_gc);
    ut_make_scratch(L, TOKENIZER, l_gc);
    luaL_newlib(L, functions);
    return 1;
}

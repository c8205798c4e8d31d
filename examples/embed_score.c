/*
 * embed_score.c: hands a transcript to a Lua function and gets scores back.
 *
 * The application keeps its rules in Lua, where they change without a build,
 * and calls them with JSON. Prints one compound score per turn and the
 * customer's mean.
 *
 * cc embed_score.c $(pkg-config --cflags --libs undertone)
 */
#include <stdio.h>

#include "undertone.h"

static const char rules[] =
    "local sentiment = require('undertone.vader').new()\n"
    "\n"
    "function score(turns)\n"
    "  local scores, sum, count = {}, 0, 0\n"
    "  for i, turn in ipairs(turns) do\n"
    "    scores[i] = sentiment:compound(turn.text)\n"
    "    if turn.speaker == 'customer' then\n"
    "      sum, count = sum + scores[i], count + 1\n"
    "    end\n"
    "  end\n"
    "  return { turns = scores, customer = count > 0 and sum / count or nil }\n"
    "end\n";

/* A list of arguments: here one, the list of turns. */
static const char transcript[] =
    "[[{\"speaker\": \"customer\", \"text\": \"My parcel is late AGAIN!\"},"
    "  {\"speaker\": \"agent\", \"text\": \"I am very sorry about that.\"},"
    "  {\"speaker\": \"customer\", \"text\": \"Thanks, you were great.\"}]]";

int main(void)
{
    const char *result;
    undertone *engine = undertone_create();
    if (engine == NULL)
        return 1;
    int status = undertone_run_string(engine, rules, "=rules", 0, NULL);
    if (status == 0)
        status = undertone_call(engine, "score", transcript, &result);
    if (status == 0)
        puts(result);
    else
        fprintf(stderr, "%s\n", undertone_error(engine));
    undertone_destroy(engine);
    return status == 0 ? 0 : 1;
}

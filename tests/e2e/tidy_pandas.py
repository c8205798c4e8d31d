"""Reads the CSV and the tidy tables back with pandas and compares them with
the store, and the two dialects with each other.

usage: tidy_pandas.py PLAIN_OUT EXCEL_OUT
"""
import sqlite3
import sys

import pandas as pd

NAMES = ["conversations", "turns", "topics", "outcomes", "tests", "cells",
         "ledger"]
KINDS = {"integer": "Int64", "number": "float64", "text": "str",
         "time": "str", "boolean": "boolean"}
OF_ONE = {"has_transcript": "boolean", "topic_label": "text",
          "transcript_text": "text"}  # what the one CSV has beside


def table(path, kinds, encoding):
    """The table with the types that the dictionary gives its columns."""
    return pd.read_csv(path, encoding=encoding,
                       dtype={c: KINDS[k] for c, k in kinds.items()},
                       float_precision="round_trip",
                       keep_default_na=False, na_values={
                           c: [""] for c, k in kinds.items() if k != "text"})


def load(out, encoding):
    words = pd.read_csv(f"{out}/tables/README.csv", encoding=encoding)
    kinds = {name: dict(zip(part.column, part.type))
             for name, part in words.groupby("table")}
    assert sorted(kinds) == sorted(NAMES)
    tables = {name: table(f"{out}/tables/{name}.csv", kinds[name], encoding)
              for name in NAMES}
    tables["one"] = table(f"{out}/cxone_interaction_analysis.csv",
                          kinds["conversations"] | OF_ONE, encoding)
    return tables


def expect_same(found, stored, columns):
    """To the bit: numbers are written so that they read back."""
    assert len(found) == len(stored), (len(found), len(stored))
    for mine, theirs in columns.items():
        a, b = found[mine], stored[theirs]
        if a.dtype == "float64":
            assert (a.isna() == b.isna()).all(), mine
            assert (a.dropna() == b.dropna()).all(), mine
        else:
            assert (a.astype(str).replace("<NA>", "").to_numpy()
                    == b.fillna("").astype(str).to_numpy()).all(), mine


def without_guard(sheet):
    """The excel dialect's texts as the plain one has them."""
    texts = [c for c in sheet if sheet[c].dtype == object]
    sheet[texts] = sheet[texts].replace(r"^'(?=[=+\-@\t\r])", "", regex=True)
    return sheet


plain, excel = load(sys.argv[1], "utf-8"), load(sys.argv[2], "utf-8-sig")
db = sqlite3.connect(f"{sys.argv[1]}/undertone.db")
conversations = pd.read_sql("SELECT * FROM conversation ORDER BY position", db)
turns = pd.read_sql(
    "SELECT c.id, t.* FROM turn t JOIN conversation c"
    " ON c.key = t.conversation ORDER BY c.position, t.position", db)
expect_same(plain["conversations"], conversations, {
    "conversation_id": "id", "start_time": "start_time",
    "outcome": "outcome", "sentiment_score": "score",
    "sentiment_label": "label", "trend": "trend",
    "transcript_compound": "compound"})
expect_same(plain["turns"], turns, {
    "conversation_id": "id", "position": "position", "speaker": "speaker",
    "text": "text", "compound": "compound", "seconds": "at"})
assert (plain["conversations"].groupby("outcome").sentiment_score.count()
        .sort_index().tolist()
        == plain["outcomes"].set_index("outcome").scored.sort_index()
        .tolist())
assert plain["ledger"].conversations.sum() == len(conversations)
assert set(plain["conversations"].topic_cluster.dropna()) \
    == set(plain["topics"].topic_cluster)
by_topic = plain["cells"][plain["cells"].question == "topics"]
assert by_topic.n.sum() == conversations.topic.notna().sum()
for name, sheet in excel.items():
    pd.testing.assert_frame_equal(plain[name], without_guard(sheet))

one = plain["one"]
said = (turns[(turns.speaker != "system") & (turns.text != "")]
        .groupby("id").text.agg(" ".join))
assert one.transcript_text.tolist() \
    == [said.get(key, "") for key in conversations.id]
assert (one.has_transcript == (one.turns > 0).fillna(False)).all()
pd.testing.assert_frame_equal(one[plain["conversations"].columns],
                              plain["conversations"], rtol=0, atol=5.1e-7)
print(f"compared: {len(conversations)} conversations and {len(turns)} turns"
      " with the store, the CSV and seven tables in both dialects with each"
      " other")

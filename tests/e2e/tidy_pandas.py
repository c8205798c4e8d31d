"""Reads the tidy tables back with pandas and compares them with the store.

usage: tidy_pandas.py PLAIN_OUT EXCEL_OUT
"""
import sqlite3
import sys

import pandas as pd

NAMES = ["conversations", "turns", "topics", "outcomes", "tests", "ledger"]
KINDS = {"integer": "Int64", "number": "float64", "text": "str",
         "time": "str", "boolean": "boolean"}


def table(out, name, kinds, encoding):
    """The table with the types that the dictionary gives its columns."""
    return pd.read_csv(f"{out}/tables/{name}.csv", encoding=encoding,
                       dtype={c: KINDS[k] for c, k in kinds[name].items()},
                       float_precision="round_trip",
                       keep_default_na=False, na_values={
                           c: [""] for c, k in kinds[name].items()
                           if k != "text"})


def load(out, encoding):
    words = pd.read_csv(f"{out}/tables/README.csv", encoding=encoding)
    kinds = {name: dict(zip(part.column, part.type))
             for name, part in words.groupby("table")}
    assert sorted(kinds) == sorted(NAMES)
    return {name: table(out, name, kinds, encoding) for name in NAMES}


def expect_same(found, stored, columns):
    assert len(found) == len(stored), (len(found), len(stored))
    for mine, theirs in columns.items():
        a, b = found[mine], stored[theirs]
        if a.dtype == "float64":
            assert ((a - b).abs().fillna(0) < 5.1e-7).all(), mine
            assert (a.isna() == b.isna()).all(), mine
        else:
            assert (a.astype(str).replace("<NA>", "").to_numpy()
                    == b.fillna("").astype(str).to_numpy()).all(), mine


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
for name in NAMES:
    sheet = excel[name]
    texts = [c for c in sheet if sheet[c].dtype == object]
    sheet[texts] = sheet[texts].replace(r"^'(?=[=+\-@\t\r])", "", regex=True)
    pd.testing.assert_frame_equal(plain[name], sheet)
print(f"compared: {len(conversations)} conversations and {len(turns)} turns"
      " with the store, six tables in both dialects with each other")

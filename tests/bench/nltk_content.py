"""Prints the MB/s of processor time at which NLTK makes content words.

usage: python3 tests/bench/nltk_content.py FILE, with one text a line
"""
import sys
import time

from nltk.tokenize.destructive import NLTKWordTokenizer
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer


def read_punkt(path):
    punkt = PunktParameters()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            kind, *values = line.rstrip("\n").split("\t")
            if kind == "a":
                punkt.abbrev_types.add(values[0])
            elif kind == "c":
                punkt.collocations.add(tuple(values))
            elif kind == "s":
                punkt.sent_starters.add(values[0])
            else:
                punkt.ortho_context[values[0]] = int(values[1])
    return PunktSentenceTokenizer(punkt)


def content_words(sentences, words, stopwords, text):
    return " ".join(
        word
        for sentence in sentences.tokenize(text.lower())
        for word in words.tokenize(sentence)
        if word.isalpha() and word not in stopwords
    )


def main():
    sentences = read_punkt("lexicon/punkt_english.txt")
    words = NLTKWordTokenizer()
    with open("lexicon/stopwords.txt", encoding="utf-8") as lines:
        stopwords = set(lines.read().split())
    with open(sys.argv[1], encoding="utf-8") as lines:
        texts = [line.rstrip("\n") for line in lines]
    start = time.process_time()
    for text in texts:
        content_words(sentences, words, stopwords, text)
    elapsed = time.process_time() - start
    print(sum(len(text.encode()) for text in texts) / elapsed / 1e6)


main()

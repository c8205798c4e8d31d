"""NLTK's sentence tokenizer on the parameters of this project."""
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

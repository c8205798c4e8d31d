"""Times NLTK and scikit-learn; one process of the bench.

usage: python3 tests/bench/reference.py TEXTS WORDS

Both files hold one document a line: as said, and as content words. Prints
lines of name, documents, bytes, seconds of the clock and seconds of processor
time, with tabs between, and the labels of k-means. What is not installed is
left out.
"""
import sys
import time
import warnings

sys.dont_write_bytecode = True
sys.path.append("tests/support")

NLTK_BYTES = 300000  # as much as NLTK takes a moment for


def read_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [line.rstrip("\n") for line in lines]


def measure(name, documents, body):
    clock, processor = time.perf_counter(), time.process_time()
    body()
    processor = time.process_time() - processor
    clock = time.perf_counter() - clock
    size = sum(len(document.encode()) + 1 for document in documents)
    print(name, len(documents), size, clock, processor, sep="\t", flush=True)


def measure_nltk(texts):
    import nltk
    from nltk.tokenize.destructive import NLTKWordTokenizer
    from punkt import read_punkt

    print("versions", "NLTK " + nltk.__version__, sep="\t")
    sentences = read_punkt("lexicon/punkt_english.txt")
    words = NLTKWordTokenizer()
    stopwords = set(read_lines("lexicon/stopwords.txt"))

    def content_words(text):
        return " ".join(
            word
            for sentence in sentences.tokenize(text.lower())
            for word in words.tokenize(sentence)
            if word.isalpha() and word not in stopwords
        )

    sample, size = [], 0
    for text in texts:
        sample.append(text)
        size += len(text)
        if size > NLTK_BYTES:
            break
    measure("content_words", sample, lambda: list(map(content_words, sample)))


def measure_sklearn(words):
    import sklearn
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    warnings.filterwarnings("ignore")
    print("versions", "scikit-learn " + sklearn.__version__, sep="\t")
    model = TfidfVectorizer(max_features=500, min_df=2, max_df=0.95)
    measure("tfidf", words, lambda: model.fit_transform(words))
    matrix = model.fit_transform(words)
    for k in (5, 16):
        fit = KMeans(k, random_state=42, n_init=10)
        name = f"kmeans k={k}"
        measure(name, words, lambda: fit.fit(matrix))
        print(name + " labels", ",".join(map(str, fit.labels_)), sep="\t")


def main():
    for body, path in ((measure_nltk, 1), (measure_sklearn, 2)):
        try:
            body(read_lines(sys.argv[path]))
        except ImportError:
            pass


main()

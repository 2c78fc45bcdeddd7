"""Stories as a common recipe makes them: TF-IDF of the words and DBSCAN over cosines.

    dbscan.py FILE EPS

FILE holds articles as JSON Lines with a text. Prints as JSON what it took.
"""
import json
import sys
import time

import sklearn
from sklearn.cluster import DBSCAN
from sklearn.feature_extraction.text import TfidfVectorizer

with open(sys.argv[1], encoding="utf-8") as lines:
    texts = [json.loads(line)["text"] for line in lines]
start = time.process_time()
vectors = TfidfVectorizer().fit_transform(texts)
labels = DBSCAN(eps=float(sys.argv[2]), min_samples=2, metric="cosine").fit_predict(vectors)
cpu = time.process_time() - start
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
sizes = {}
for label in labels:
    if label >= 0:
        sizes[label] = sizes.get(label, 0) + 1
print(json.dumps({
    "version": sklearn.__version__, "cpu": cpu, "peak": peak,
    "stories": len(sizes), "largest": max(sizes.values(), default=0),
}))

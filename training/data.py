"""Pages, labels and folds, from what `dump` wrote and the gold texts of the labelled sets."""
import hashlib
import json
import os
import re
from urllib.parse import urlparse

import numpy as np

from align import align

FOLDS = 8
HOSTS = ('wordpress.com', 'blogspot.com', 'substack.com', 'medium.com', 'github.io', 'tumblr.com')
SECOND = {'co', 'com', 'org', 'net', 'gov', 'edu', 'ac', 'or', 'go', 'gob', 'ne'}


def domain(url):
    """The registered domain, or the whole host on platforms that give each customer one."""
    host = (urlparse(url).hostname or url).lower()
    if host.endswith(HOSTS):
        return host
    parts = host.split('.')
    long = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in SECOND
    return '.'.join(parts[-3 if long else -2:])


def fold(name):
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


class Page:
    """One page: where its rows are, its blocks and its gold; whether it is one that was cut short."""


def load_gold(folder):
    with open(os.path.join(folder, 'gold.jsonl'), encoding='utf8') as f:
        return {g['id']: g for g in map(json.loads, f)}


def load(dump, bench, cache=None):
    """The pages of a dump with soft labels."""
    golds = {}
    pages, at = [], 0
    labels = {}
    if cache and os.path.exists(cache):
        with open(cache) as f:
            labels = json.load(f)
    before = len(labels)
    with open(os.path.join(dump, 'pages.jsonl'), encoding='utf8') as f:
        for line in f:
            raw = json.loads(line)
            parts = raw['path'].split('/')
            p = Page()
            p.set, p.id = parts[-3], re.sub(r'\.html?$', '', parts[-1])
            p.flags = raw['flags']
            if p.set not in golds:
                golds[p.set] = load_gold(os.path.join(bench, p.set))
            p.gold = golds[p.set][p.id]
            p.texts = raw['texts']
            p.words = np.array(raw['words'], dtype=np.float32)
            p.path = raw['path']
            p.short = not p.path.startswith(os.path.join(bench, p.set, ''))
            p.start, p.end = at, at + len(p.texts)
            at = p.end
            p.group = domain(p.gold['url'] or p.gold.get('publisher') or p.id)
            p.fold = fold(p.group)
            key = hashlib.sha256(json.dumps([p.texts, p.gold['text']]).encode()).hexdigest()[:24]
            if key not in labels:
                labels[key] = [round(y, 3) for y in align(p.texts, p.gold['text'])]
            p.y = np.array(labels[key], dtype=np.float32)
            pages.append(p)
    if cache and len(labels) > before:
        with open(cache, 'w') as f:
            json.dump(labels, f)
    return pages


def weights(p, by_gold=0.0, power=0.9):
    """Each block's weight: its share of the page's words, a page weighing one. With `by_gold`, of a mean of the
    page's words and those of its text: what furniture costs of a page's F1 is measured in words of the text."""
    w = np.maximum(p.words, 1) ** power
    if not len(w):
        return w
    least = 20 ** power
    return w / (max(w.sum(), least) ** (1 - by_gold) * max((w * p.y).sum(), least) ** by_gold)

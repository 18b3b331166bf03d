"""Which blocks of a page are in its gold text: a share from 0 to 1 for each block.

Words that stand in a shared run of three (two, or a whole line of the gold, for shorter blocks) are
candidates; a longest common subsequence of the candidates with the gold text decides between
copies of the same text. Long blocks take their share of candidates, short ones must also be in
order, the shortest must match a line of the gold or stand beside a neighbour's match.
"""
import re
from collections import Counter

from rapidfuzz.distance import LCSseq

TOKEN = re.compile(r'[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+')


def tokens(text):
    return TOKEN.findall(text.lower())


def align(texts, gold):
    blocks = [tokens(t) for t in texts]
    gold_tokens = tokens(gold or '')
    if not gold_tokens:
        return [0.0] * len(blocks)
    threes = set(zip(gold_tokens, gold_tokens[1:], gold_tokens[2:]))
    twos = set(zip(gold_tokens, gold_tokens[1:]))
    lines = {tuple(tokens(line)) for line in gold.split('\n') if line.strip()}
    ids = {}
    gold_ids = [ids.setdefault(t, len(ids)) for t in gold_tokens]
    known = set(gold_tokens)
    kept, owners, shares = [], [], []
    for i, block in enumerate(blocks):
        n = len(block)
        keep = [False] * n
        if tuple(block) in lines:
            keep = [True] * n
        elif n >= 3:
            for k in range(n - 2):
                if (block[k], block[k + 1], block[k + 2]) in threes:
                    keep[k] = keep[k + 1] = keep[k + 2] = True
        elif n == 2:
            keep = [(block[0], block[1]) in twos] * 2
        elif n == 1:
            keep = [block[0] in known]
        shares.append(sum(keep) / n if n else 0.0)
        for k in range(n):
            if keep[k]:
                kept.append(ids.get(block[k], -1))
                owners.append(i)
    matched = [0] * len(blocks)
    places = {}
    if kept:
        for op in LCSseq.opcodes(kept, gold_ids):
            if op.tag == 'equal':
                for d in range(op.src_end - op.src_start):
                    i = owners[op.src_start + d]
                    matched[i] += 1
                    places.setdefault(i, []).append(op.dest_start + d)
    copies = Counter(tuple(block) for block in blocks)
    labels = []
    for i, block in enumerate(blocks):
        n = len(block)
        if not n:
            labels.append(0.0)
            continue
        order, share = matched[i] / n, shares[i]
        if n >= 4:
            if copies[tuple(block)] > 1:
                label = min(share, order) if order < 0.5 else share
            else:
                label = share if n >= 8 or order >= 0.5 else min(share, order)
        elif order >= 0.99:
            label = 1.0 if tuple(block) in lines else 0.5
        else:
            label = 0.0
        labels.append(label)
    for i, block in enumerate(blocks):
        if labels[i] == 0.5 and len(block) < 4 and i in places:
            labels[i] = 1.0 if beside(i, places, labels) else 0.0
    return labels


def beside(i, places, labels):
    """Whether a short block's match stands next to a neighbour's in the gold text."""
    for step in (-1, 1):
        for j in range(i + step, i + 4 * step, step):
            if 0 <= j < len(labels) and j in places and labels[j] >= 0.6:
                if min(abs(places[i][0] - places[j][-1]), abs(places[j][0] - places[i][-1])) <= 4:
                    return True
                break
    return False

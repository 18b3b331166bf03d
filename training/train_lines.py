"""Trains the line model of src/strip/lines from flattened pages of the labelled sets.

    cargo build --release --example dump_lines
    python training/flatten.py BENCH/wcxb-dev FLAT/wcxb-dev --each 2     (and fundus-dev, fundus-eval)
    python training/train_lines.py --flat FLAT --text BENCH/wcxb-dev-text --tools target/release/examples --work FOLDER [--ship]

Prints the word F1 out of fold (folds by registered domain), by set and flattener, and with
--unknown what each flattener loses when it is left out of training.  --ship trains on everything
and writes src/strip/lines/model.bin.  fundus-eval is never trained on.  Seeds are fixed and
LightGBM runs deterministically.
"""
import argparse
import collections
import glob
import hashlib
import json
import os
import re
import subprocess
from concurrent.futures import ProcessPoolExecutor

import lightgbm as lgb
import numpy as np

import data
import export
from align import align

FLATTENERS = ['html2text', 'html2text-plain', 'inscriptis', 'bs4', 'lynx', 'lynx-wide']
SET_WEIGHT = {'wcxb-dev-text': 1.0, 'wcxb-dev': 1.0, 'fundus-dev': 4.0}
PARAMETERS = dict(
    objective='cross_entropy', num_leaves=31, min_data_in_leaf=60, feature_fraction=0.3,
    lambda_l2=5.0, max_bin=63, min_sum_hessian_in_leaf=5, num_threads=2, seed=7,
    deterministic=True, force_row_wise=True, verbose=-1,
)
TREES, RATE = 130, 0.12
ROWS_A_PAGE = 120
WORD = re.compile(r'\w+')


class Page:
    """One flattened page."""


def label(job):
    texts, gold = job
    return [round(y, 3) for y in align(texts, gold)]


def load(dump, golds, cache):
    pages, at, wanted = [], 0, []
    labels = json.load(open(cache)) if os.path.exists(cache) else {}
    with open(os.path.join(dump, 'pages.jsonl'), encoding='utf8') as f:
        for line in f:
            raw = json.loads(line)
            p = Page()
            p.path = raw['path']
            p.set, p.flattener, name = p.path.split('/')[-3:]
            p.id = name[:-4]
            p.gold = golds[p.set][p.id]
            p.texts, p.words = raw['texts'], np.array(raw['words'], dtype=np.float32)
            p.ruled = np.array(raw['ruled'], dtype=np.int8)
            p.start, p.end = at, at + len(p.texts)
            at = p.end
            p.group = data.domain(p.gold['url'] or p.id)
            p.fold = data.fold(p.group)
            p.key = hashlib.sha256(json.dumps([p.texts, p.gold['text']]).encode()).hexdigest()[:24]
            pages.append(p)
            if p.key not in labels:
                wanted.append(p)
    with ProcessPoolExecutor(2) as pool:
        for p, y in zip(wanted, pool.map(label, ((p.texts, p.gold['text']) for p in wanted), chunksize=32)):
            labels[p.key] = y
    if wanted:
        json.dump(labels, open(cache, 'w'))
    for p in pages:
        p.y = np.array(labels[p.key], dtype=np.float32)
    return pages


def fit(x, pages, trees=TREES, rate=RATE, extra=None, leaves=None):
    random = np.random.default_rng(7)
    index, target, weight, convention = [], [], [], []
    for p in pages:
        n = p.end - p.start
        if not n:
            continue
        w = data.weights(p) * SET_WEIGHT[p.set]
        rows = np.arange(n)
        if n > ROWS_A_PAGE:
            # short lines are many and weigh little: take a sample of the rows, evenly and by weight
            chance = np.minimum(1.0, ROWS_A_PAGE * (0.5 / n + 0.5 * w / w.sum()))
            rows = np.flatnonzero(random.random(n) < chance)
            w = w / chance
        index.append(p.start + rows)
        target.append(p.y[rows])
        weight.append(w[rows])
        convention.append(np.full(len(rows), p.set.startswith('wcxb')))
    index, target, weight = map(np.concatenate, (index, target, weight))
    weight *= len(weight) / weight.sum()
    values = np.array(x[index])
    values[:, 0] = np.concatenate(convention)
    if extra is not None:
        values = np.concatenate([values, extra[index]], 1)
    parameters = {**PARAMETERS, 'learning_rate': rate}
    if leaves:
        parameters['num_leaves'] = leaves
    booster = lgb.train(parameters, lgb.Dataset(values, target, weight=weight, free_raw_data=True), trees)
    print('fit', values.shape, flush=True)
    return booster


def predict(booster, x, pages, out, extra=None, convention=0):
    for i in range(0, len(pages), 200):
        part = pages[i:i + 200]
        index = np.concatenate([np.arange(p.start, p.end) for p in part])
        values = np.array(x[index])
        values[:, 0] = convention
        if extra is not None:
            values = np.concatenate([values, extra[index]], 1)
        out[index] = booster.predict(values, num_threads=2)


def cut(pr, n, lo=0.25, hi=0.6):
    """The cut of src/strip/cut.rs."""
    order = np.argsort(-pr, kind='stable')
    mass, taken, total = np.cumsum((pr * n)[order]), np.cumsum(n[order]), (pr * n).sum()
    f = 2 * mass / np.maximum(taken + total, 1e-9)
    return min(max(pr[order[int(np.argmax(f))]], lo), hi) if len(pr) else hi


def f1(text, gold):
    a, b = WORD.findall(text.lower()), WORD.findall((gold or '').lower())
    if not b:
        return float(not a)
    if not a:
        return 0.0
    both = sum((collections.Counter(a) & collections.Counter(b)).values())
    return 2 * both / (len(a) + len(b))


def selected(p, pr):
    pr = np.where(p.ruled == 1, 0.0, pr)
    return ((pr >= cut(pr, p.words)) & (p.ruled != 1)) | (p.ruled == 2)


def report(pages, pr, title):
    table = collections.defaultdict(list)
    for p in pages:
        keep = selected(p, pr[p.start:p.end])
        score = f1('\n'.join(t for t, k in zip(p.texts, keep) if k), p.gold['text'])
        table[p.set, p.flattener, 'all'].append(score)
        if p.gold.get('page_type') == 'article':
            table[p.set, p.flattener, 'article'].append(score)
    print(title)
    for name in sorted({k[0] for k in table}):
        for kind in ('all', 'article'):
            means = {f: np.mean(table[name, f, kind]) for f in FLATTENERS if table[name, f, kind]}
            if means:
                print(f'  {name:14} {kind:8} mean {np.mean(list(means.values())):.4f}  '
                      + '  '.join(f'{f} {m:.3f}' for f, m in means.items()), flush=True)
    return table


def golds_of(folder):
    with open(os.path.join(folder, 'gold.jsonl'), encoding='utf8') as f:
        return {g['id']: g for g in map(json.loads, f)}


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument('--flat', required=True); a.add_argument('--text', required=True)
    a.add_argument('--tools'); a.add_argument('--work', required=True)
    a.add_argument('--unknown', action='store_true'); a.add_argument('--ship', action='store_true')
    a.add_argument('--skip-folds', action='store_true')
    o = a.parse_args()
    os.makedirs(o.work, exist_ok=True)
    if o.tools:
        files = sorted(glob.glob(os.path.join(o.text, '*', '*.txt')))
        for name in ('wcxb-dev', 'fundus-dev', 'fundus-eval'):
            files += sorted(glob.glob(os.path.join(o.flat, name, '*', '*.txt')))
        subprocess.run([os.path.join(o.tools, 'dump_lines'), o.work], input='\n'.join(files) + '\n', text=True, check=True)
    golds = {name: golds_of(os.path.join(o.flat, name)) for name in ('wcxb-dev', 'fundus-dev', 'fundus-eval')}
    golds['wcxb-dev-text'] = golds_of(o.text)
    with open(os.path.join(o.work, 'names.txt')) as f:
        fingerprint, *names = f.read().split()
    x = np.memmap(os.path.join(o.work, 'rows.f32'), dtype='<f4', mode='r').reshape(-1, len(names))
    pages = load(o.work, golds, os.path.join(o.work, '..', 'labels.json'))
    known = [p for p in pages if p.set != 'fundus-eval']
    kept_back = [p for p in pages if p.set == 'fundus-eval']
    print(len(pages), 'pages', x.shape, flush=True)
    total = len(x)
    report(pages, np.concatenate([p.y for p in pages]), 'the ceiling: labels of the blocks, rules on top')
    if o.ship:
        booster = fit(x, known)
        contents = export.model(int(fingerprint), 0.0, [export.forest(booster, range(len(names)))])
        here = os.path.dirname(os.path.abspath(__file__))
        with open(os.path.join(here, '..', 'src', 'strip', 'lines', 'model.bin'), 'wb') as f:
            f.write(contents)
        print('shipped', len(contents), 'bytes')
    if not o.skip_folds:
        first, third = np.zeros(total, np.float32), np.zeros(total, np.float32)
        for k in range(data.FOLDS):
            booster = fit(x, [p for p in known if p.fold != k])
            predict(booster, x, [p for p in known if p.fold == k], first)
            predict(booster, x, [p for p in known if p.fold == k and p.set == 'wcxb-dev-text'], third, None, 1)
            if k == 0:
                predict(booster, x, kept_back, first)
                gain = booster.feature_importance('gain')
                print('  most used:', ' '.join(names[i] for i in np.argsort(-gain)[:40]))
                if o.unknown:
                    unknown(x, known, k, first)
        report(known + kept_back, first, 'first look, out of fold (fundus-eval: by the model of fold 0)')
        report([p for p in known if p.set == 'wcxb-dev-text'], third, 'the same, told the convention of the gold')
        np.save(os.path.join(o.work, 'first.npy'), first)


def unknown(x, known, k, known_scores):
    """What a flattener loses when no page was seen through it."""
    for flattener in FLATTENERS:
        there = [p for p in known if p.fold == k and p.flattener == flattener]
        booster = fit(x, [p for p in known if p.fold != k and p.flattener != flattener])
        pr = np.zeros(len(x), np.float32)
        predict(booster, x, there, pr)
        report(there, known_scores, f'known {flattener}')
        report(there, pr, f'unknown {flattener}')


if __name__ == '__main__':
    main()

"""Trains the line model of src/strip/lines from flattened pages of the labelled sets.

    cargo build --release --example dump_lines
    python training/flatten.py BENCH/wcxb-dev FLAT/wcxb-dev --each 2
    python training/flatten.py BENCH/fundus-dev FLAT/fundus-dev          (and fundus-eval)
    python training/train_lines.py --flat FLAT --text BENCH/wcxb-dev-text --tools target/release/examples --work FOLDER [--ship]

Prints the word F1 of the body out of fold (folds by registered domain), by set and flattener, after
the first look and after the second, and with --unknown what each flattener loses when it is left out
of training.  --ship copies the model trained on everything to src/strip/lines/model/model.bin and writes
golden.txt beside it.  fundus-eval is never trained on.  Seeds are fixed and LightGBM runs
deterministically.
"""
import argparse
import collections
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ProcessPoolExecutor

import lightgbm as lgb
import numpy as np

import data
import export
import golden
from align import align

FLATTENERS = ['html2text', 'html2text-plain', 'inscriptis', 'bs4', 'lynx', 'lynx-wide']
SET_WEIGHT = {'wcxb-dev-text': 1.0, 'wcxb-dev': 1.0, 'fundus-dev': 4.0}
FOLDS = 3
PARAMETERS = dict(
    objective='cross_entropy', num_leaves=31, min_data_in_leaf=40, feature_fraction=0.3,
    lambda_l2=5.0, max_bin=63, min_sum_hessian_in_leaf=5, num_threads=1, seed=7,
    deterministic=True, force_row_wise=True, verbose=-1,
)
FIRST = dict(trees=90, rate=0.15)
SECOND = dict(trees=80, rate=0.12)
# rows that have gathered so little after so many trees that hardly any of the articles' words is in them leave
EXIT_TREES, EXIT_LOSS = 20, 0.002
FLOOR = 0.04
ROWS_A_PAGE = 40
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
            p.cropped = p.flattener.startswith('cropped-')
            p.flattener = p.flattener.removeprefix('cropped-')
            p.gold = golds[p.set][p.id]
            p.texts, p.words = raw['texts'], np.array(raw['words'], dtype=np.float32)
            ruled = np.array(raw['ruled'], dtype=np.int8)
            # what rules leave out after the model has spoken is shown to it as anything else is
            p.apart, p.ruled = ruled == 3, np.where(ruled == 3, 0, ruled).astype(np.int8)
            p.start, p.end = at, at + len(p.texts)
            at = p.end
            p.group = data.domain(p.gold['url'] or p.id)
            p.fold = int(hashlib.sha256(p.group.encode()).hexdigest(), 16) % FOLDS
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


def fit(x, pages, width, trees, rate):
    """A forest over the first `width` columns."""
    random = np.random.default_rng(7)
    index, target, weight, convention = [], [], [], []
    for p in pages:
        n = p.end - p.start
        if not n:
            continue
        w = data.weights(p) * SET_WEIGHT[p.set] * (p.ruled == 0)
        rows = np.flatnonzero(p.ruled == 0)
        if len(rows) > ROWS_A_PAGE:
            # short lines are many and weigh little: take a sample of the rows, evenly and by weight
            chance = np.minimum(1.0, ROWS_A_PAGE * (0.5 / len(rows) + 0.5 * w / w.sum()))
            rows = np.flatnonzero((random.random(n) < chance) & (p.ruled == 0))
            w = w / chance
        index.append(p.start + rows)
        target.append(p.y[rows])
        weight.append(w[rows])
        # where captions, bylines and title lines count; on pages of other kinds there are none to tell apart
        other = p.set.startswith('wcxb') and p.gold.get('page_type') == 'article'
        convention.append(np.full(len(rows), other))
    index, target, weight = map(np.concatenate, (index, target, weight))
    weight *= len(weight) / weight.sum()
    values = np.array(x[index][:, :width])
    values[:, 0] = np.concatenate(convention)
    parameters = {**PARAMETERS, 'learning_rate': rate}
    booster = lgb.train(parameters, lgb.Dataset(values, target, weight=weight, free_raw_data=True), trees)
    print('fit', values.shape, flush=True)
    return booster, (values, target * weight)


def exits(booster, values, mass):
    """The early exit of the first look: a number of trees and the sum below which a row leaves."""
    sums = booster.predict(values, raw_score=True, num_iteration=EXIT_TREES, num_threads=1)
    order = np.argsort(sums)
    lost = np.cumsum(mass[order]) / mass.sum()
    return [(EXIT_TREES, float(sums[order[np.searchsorted(lost, EXIT_LOSS)]]))]


def predict(booster, x, pages, out, first=None):
    """What a forest says of the rows that no rule has ruled on (and that the first look gave enough)."""
    for i in range(0, len(pages), 200):
        index = np.concatenate([p.start + np.flatnonzero(p.ruled == 0) for p in pages[i:i + 200]])
        if first is not None:
            index = index[first[index] >= FLOOR]
        if len(index):
            values = np.array(x[index][:, :booster.num_feature()])
            values[:, 0] = 0
            out[index] = booster.predict(values, num_threads=1)


def cut(pr, n, lo=0.15, hi=0.6):
    """The cut of src/strip/model/cut.rs."""
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
    """The blocks of the body: what rules have dropped and the headline are out."""
    pr = np.where(p.ruled == 1, 0.0, np.where(p.ruled == 2, 1.0, pr))
    return (pr >= cut(pr, p.words)) & (p.ruled == 0) & ~p.apart


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


def crop(path, gold, folder):
    """A text with most of its furniture cut off, as what people save by hand: from a few lines above the first line of the
    gold to a few below the last. Every seventh text."""
    digest = hashlib.sha256(path.encode()).digest()[0]
    if digest % 7:
        return None
    plain = ' '.join(WORD.findall((gold or '').lower()))
    with open(path, encoding='utf8') as f:
        lines = f.read().split('\n')
    found = [i for i, line in enumerate(lines) if len(w := WORD.findall(line.lower())) >= 8 and ' '.join(w) in plain]
    if len(found) < 3:
        return None
    spare = digest // 7 % 5
    lines = lines[max(0, found[0] - 2 - 2 * spare):found[-1] + 2 + spare]
    parts = path.split('/')
    target = os.path.join(folder, parts[-3], 'cropped-' + parts[-2], parts[-1])
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, 'w', encoding='utf8') as f:
        f.write('\n'.join(lines) + '\n')
    return target


def dump(tools, folder, lines):
    if not os.path.exists(os.path.join(folder, 'done')):
        subprocess.run([os.path.join(tools, 'dump_lines'), folder], input='\n'.join(lines) + '\n', text=True, check=True)
        open(os.path.join(folder, 'done'), 'w').close()
    with open(os.path.join(folder, 'names.txt')) as f:
        fingerprint, *names = f.read().split()
    return int(fingerprint), names


def matrix(folder, width):
    return np.memmap(os.path.join(folder, 'rows.f32'), dtype='<f4', mode='r').reshape(-1, width)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument('--flat', required=True); a.add_argument('--text', required=True)
    a.add_argument('--tools', required=True); a.add_argument('--work', required=True)
    a.add_argument('--unknown', action='store_true'); a.add_argument('--ship', action='store_true')
    o = a.parse_args()
    place = lambda name: os.path.join(o.work, name)
    os.makedirs(o.work, exist_ok=True)
    golds = {name: golds_of(os.path.join(o.flat, name)) for name in ('wcxb-dev', 'fundus-dev', 'fundus-eval')}
    golds['wcxb-dev-text'] = golds_of(o.text)
    files = sorted(glob.glob(os.path.join(o.text, '*', '*.txt')))
    for name in ('wcxb-dev', 'fundus-dev', 'fundus-eval'):
        files += sorted(glob.glob(os.path.join(o.flat, name, '*', '*.txt')))
    trained = [f for f in files if f.split('/')[-3] != 'fundus-eval']
    gold_of = lambda f: golds[f.split('/')[-3]][f.split('/')[-1][:-4]]
    files += [c for f in trained if (c := crop(f, gold_of(f)['text'], place('cropped')))]

    fingerprint, names = dump(o.tools, place('first'), [f + '\t' for f in files])
    behind = names.index('p')
    pages = load(place('first'), golds, place('labels.json'))
    known = [p for p in pages if p.set != 'fundus-eval']
    kept_back = [p for p in pages if p.set == 'fundus-eval']
    whole = [p for p in pages if not p.cropped]
    x = matrix(place('first'), behind)
    print(len(pages), 'pages', x.shape, flush=True)
    report(whole, np.concatenate([p.y for p in pages]), 'the ceiling: labels of the blocks under the rules')

    def fold_pages(k):
        return [p for p in known if p.fold != k]

    first = np.zeros(len(x), np.float32)
    for k in [*range(FOLDS), None]:
        booster, sample = fit(x, fold_pages(k), behind, **FIRST)
        leave = exits(booster, *sample)
        forest = export.forest(booster, range(behind), leave)
        with open(place(f'first-{k}.bin'), 'wb') as f:
            f.write(export.model(fingerprint, FLOOR, [forest]))
        predict(booster, x, [p for p in known if p.fold == k] if k is not None else kept_back, first)
    first_booster = booster
    gain = booster.feature_importance('gain')
    print('  exit', leave, '  most used:', ' '.join(names[i] for i in np.argsort(-gain)[:40]))
    report(whole, first, 'first look, out of fold (fundus-eval: by the model that saw all of the others)')
    if o.unknown:
        unknown(x, known, behind, first)
    del x

    model_of = lambda p: place(f'first-{p.fold if p.set != "fundus-eval" else None}.bin')
    dump(o.tools, place('second'), [f'{p.path}\t{model_of(p)}' for p in pages])
    x = matrix(place('second'), len(names))
    first = np.array(x[:, behind])
    second = first.copy()
    for k in [*range(FOLDS), None]:
        booster, _ = fit(x, fold_pages(k), len(names), **SECOND)
        predict(booster, x, [p for p in known if p.fold == k] if k is not None else kept_back, second, first)
    gain = booster.feature_importance('gain')
    print('  most used:', ' '.join(names[i] for i in np.argsort(-gain)[:40]))
    report(whole, first, 'first look again, as the program computes it')
    report(whole, second, 'second look, out of fold')
    np.save(place('second.npy'), second)
    contents = export.model(fingerprint, FLOOR, [forest, export.forest(booster, range(len(names)))])
    with open(place('model.bin'), 'wb') as f:
        f.write(contents)
    print(len(contents), 'bytes')
    if o.ship:
        lines = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'src', 'strip', 'lines', 'model')
        shutil.copy(place('model.bin'), lines)
        with open(os.path.join(lines, 'golden.txt'), 'w') as f:
            f.writelines(golden.lines(first_booster, range(behind), booster, range(len(names)), len(names), leave))


def unknown(x, known, width, known_scores):
    """What a flattener loses when no page was seen through it: the first look, on one fold."""
    for flattener in FLATTENERS:
        there = [p for p in known if p.fold == 0 and p.flattener == flattener and not p.cropped]
        booster, _ = fit(x, [p for p in known if p.fold != 0 and p.flattener != flattener], width, **FIRST)
        pr = np.zeros(len(x), np.float32)
        predict(booster, x, there, pr)
        report(there, known_scores, f'known {flattener}')
        report(there, pr, f'unknown {flattener}')


if __name__ == '__main__':
    main()

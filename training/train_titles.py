"""Weighs what is known of a line that may be the headline of a flattened page (src/strip/lines/title.rs).

    cargo build --release --example dump_titles
    python training/train_titles.py --flat FLAT --text BENCH/wcxb-dev-text --tools target/release/examples [--ship]

FLAT is what flatten.py made of wcxb-dev, fundus-dev and fundus-eval.  The weights are those of a
conditional logit: each page chooses one of its lines, and the lines that have the words of its title
are right.  Prints out of fold (three folds by registered domain) how often the line taken is right, of
the articles that have such a line; for fundus-eval, which is never trained on, by the weights of all
others.  --ship writes the weights into title.rs.
"""
import argparse
import collections
import glob
import hashlib
import json
import os
import re
import subprocess

import numpy as np
from scipy.optimize import minimize

import data
import train_lines

SET_WEIGHT = {'wcxb-dev': 0.3, 'wcxb-dev-text': 0.5, 'fundus-dev': 2.0}
# a page that is no article
OTHER = 0.3
FOLDS = 3
L2 = 1e-3
# the share of right headlines that may be missed because too little speaks for them
MISSED = 0.02
TITLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'src', 'strip', 'lines', 'title.rs')


class Page:
    """A flattened page: what is known of the lines that may be its headline, and which are right."""


def words(text):
    return ' '.join(re.findall(r'\w+', text.lower()))


def load(o):
    golds = {name: train_lines.golds_of(os.path.join(o.flat, name)) for name in ('wcxb-dev', 'fundus-dev', 'fundus-eval')}
    golds['wcxb-dev-text'] = train_lines.golds_of(o.text)
    files = sorted(glob.glob(os.path.join(o.text, '*', '*.txt')))
    for name in ('wcxb-dev', 'fundus-dev', 'fundus-eval'):
        files += sorted(glob.glob(os.path.join(o.flat, name, '*', '*.txt')))
    tool = os.path.join(o.tools, 'dump_titles')
    said = subprocess.run([tool], input='\n'.join(files) + '\n', text=True, check=True, stdout=subprocess.PIPE).stdout
    names, *lines = said.splitlines()
    pages = []
    for line in lines:
        raw = json.loads(line)
        p = Page()
        p.set, p.flattener, name = raw['path'].split('/')[-3:]
        gold = golds[p.set][name[:-4]]
        title = words(gold.get('title') or '')
        if not title or not raw['titles']:
            continue
        p.article = gold.get('page_type') == 'article'
        p.x = np.array([facts for _, facts in raw['titles']])
        p.y = np.array([words(text) == title for text, _ in raw['titles']])
        p.fold = int(hashlib.sha256(data.domain(gold['url'] or gold['id']).encode()).hexdigest(), 16) % FOLDS
        if p.y.any():
            pages.append(p)
    return json.loads(names), pages


def fit(pages):
    pages = [p for p in pages if p.set in SET_WEIGHT]
    x, y = np.concatenate([p.x for p in pages]), np.concatenate([p.y for p in pages]).astype(float)
    starts = np.cumsum([0] + [len(p.x) for p in pages[:-1]])
    page = np.repeat(np.arange(len(pages)), [len(p.x) for p in pages])
    weight = np.array([SET_WEIGHT[p.set] * (1 if p.article else OTHER) for p in pages])
    weight /= weight.sum()
    spread = x.std(0) + 1e-6
    z = (x - x.mean(0)) / spread

    def loss(w):
        s = z @ w
        e = np.exp(s - np.maximum.reduceat(s, starts)[page])
        every, right = np.add.reduceat(e, starts), np.add.reduceat(e * y, starts)
        slope = z.T @ (weight[page] * (e / every[page] - e * y / (right[page] + 1e-12)))
        return (weight * (np.log(every) - np.log(right + 1e-12))).sum() + L2 * w @ w, slope + 2 * L2 * w

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method='L-BFGS-B', options=dict(maxiter=500))
    return np.round(found.x / spread, 2)


def report(pages, weights_of):
    table = collections.defaultdict(list)
    for p in pages:
        if p.article:
            table[p.set, p.flattener].append(p.y[int(np.argmax(p.x @ weights_of(p)))])
    for (name, flattener), right in sorted(table.items()):
        print(f'  {name:14} {flattener:16} {np.mean(right):.3f} of {len(right)}', flush=True)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument('--flat', required=True); a.add_argument('--text', required=True)
    a.add_argument('--tools', required=True); a.add_argument('--ship', action='store_true')
    o = a.parse_args()
    names, pages = load(o)
    folds = [fit([p for p in pages if p.fold != k]) for k in range(FOLDS)]
    weights = fit(pages)
    report(pages, lambda p: weights if p.set == 'fundus-eval' else folds[p.fold])
    won = np.array([(p.x @ weights).max() for p in pages if p.set == 'fundus-dev' and p.y[int(np.argmax(p.x @ weights))]])
    enough = round(float(np.quantile(won, MISSED)), 2)
    print('enough', enough, ' '.join(f'{n} {w}' for n, w in zip(names, weights)))
    if o.ship:
        with open(TITLE, encoding='utf8') as f:
            text = f.read()
        for name, weight in zip(names, weights):
            text = re.sub(rf'\("{re.escape(name)}", -?[0-9.]+\)', f'("{name}", {weight})', text)
        text = re.sub(r'ENOUGH: f32 = -?[0-9.]+;', f'ENOUGH: f32 = {enough};', text)
        with open(TITLE, 'w', encoding='utf8') as f:
            f.write(text)


if __name__ == '__main__':
    main()

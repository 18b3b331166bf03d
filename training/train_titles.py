"""Weighs what is known of a line that may be the headline of a flattened page (src/strip/lines/title.rs).

    cargo build --release --example dump_titles
    python training/train_titles.py --flat FLAT --text BENCH/wcxb-dev-text --tools target/release/examples --work FOLDER [--ship]

FLAT is what flatten.py made of wcxb-dev, fundus-dev and fundus-eval.  The weights are those of a
conditional logit: each page chooses one of its lines, and the lines that have the words of its title
are right.  Prints out of fold (three folds by registered domain) how often the line taken is right, of
the articles that have such a line; for fundus-eval, which is never trained on, by the weights of all
others.  How much more must speak for a line inside the text is chosen out of fold, between the headlines found
there and the lines taken for one in copies of the texts (in --work) that are cut off below their headline.
--ship writes all of it into title.rs.
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
# the sets whose articles are also read without their headline
CUT_OFF = ('fundus-dev', 'wcxb-dev-text')
L2 = 1e-3
# the share of right headlines that may be missed because too little speaks for them
MISSED = 0.02
TITLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'src', 'strip', 'lines', 'title.rs')


class Page:
    """A flattened page: what is known of the lines that may be its headline, and which are right."""


def words(text):
    return ' '.join(re.findall(r'\w+', text.lower()))


def headless(path, gold, folder):
    """A copy of an article without its headline and all above: from the first line of the gold text on."""
    plain = words(gold['text'] or '')
    with open(path, encoding='utf8') as f:
        lines = f.read().split('\n')
    first = next((i for i, line in enumerate(lines) if len((w := words(line)).split()) >= 8 and w in plain), None)
    if first is None:
        return None
    target = os.path.join(folder, *path.split('/')[-3:])
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, 'w', encoding='utf8') as f:
        f.write('\n'.join(lines[first:]))
    return target


def load(o):
    golds = {name: train_lines.golds_of(os.path.join(o.flat, name)) for name in ('wcxb-dev', 'fundus-dev', 'fundus-eval')}
    golds['wcxb-dev-text'] = train_lines.golds_of(o.text)
    files = sorted(glob.glob(os.path.join(o.text, '*', '*.txt')))
    for name in ('wcxb-dev', 'fundus-dev', 'fundus-eval'):
        files += sorted(glob.glob(os.path.join(o.flat, name, '*', '*.txt')))
    gold_of = lambda path: golds[path.split('/')[-3]][os.path.basename(path)[:-4]]
    for path in [f for f in files if f.split('/')[-3] in CUT_OFF and gold_of(f).get('page_type') == 'article']:
        if cut := headless(path, gold_of(path), o.work):
            files.append(cut)
    tool = os.path.join(o.tools, 'dump_titles')
    said = subprocess.run([tool], input='\n'.join(files) + '\n', text=True, check=True, stdout=subprocess.PIPE).stdout
    names, *lines = said.splitlines()
    pages = []
    for line in lines:
        raw = json.loads(line)
        p = Page()
        p.set, p.flattener, name = raw['path'].split('/')[-3:]
        p.headless = raw['path'].startswith(o.work)
        gold = golds[p.set][name[:-4]]
        title = words(gold.get('title') or '')
        if not title or not raw['titles']:
            continue
        p.article = gold.get('page_type') == 'article'
        p.x = np.array([facts for _, facts in raw['titles']])
        p.y = np.array([words(text) == title for text, _ in raw['titles']])
        p.fold = int(hashlib.sha256(data.domain(gold['url'] or gold['id']).encode()).hexdigest(), 16) % FOLDS
        if p.y.any() != p.headless:
            pages.append(p)
    return json.loads(names), pages


def fit(pages):
    pages = [p for p in pages if p.set in SET_WEIGHT and not p.headless]
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
        if p.article and not p.headless:
            table[p.set, p.flattener].append(p.y[int(np.argmax(p.x @ weights_of(p)))])
    for (name, flattener), right in sorted(table.items()):
        print(f'  {name:14} {flattener:16} {np.mean(right):.3f} of {len(right)}', flush=True)


def more_inside(pages, weights_of, enough, inside):
    """How much more must speak for a line inside the text, so that out of fold most articles are judged right: the whole
    ones by the line that is taken, those without a headline by none being taken. These weigh as if every seventh article
    were one, as train_lines.py cuts off every seventh."""
    found = []
    for p in [p for p in pages if p.article and p.set in CUT_OFF]:
        scores = p.x @ weights_of(p)
        best = int(np.argmax(scores))
        found.append((scores[best] - enough, p.x[best][inside] > 0, p.y[best], p.headless))
    spare, within, right, none = map(np.array, zip(*found))
    share = lambda more: [np.where(taken, right, none)[kind].mean() for taken in [spare >= more * within] for kind in (~none, none)]
    # the middle of the best: the counts are steps
    tried = np.round(np.arange(0, 8.01, 0.1), 1)
    sums = np.array([whole + cut / 6 for whole, cut in map(share, tried)])
    best = float(np.median(tried[sums >= sums.max() - 1e-9]))
    for more in (0.0, 2.5, best, 8.0):
        print(f'  more inside {more}: right on {share(more)[0]:.4f} of the articles, {share(more)[1]:.4f} of those without a headline')
    return best


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument('--flat', required=True); a.add_argument('--text', required=True)
    a.add_argument('--tools', required=True); a.add_argument('--work', required=True); a.add_argument('--ship', action='store_true')
    o = a.parse_args()
    names, pages = load(o)
    folds = [fit([p for p in pages if p.fold != k]) for k in range(FOLDS)]
    weights = fit(pages)
    report(pages, lambda p: weights if p.set == 'fundus-eval' else folds[p.fold])
    won = np.array([(p.x @ weights).max() for p in pages if p.set == 'fundus-dev' and not p.headless and p.y[int(np.argmax(p.x @ weights))]])
    enough = round(float(np.quantile(won, MISSED)), 2)
    more = more_inside(pages, lambda p: folds[p.fold], enough, names.index('inside'))
    print('enough', enough, 'more inside', more, ' '.join(f'{n} {w}' for n, w in zip(names, weights)))
    if o.ship:
        with open(TITLE, encoding='utf8') as f:
            text = f.read()
        for name, weight in zip(names, weights):
            text = re.sub(rf'\("{re.escape(name)}", -?[0-9.]+\)', f'("{name}", {weight})', text)
        text = re.sub(r'ENOUGH: f32 = -?[0-9.]+;', f'ENOUGH: f32 = {enough};', text)
        text = re.sub(r'MORE_INSIDE: f32 = -?[0-9.]+;', f'MORE_INSIDE: f32 = {more:.1f};', text)
        with open(TITLE, 'w', encoding='utf8') as f:
            f.write(text)


if __name__ == '__main__':
    main()

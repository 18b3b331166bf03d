"""Trains the model of src/strip from the labelled sets.

    cargo build --release --example dump --example predict
    python training/train.py --bench FOLDER --tools target/release/examples --work FOLDER [--ship] [--every N]

FOLDER of --bench holds wcxb-dev and fundus-dev as unpacked. Leaves fold models, the full model and
`oof.txt` (lines of PATH, TAB, MODEL for `predict`) in --work; --ship copies the full model to
src/strip/model/model.bin. Seeds are fixed and LightGBM runs deterministically: two runs give the same file.
"""
import argparse
import glob
import hashlib
import os
import shutil
import subprocess

import lightgbm as lgb
import numpy as np

import data
import export
import golden
import shorten

SETS = ('wcxb-dev', 'fundus-dev')
# fundus-dev is small, and the only set with news' convention and many languages
SET_WEIGHT = {'wcxb-dev': 1.0, 'fundus-dev': 2.5}
# kinds of general pages on which most is lost weigh more: there are few of each
KIND_WEIGHT = {'product': 1.3, 'collection': 1.3, 'listing': 1.3, 'forum': 1.3, 'service': 1.1}
# copies say less than pages: short ones, and those without class names or word lists
SHORT_WEIGHT, GUISE_WEIGHT = 0.5, 0.7
PARAMETERS = dict(
    objective='cross_entropy', num_leaves=31, min_data_in_leaf=50, feature_fraction=0.25,
    bagging_fraction=0.5, bagging_freq=1, lambda_l2=5.0, max_bin=63, min_sum_hessian_in_leaf=0.5,
    num_threads=2, seed=7, deterministic=True, force_col_wise=True, verbose=-1,
)
FIRST = dict(trees=200, learning_rate=0.06)
# the second look is the mean of two forests that weigh blocks in two ways (`by_gold` of data.weights)
SECOND, WAYS = dict(trees=200, learning_rate=0.04), (0.0, 0.5)
# from these numbers of trees on, a row whose sum is below leaves: of the rows that leave the first look hardly one
# would have come to FLOOR, and of those that leave the second none is kept, whatever the cut
EXITS, SECOND_EXITS = ((34, -2.3), (44, -2.65), (64, -3.0), (90, -3.3)), ((160, -2.2), (220, -2.3))
# blocks that the first look gives less than this are not looked at twice,
FLOOR = 0.15
# and the second look learns from those that it may be asked about
LEARNT = 0.03


def dump(tools, folder, lines):
    if os.path.exists(os.path.join(folder, 'done')):
        return
    subprocess.run([os.path.join(tools, 'dump'), folder], input='\n'.join(lines) + '\n', text=True, check=True)
    open(os.path.join(folder, 'done'), 'w').close()


def names(folder):
    with open(os.path.join(folder, 'names.txt')) as f:
        lines = f.read().split('\n')
    return int(lines[0]), [n for n in lines[1:] if n]


def matrix(folder, width):
    return np.memmap(os.path.join(folder, 'rows.f32'), dtype='<f4', mode='r').reshape(-1, width)


def rows_of(pages):
    return np.concatenate([np.arange(p.start, p.end) for p in pages])


def share(index, of):
    """Every row whose hashed number is 0 modulo `of`, the same rows each time."""
    return (index.astype(np.uint64) * np.uint64(2654435761) >> np.uint64(7)) % of.astype(np.uint64) == 0


def follow_news(pages, x, columns):
    """The gold texts of general web pages count captions in, those of news do not, and the program leaves them
    out where a page says that it is news: what is learned from such a page follows the program."""
    column = {name: i for i, name in enumerate(columns)}
    for page in pages:
        if page.end > page.start and x[page.start, column['page.convention']] == 0:
            rows = x[page.start:page.end]
            words = np.expm1(rows[:, column['words']])
            caption = (rows[:, column['near.figcaption']] <= 3) | (rows[:, column['class.caption']] <= 2) & (words <= 80)
            credit = (rows[:, column['class.credit']] <= 1) & (words <= 14)
            page.y[caption | credit] = 0


def weight_of(page):
    """What a page weighs beside others."""
    copy = SHORT_WEIGHT if page.short else GUISE_WEIGHT if page.flags else 1.0
    kind = KIND_WEIGHT.get(page.gold.get('page_type'), 1.0) if page.set == 'wcxb-dev' else 1.0
    return SET_WEIGHT[page.set] * kind * copy


def dataset(x, pages, columns, menus, likely=None, by_gold=0.0):
    """The rows to learn from as LightGBM bins them, and the fold of each. `likely`: what the first look said of
    each row, for the second."""
    keep = [p for p in pages if p.end > p.start]
    index = rows_of(keep)
    y = np.concatenate([p.y for p in keep])
    w = np.concatenate([data.weights(p, by_gold) * weight_of(p) for p in keep])
    fold = np.concatenate([np.full(len(p.y), p.fold) for p in keep])
    menu = x[:, menus].min(axis=1)[index] < 30
    out = y <= 0.02
    # furniture is most of the rows and all alike: some of it stands for all
    if likely is None:
        each = np.where(out & menu, 6, np.where(out, 2, 1))
        taken = share(index, each)
    else:
        clear = out & (likely[index] < 0.15)
        each = np.where(clear & menu, 3, np.where(clear, 2, 1))
        taken = share(index, each) & (likely[index] >= LEARNT)
    w = (w * each)[taken]
    index, y, fold = index[taken], y[taken], fold[taken]
    values = np.empty((len(index), len(columns)), np.float32)
    for start in range(0, len(index), 50_000):
        values[start:start + 50_000] = x[index[start:start + 50_000]][:, columns]
    rows = lgb.Dataset(values, y, weight=w / w.mean(), params=dict(PARAMETERS), free_raw_data=True)
    rows.construct()
    print(len(index), 'rows', flush=True)
    return rows, fold


def fit(rows, fold, without, options):
    """A forest that saw no page of a fold, or all pages."""
    if without is not None:
        rows = rows.subset(np.flatnonzero(fold != without))
    booster = lgb.train({**PARAMETERS, 'learning_rate': options['learning_rate']}, rows, options['trees'])
    print('fit without', without, flush=True)
    return booster


def guises(path):
    """As what a page is trained on: as it is; every fourth also without its class names, as sites that hash
    them look; every eighth without what the word lists say, as in a language that no list knows."""
    digest = hashlib.sha256(os.path.basename(path).encode()).digest()[0]
    return ['', *(['n'] if digest % 4 == 0 else ['u'] if digest % 8 == 1 else [])]


def listed(files, model):
    """The lines that `dump` reads."""
    return [f'{f}\t{flags}\t{model(f)}' for f in files for flags in guises(f)]


def write(path, contents):
    with open(path, 'wb') as f:
        f.write(contents)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('--bench', required=True)
    arguments.add_argument('--tools', required=True)
    arguments.add_argument('--work', required=True)
    arguments.add_argument('--ship', action='store_true')
    arguments.add_argument('--every', type=int, default=1, help='learn from every Nth page only, to try things')
    a = arguments.parse_args()
    os.makedirs(a.work, exist_ok=True)
    place = lambda name: os.path.join(a.work, name)
    files = [f for s in SETS for f in sorted(glob.glob(os.path.join(a.bench, s, 'html', '*.html')))][::a.every]
    dump(a.tools, place('plain'), [f'{f}\t\t' for f in files])
    whole = data.load(place('plain'), a.bench, place('labels.json'))
    files += [path for path, _ in shorten.copies(whole, place('short'))]
    dump(a.tools, place('first'), listed(files, lambda f: ''))
    fingerprint, columns = names(place('first'))
    pages = data.load(place('first'), a.bench, place('labels.json'))
    follow_news(pages, matrix(place('first'), len(columns)), columns)
    behind = columns.index('p')
    chosen = chosen_columns(place('columns.txt'), columns)
    one, two = [i for i in chosen if i < behind], chosen
    folds = [*range(data.FOLDS), None]
    menus = [columns.index('near.nav'), columns.index('near.footer')]
    name = lambda stage, k: place(f'{stage}-{"all" if k is None else k}')

    x = matrix(place('first'), len(columns))
    todo = [k for k in folds if not os.path.exists(name('first', k) + '.bin')]
    if todo:
        rows, fold = dataset(x, pages, one, menus)
    for k in todo:
        booster = fit(rows, fold, k, FIRST)
        booster.save_model(name('first', k) + '.txt')
        write(name('first', k) + '.bin', export.model(fingerprint, FLOOR, [export.forest(booster, one, EXITS)]))

    of_fold = {p.path: p.fold for p in pages}
    dump(a.tools, place('second'), listed(files, lambda f: name('first', of_fold[f]) + '.bin'))
    x = matrix(place('second'), len(columns))
    for number, by_gold in enumerate(WAYS):
        way = lambda k: name(f'second-{number}', k) + '.txt'
        todo = [k for k in folds if not os.path.exists(way(k))]
        if todo:
            rows, fold = dataset(x, pages, two, menus, x[:, behind], by_gold)
        for k in todo:
            fit(rows, fold, k, SECOND).save_model(way(k))
    looks = lambda k: (lgb.Booster(model_file=name('first', k) + '.txt'), export.Mean(
        [lgb.Booster(model_file=name(f'second-{number}', k) + '.txt') for number in range(len(WAYS))]))
    for k in folds:
        first, second = looks(k)
        write(name('both', k) + '.bin', export.model(fingerprint, FLOOR, [
            export.forest(first, one, EXITS), export.forest(second, two, SECOND_EXITS)]))
    with open(place('oof.txt'), 'w') as f:
        for p in pages:
            if not p.flags and not p.short:
                f.write(f'{p.path}\t{name("both", p.fold)}.bin\n')
    if a.ship:
        strip = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'src', 'strip', 'model')
        shutil.copy(name('both', None) + '.bin', os.path.join(strip, 'model.bin'))
        first, second = looks(None)
        with open(os.path.join(strip, 'golden.txt'), 'w') as f:
            f.writelines(golden.lines(first, one, second, two, len(columns), EXITS, SECOND_EXITS))


def chosen_columns(path, columns):
    """The columns that may be used: those named in the file, or all."""
    if not os.path.exists(path):
        return list(range(len(columns)))
    with open(path) as f:
        wanted = set(f.read().split('\n'))
    return [i for i, c in enumerate(columns) if c in wanted]


if __name__ == '__main__':
    main()

#!/usr/bin/env python3
"""What site profiles are worth, and how much what repeats should weigh (src/strip/label/repeated.rs).

    profiles.py gain --spoglio target/release/spoglio --flat FLAT/fundus-eval --work FOLDER
    profiles.py gain --spoglio target/release/spoglio --html BENCH/fundus-eval --work FOLDER
    profiles.py weights --flat FLAT --text BENCH/wcxb-dev-text --tools target/release/examples --work FOLDER

`gain` takes the hosts with three pages or more, learns a profile of each from its pages (at most --pages
of them, as flattened by one tool, or as markup), cleans the same pages with and without it, and prints
the mean word F1 of the body both ways, by kind of page.

`weights` trains a line model without the domains that have several pages, learns profiles of these, and
prints for several weights how the word F1 of their pages changes: FLAT holds wcxb-dev and fundus-dev
flattened by flatten.py, by every tool: of a set flattened with --each hardly a site has three pages that
one tool flattened.  fundus-eval, where it is in FLAT, is printed beside them; nothing is chosen by it.
"""
import argparse
import collections
import glob
import json
import os
import subprocess
from urllib.parse import urlparse

LEAST = 3


def host_of(gold):
    return (urlparse(gold['url'] or '').hostname or '').lower()


def f1(text, gold):
    from train_lines import f1 as score
    return score(text, gold)


def golds_of(folder):
    with open(os.path.join(folder, 'gold.jsonl'), encoding='utf8') as f:
        return {g['id']: g for g in map(json.loads, f)}


def gain(o):
    folder = o.flat or o.html
    golds = golds_of(folder)
    tools = sorted(os.listdir(folder)) if o.flat else ['html']
    for tool in [t for t in tools if os.path.isdir(os.path.join(folder, t))]:
        hosts = collections.defaultdict(list)
        for path in sorted(glob.glob(os.path.join(folder, tool, '*'))):
            gold = golds.get(os.path.basename(path).rsplit('.', 1)[0])
            if gold and host_of(gold):
                hosts[host_of(gold)].append((path, gold))
        table = collections.defaultdict(list)
        for host, pages in sorted(hosts.items()):
            pages = pages[:o.pages]
            if len(pages) < LEAST:
                continue
            paths = [path for path, _ in pages]
            file = os.path.join(o.work, 'profile.json')
            with open(file, 'wb') as f:
                learned = subprocess.run([o.spoglio, 'site', host, '--from', *paths, '--json'], stdout=f, stderr=subprocess.DEVNULL)
            plain = cleaned(o.spoglio, paths, [])
            known = cleaned(o.spoglio, paths, ['--profile', file]) if learned.returncode in (0, 1) else plain
            for path, gold in pages:
                scores = [f1(texts.get(path, ''), gold['text']) for texts in (plain, known)]
                for kind in ('all', gold.get('page_type') or 'article'):
                    table[kind].append(scores)
        for kind, scores in sorted(table.items()):
            before, after = (sum(s[k] for s in scores) / len(scores) for k in (0, 1))
            worse, better = (sum((s[1] - s[0]) * sign > 0.0005 for s in scores) for sign in (-1, 1))
            print(f'{tool:16} {kind:14} {len(scores):4} pages  {before:.4f} → {after:.4f}  {after - before:+.4f}'
                  f'  better {better}, worse {worse}', flush=True)


def cleaned(spoglio, paths, options):
    done = subprocess.run([spoglio, 'clean', '--format', 'jsonl', '--threads', '1', *options, *paths], capture_output=True)
    lines = map(json.loads, done.stdout.decode('utf8').splitlines())
    return {line['source']: line['text'] for line in lines}


def key(text):
    """The digest of src/profile/key.rs, as the text it is made of."""
    out, number, letters = [], False, 0
    for c in text:
        if c.isalpha():
            out.append(c.lower())
            letters, number = letters + 1, False
        elif c.isnumeric():
            if not number:
                out.append('0')
            number = True
    return ''.join(out) if letters >= 2 else None


def held_out(o):
    """Pages of domains with several pages, with what a line model says that saw none of them."""
    import numpy as np
    import data
    import export
    import train_lines as lines
    place = lambda name: os.path.join(o.work, name)
    sets = [s for s in ('wcxb-dev', 'fundus-dev', 'fundus-eval') if os.path.isdir(os.path.join(o.flat, s))]
    golds = {s: golds_of(os.path.join(o.flat, s)) for s in sets}
    golds['wcxb-dev-text'] = golds_of(o.text)
    for gold in [g for s in golds.values() for g in s.values()]:
        gold['url'] = gold['url'] or gold.get('publisher')
    known = {s: golds[s] for s in sets if s != 'fundus-eval'}
    domain = lambda g: data.domain(g['url'] or g['id'])
    count = collections.Counter(domain(g) for s in known.values() for g in s.values())
    gold_of = lambda f: golds[f.split('/')[-3]][os.path.basename(f)[:-4]]
    files = sorted(glob.glob(os.path.join(o.text, '*', '*.txt')))
    held = []
    for s in sets:
        for f in sorted(glob.glob(os.path.join(o.flat, s, '*', '*.txt'))):
            alone = s != 'fundus-eval' and count[domain(gold_of(f))] < 2
            (files if alone else held).append(f)
    files = [f for f in files if count[domain(gold_of(f))] < 2]
    fingerprint, names = lines.dump(o.tools, place('first'), [f + '\t' for f in files + held])
    behind = names.index('p')
    pages = lines.load(place('first'), golds, place('labels.json'))
    train, rest = pages[:len(files)], pages[len(files):]
    first, sample = lines.fit(lines.matrix(place('first'), behind), train, behind, **lines.FIRST)
    forest = export.forest(first, range(behind), lines.exits(first, *sample))
    with open(place('first.bin'), 'wb') as f:
        f.write(export.model(fingerprint, lines.FLOOR, [forest]))
    lines.dump(o.tools, place('second'), [f'{p.path}\t{place("first.bin")}' for p in pages])
    x = lines.matrix(place('second'), len(names))
    p = np.array(x[:, behind])
    second, _ = lines.fit(x, train, len(names), **lines.SECOND)
    lines.predict(second, x, rest, p, p.copy())
    for page in rest:
        page.p = p[page.start:page.end]
    return rest


def weights(o):
    import numpy as np
    import train_lines as lines
    hosts = collections.defaultdict(list)
    for page in held_out(o):
        hosts[page.set, page.flattener, host_of(page.gold)].append(page)
    tables = collections.defaultdict(lambda: collections.defaultdict(list))
    for (name, _, _), pages in hosts.items():
        if len(pages) < LEAST:
            continue
        stands = collections.Counter(k for p in pages for k in {key(t) for t in p.texts})
        for p in pages:
            counts = np.array([stands[k] if (k := key(t)) else 0 for t in p.texts])
            share = np.where((counts >= LEAST) & (p.ruled == 0), counts / len(pages), 0)
            for weight in (0, .5, 1, 2, 3, 4, 8):
                odds = np.log(np.clip(p.p, 1e-9, 1) / np.clip(1 - p.p, 1e-6, 1)) - weight * share
                changed = 1 / (1 + np.exp(-odds))
                open_ = p.ruled == 0
                # the page's own text, that others print again
                if (changed * p.words)[open_].sum() < .5 * (p.p * p.words)[open_].sum():
                    changed = p.p
                keep = lines.selected(p, changed)
                score = lines.f1('\n'.join(t for t, k in zip(p.texts, keep) if k), p.gold['text'])
                tables[name, p.gold.get('page_type') or 'article'][weight].append(score)
    for (name, kind), table in sorted(tables.items()):
        base = np.mean(table[0])
        print(f'{name:12} {kind:14} {len(table[0]):4} pages {base:.4f} ',
              '  '.join(f'{weight}: {np.mean(scores) - base:+.4f}' for weight, scores in table.items() if weight), flush=True)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument('what', choices=['gain', 'weights'])
    a.add_argument('--flat'); a.add_argument('--html'); a.add_argument('--text'); a.add_argument('--tools')
    a.add_argument('--spoglio', default='target/release/spoglio'); a.add_argument('--work', required=True)
    a.add_argument('--pages', type=int, default=1000)
    o = a.parse_args()
    os.makedirs(o.work, exist_ok=True)
    if o.what == 'gain':
        if bool(o.flat) == bool(o.html):
            a.error('gain: name one of --flat and --html')
        gain(o)
    elif not (o.flat and o.text and o.tools):
        a.error('weights: name --flat, --text and --tools')
    else:
        weights(o)


if __name__ == '__main__':
    main()

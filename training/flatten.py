#!/usr/bin/env python3
"""flatten.py SET OUT [--flatteners A,B,…] [--each N] [--jobs N]

Flattens the HTML pages of a labelled set (a folder with html/<id>.html and gold.jsonl) to text, the
way common tools do it, into OUT/<flattener>/<id>.txt, and copies gold.jsonl beside them.

  html2text        Markdown wrapped at 78 columns, links and images in place
  html2text-plain  the same without links and images, not wrapped
  inscriptis       layout kept by indentation
  bs4              BeautifulSoup's get_text, one line a text node
  lynx             lynx -dump: wrapped at 80 columns, numbered links, the list of links at the end
  lynx-wide        lynx -dump -nolist -width=990

Needs lynx (Debian) and, from PyPI, html2text, inscriptis, beautifulsoup4 and lxml.  With --each N a
page is flattened by N of the flatteners only, chosen by a digest of its id, so that a large set gives
every flattener its share without costing six times the time.
"""
import argparse, hashlib, os, shutil, subprocess
from concurrent.futures import ProcessPoolExecutor

ALL = ['html2text', 'html2text-plain', 'inscriptis', 'bs4', 'lynx', 'lynx-wide']


def decode(raw):
    from bs4.dammit import UnicodeDammit
    try:
        return raw.decode('utf8')
    except UnicodeDecodeError:
        return UnicodeDammit(raw, is_html=True).unicode_markup or raw.decode('latin1')


def html2text_(page, wide):
    import html2text
    h = html2text.HTML2Text(bodywidth=0 if wide else 78)
    h.ignore_links = h.ignore_images = wide
    return h.handle(page)


def bs4_(page):
    from bs4 import BeautifulSoup
    soup = BeautifulSoup(page, 'lxml')
    for tag in soup(['script', 'style', 'noscript', 'template']):
        tag.decompose()
    return soup.get_text('\n', strip=True) + '\n'


def inscriptis_(page):
    from inscriptis import get_text
    return get_text(page)


def lynx_(path, wide):
    options = ['-nolist', '-width=990'] if wide else ['-width=80']
    done = subprocess.run(['lynx', '-dump', '-force_html', '-assume_charset=utf-8', '-display_charset=utf-8', *options, path],
                          capture_output=True, timeout=60)
    return done.stdout.decode('utf8', 'replace')


def flatten(job):
    source, target, how = job
    if os.path.exists(target):
        return None
    try:
        if how.startswith('lynx'):
            text = lynx_(source, how == 'lynx-wide')
        else:
            with open(source, 'rb') as f:
                page = decode(f.read())
            text = {'html2text': lambda: html2text_(page, False), 'html2text-plain': lambda: html2text_(page, True),
                    'inscriptis': lambda: inscriptis_(page), 'bs4': lambda: bs4_(page)}[how]()
    except Exception as error:  # a page that one tool cannot read is missing from that tool's folder
        return f'{source}: {how}: {error!r}'
    with open(target, 'w', encoding='utf8') as f:
        f.write(text)
    return None


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument('set'); a.add_argument('out')
    a.add_argument('--flatteners', default=','.join(ALL)); a.add_argument('--each', type=int, default=0)
    a.add_argument('--jobs', type=int, default=2)
    o = a.parse_args()
    chosen = o.flatteners.split(',')
    jobs = []
    for how in chosen:
        os.makedirs(os.path.join(o.out, how), exist_ok=True)
    for name in sorted(os.listdir(os.path.join(o.set, 'html'))):
        page = name.rsplit('.', 1)[0]
        digest = int(hashlib.sha256(page.encode()).hexdigest(), 16)
        how_many = o.each or len(chosen)
        for k in range(how_many):
            how = chosen[(digest + k * (1 + len(chosen) // how_many)) % len(chosen)] if o.each else chosen[k]
            jobs.append((os.path.join(o.set, 'html', name), os.path.join(o.out, how, page + '.txt'), how))
    shutil.copy(os.path.join(o.set, 'gold.jsonl'), o.out)
    with ProcessPoolExecutor(o.jobs) as pool:
        for error in pool.map(flatten, jobs, chunksize=8):
            if error:
                print(error)


if __name__ == '__main__':
    main()

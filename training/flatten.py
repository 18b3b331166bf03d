#!/usr/bin/env python3
"""flatten.py SET OUT [--flatteners A,B,…] [--each N] [--jobs N]
flatten.py --twins tests/pages

Flattens the HTML pages of a labelled set (a folder with html/<id>.html and gold.jsonl) to text, the
way common tools do it, into OUT/<flattener>/<id>.txt, and copies gold.jsonl beside them.

  html2text        Markdown wrapped at 78 columns, links and images in place
  html2text-plain  the same without links and images, not wrapped
  inscriptis       layout kept by indentation
  bs4              BeautifulSoup's get_text, one line a text node
  lynx             lynx -dump: wrapped at 80 columns, numbered links, the list of links at the end
  lynx-wide        lynx -dump -nolist -width=990
  w3m              w3m -dump, wrapped at 80 columns, tables and frames drawn
  blocks           what a browser's copy and paste gives: a line a block, white space collapsed

Needs lynx and w3m (Debian) and, from PyPI, html2text, inscriptis, beautifulsoup4 and lxml.  With --each N a
page is flattened by N of the flatteners only, chosen by a digest of its id, so that a large set gives
every flattener its share without costing six times the time.
"""
import argparse, hashlib, os, shutil, subprocess
from concurrent.futures import ProcessPoolExecutor

ALL = ['html2text', 'html2text-plain', 'inscriptis', 'bs4', 'lynx', 'lynx-wide', 'w3m', 'blocks']
TWINS = ['html2text', 'html2text-plain', 'inscriptis', 'bs4', 'lynx', 'lynx-wide']
INLINE = {'a', 'abbr', 'b', 'bdi', 'bdo', 'big', 'cite', 'code', 'del', 'em', 'font', 'i', 'ins', 'kbd', 'label', 'mark', 'q', 's',
          'samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'time', 'tt', 'u', 'var', 'wbr'}
UNSEEN = {'script', 'style', 'noscript', 'template', 'head', 'svg', 'math', 'iframe', 'object', 'select', 'textarea'}


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


def blocks_(page):
    import lxml.html
    lines, line = [], []

    def end():
        text = ' '.join(''.join(line).split())
        line.clear()
        if text:
            lines.append(text)

    def walk(root):
        stack = [(root, False)]
        while stack:
            node, behind = stack.pop()
            if behind:
                if node.tag not in INLINE:
                    end()
                line.append(node.tail or '' if node is not root else '')
                continue
            stack.append((node, True))
            if not isinstance(node.tag, str) or node.tag in UNSEEN:
                continue
            if node.tag not in INLINE:
                end()
            line.append(node.text or '')
            stack.extend((child, False) for child in reversed(node))

    walk(lxml.html.document_fromstring(page.encode('utf8'), parser=lxml.html.HTMLParser(encoding='utf8', huge_tree=True)))
    end()
    return '\n'.join(lines) + '\n'


def w3m_(path):
    done = subprocess.run(['w3m', '-dump', '-T', 'text/html', '-O', 'UTF-8', '-cols', '80', path], capture_output=True, timeout=60)
    return done.stdout.decode('utf8', 'replace')


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
        elif how == 'w3m':
            text = w3m_(source)
        else:
            with open(source, 'rb') as f:
                page = decode(f.read())
            text = {'html2text': lambda: html2text_(page, False), 'html2text-plain': lambda: html2text_(page, True),
                    'inscriptis': lambda: inscriptis_(page), 'bs4': lambda: bs4_(page), 'blocks': lambda: blocks_(page)}[how]()
    except Exception as error:  # a page that one tool cannot read is missing from that tool's folder
        return f'{source}: {how}: {error!r}'
    with open(target, 'w', encoding='utf8') as f:
        f.write(text)
    return None


def twins(folder):
    for place, _, names in sorted(os.walk(folder)):
        if 'page.html' in names and 'expected.txt' in names:
            for how in TWINS:
                target = os.path.join(place, f'flat.{how}.txt')
                error = flatten((os.path.join(place, 'page.html'), target, how))
                if error:
                    print(error)
                else:
                    relative(target, place)


def relative(target, place):
    """Takes the machine's own path out of the addresses that a tool made of relative links."""
    with open(target, encoding='utf8') as f:
        text = f.read()
    for start in ('file://localhost', 'file://'):
        text = text.replace(start + os.path.abspath(place) + '/page.html', 'https://page.example/')
        text = text.replace(start + os.path.abspath(place) + '/', 'https://page.example/')
        text = text.replace(start + '/', 'https://page.example/')
    with open(target, 'w', encoding='utf8') as f:
        f.write(text)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument('set', nargs='?'); a.add_argument('out', nargs='?'); a.add_argument('--twins')
    a.add_argument('--flatteners', default=','.join(ALL)); a.add_argument('--each', type=int, default=0)
    a.add_argument('--jobs', type=int, default=2)
    o = a.parse_args()
    if o.twins:
        return twins(o.twins)
    if not o.out:
        a.error('name a set and a folder for what becomes of it, or --twins')
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

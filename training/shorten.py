"""Short reports made of long articles, for the model to learn from.

Most articles of the labelled sets are long, and pages of news are not: below a report of two or
three paragraphs stand as many teasers, which read just like them. A copy of an article's page
keeps its first one to four paragraphs and loses the rest of its text, and everything around it
stays as it is. Every other copy loses its JSON-LD too, which often holds the whole text.
"""
import hashlib
import html
import os
import re

from align import tokens

# an element of the article's text with nothing but inline elements in it
ELEMENT = re.compile(
    rb'<(p|h2|h3|h4|li|blockquote)\b[^>]*>'
    rb'((?:(?!<(?:p|div|h[1-6]|li|ul|ol|blockquote|table|section|article|script)\b).)*?)</\1\s*>',
    re.S | re.I)
TAG = re.compile(r'<[^>]*>')
JSON = re.compile(rb'<script[^>]*application/ld\+json[^>]*>.*?</script>', re.S | re.I)
# a paragraph has so many words, an article so many paragraphs, which hold this share of its words
WORDS, PARAGRAPHS, SHARE = 8, 6, 0.6


def words_of(element):
    return tuple(tokens(html.unescape(TAG.sub('', element.decode('utf8', 'replace')))))


def shortened(source, page):
    """The bytes of a page with most of its article cut out, or None where that is not safe."""
    try:
        source.decode('utf8')
    except UnicodeDecodeError:
        return None
    article = {tuple(tokens(text)) for text, y in zip(page.texts, page.y) if y >= 0.9}
    found = []
    for match in ELEMENT.finditer(source):
        words = words_of(match[2])
        if len(words) >= 2 and words in article:
            found.append((match.start(), match.end(), len(words), match[1].lower() == b'p'))
    paragraphs = [f for f in found if f[3] and f[2] >= WORDS]
    if len(paragraphs) < PARAGRAPHS or sum(f[2] for f in found) < SHARE * len(tokens(page.gold['text'])):
        return None
    digest = hashlib.sha256(('short ' + page.id).encode()).digest()
    last = paragraphs[digest[0] % 4][1]
    out, at = bytearray(), 0
    for start, end, _, _ in found:
        if start >= max(last, at):
            out += source[at:start]
            at = end
    out += source[at:]
    return JSON.sub(b'', bytes(out)) if digest[1] % 2 == 0 else bytes(out)


def copies(pages, folder):
    """Writes the copies below `folder` as SET/html/ID.html; gives the path and the page of each."""
    made = []
    for page in pages:
        if page.gold['page_type'] != 'article' or not page.gold['text']:
            continue
        with open(page.path, 'rb') as f:
            copy = shortened(f.read(), page)
        if copy is None:
            continue
        path = os.path.join(folder, page.set, 'html', os.path.basename(page.path))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as f:
            f.write(copy)
        made.append((path, page))
    return made

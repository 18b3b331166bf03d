#!/usr/bin/env python3
"""Fetches the same pages with spoglio and with other downloaders, side by side in one run:

    benches/downloaders.py SPOGLIO [HOSTS [PAGES]]

SPOGLIO is the program, built with --release. HOSTS (default 200) invented hosts, each an address of
loopback, serve PAGES (default 100) pages each through nginx, with politeness off everywhere. spoglio
also reads robots.txt, cleans every page, looks for texts it has, and brings texts, WARC records and
index to the disk; the others only download (wget writes a WARC file). Each tool that is not installed
is left out: apt install nginx wget; pip install scrapy trafilatura lxml_html_clean into the Python that
runs this.
Prints wall and processor time, pages a second, the largest memory of each, and ratios.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

PORT = 8973
WORDS = """the of and to in a is that for it was on are as with his they at be this from have or by one
had not but what all were when we there can an your which their said if do will each about how up out
them then she many some so these would other into has more her two like him see time could no make than
first been its who now people my made over did down only way find use may water long little very after
called just where most know bridge council harbour engineers pillars report evening tuesday minister""".split()


def site(folder, pages):
    """Pages with an article's worth of text, each its own, among a portal's furniture."""
    menu = "".join(f"<li><a href='/section/{n}'>Section {n}</a></li>" for n in range(25))
    teasers = "".join(
        f"<div class=teaser><a href='/2026/story-{n}'>Another story of the day, number {n}</a></div>"
        for n in range(20)
    )
    for number in range(pages):
        chance = random.Random(number)

        def sentence():
            return " ".join(chance.choices(WORDS, k=18)).capitalize() + "."

        body = "".join(
            "<p>" + " ".join(sentence() for _ in range(4)) + "</p>" for _ in range(10)
        )
        page = (
            f"<!DOCTYPE html><html lang=en><head><title>Story {number} of the day</title></head><body>"
            f"<nav><ul>{menu}</ul></nav><main><article><h1>Story {number} of the day</h1>"
            f"<!--# echo var='host' -->{body}</article></main><aside>{teasers}</aside>"
            "<footer><p>All rights reserved.</p></footer></body></html>"
        )
        with open(os.path.join(folder, f"{number}.html"), "w", encoding="utf-8") as file:
            file.write(page)


def serve(folder):
    """nginx; each host's pages begin with its own address, so that no two texts are the same."""
    config = f"""
daemon off; master_process off; worker_processes 1; error_log {folder}/error.log crit; pid {folder}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
  access_log off; types {{ text/html html; }}
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  keepalive_requests 100000;
  server {{
    listen {PORT} reuseport; root {folder}/site;
    location / {{
      sub_filter "<!--# echo var='host' -->" "<p>The paper at $server_addr tells this story to its own readers alone, $server_addr says.</p>";
      sub_filter_once on;
    }}
  }}
}}
"""
    with open(os.path.join(folder, "nginx.conf"), "w") as file:
        file.write(config)
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    server = subprocess.Popen([nginx, "-c", f"{folder}/nginx.conf", "-p", folder])
    time.sleep(1)
    return server


def measured(command, **more):
    """Runs a command; gives wall seconds, processor seconds, and megabytes at its peak."""
    begun = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - begun
    if status != 0:
        print(f"{command[0]}: ended with {status}: {errors[-2000:].decode(errors='replace')}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


SPIDER = """
import sys, scrapy
from scrapy.crawler import CrawlerProcess

class Pages(scrapy.Spider):
    name = "pages"
    start_urls = open(sys.argv[1]).read().split()
    count = 0
    def parse(self, response):
        Pages.count += len(response.body) > 0

process = CrawlerProcess(settings={"LOG_ENABLED": False, "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": False,
    "TELNETCONSOLE_ENABLED": False})
process.crawl(Pages)
process.start()
assert Pages.count == len(Pages.start_urls), Pages.count
"""

TRAFILATURA = """
import sys
from trafilatura.downloads import add_to_compressed_dict, buffered_downloads, load_download_buffer
from trafilatura.settings import DEFAULT_CONFIG
# Its guard refuses addresses of loopback, where all the bench's hosts are.
DEFAULT_CONFIG.set("DEFAULT", "SSRF_PROTECTION", "off")
urls = open(sys.argv[1]).read().split()
store, count = add_to_compressed_dict(urls), 0
while not store.done:
    buffer, store = load_download_buffer(store, sleep_time=0)
    for _, result in buffered_downloads(buffer, 16):
        count += result is not None
assert count == len(urls), count
"""


def main():
    spoglio = os.path.abspath(sys.argv[1])
    hosts = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    pages = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    folder = tempfile.mkdtemp(prefix="downloaders-")
    os.mkdir(os.path.join(folder, "site"))
    site(os.path.join(folder, "site"), pages)
    server = serve(folder)
    try:
        addresses = [f"127.0.{1 + n // 250}.{1 + n % 250}" for n in range(hosts)]
        urls = [f"http://{address}:{PORT}/{n}.html" for n in range(pages) for address in addresses]
        urls_file = os.path.join(folder, "urls.txt")
        with open(urls_file, "w") as file:
            file.write("\n".join(urls) + "\n")
        allow = ", ".join(f'"{address}:{PORT}"' for address in addresses)
        with open(os.path.join(folder, "config.toml"), "w") as file:
            file.write(
                f'[fetch]\nconcurrency = 64\ndelay_min = "0s"\ndelay_max = "0s"\nallow = [{allow}]\n'
                'requests_per_host = 1000000\n[[source]]\nname = "all"\nlist = "urls.txt"\n'
            )
        rows = {}
        rows["spoglio run"] = measured([spoglio, "run", "--log", "json"], cwd=folder)
        texts = sum(name.endswith(".txt") for name in os.listdir(os.path.join(folder, "archive")))
        print(f"{len(urls)} pages of {hosts} hosts; spoglio stored {texts} texts")
        if shutil.which("wget"):
            wget = ["wget", "-q", "-i", urls_file, "-O", "/dev/null", "--warc-file=wget"]
            rows["wget --warc-file"] = measured(wget, cwd=folder)
        for name, code in [("scrapy", SPIDER), ("trafilatura", TRAFILATURA)]:
            if subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True).returncode:
                print(f"{name}: not installed, left out")
                continue
            rows[name] = measured([sys.executable, "-c", code, urls_file], cwd=folder)
        ours = rows["spoglio run"][0]
        print(f"{'':18} {'wall s':>8} {'cpu s':>8} {'pages/s':>8} {'peak MB':>8} {'spoglio is':>11}")
        for name, (wall, cpu, megabytes) in rows.items():
            rate, ratio = len(urls) / wall, wall / ours
            print(f"{name:18} {wall:8.1f} {cpu:8.1f} {rate:8.0f} {megabytes:8.0f} {ratio:9.2f} x")
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

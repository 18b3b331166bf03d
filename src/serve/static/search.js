"use strict";
// Search as one types: the same address with each change, its result list put in place of the old
// one. Without this script the form works by its button.
(() => {
  const form = document.querySelector("form.filters");
  const list = document.getElementById("results");
  if (!form || !list) return;
  let timer, last, leaving;
  const look = async () => {
    const query = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...query]) if (!value) query.delete(name);
    const address = "/search?" + query;
    if (address === last) return;
    last = address;
    leaving?.abort();
    leaving = new AbortController();
    list.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: leaving.signal });
      if (!answer.ok || address !== last) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("results");
      if (found) list.replaceChildren(...found.childNodes);
      // Language links and the like keep what is looked for.
      const links = page.querySelector("footer.end");
      if (links) document.querySelector("footer.end")?.replaceChildren(...links.childNodes);
      history.replaceState(null, "", address);
    } catch (error) {
      // A newer question took its place, or the server went away: the button still works.
      if (error.name !== "AbortError") last = undefined;
    } finally {
      if (address === last) list.removeAttribute("aria-busy");
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); look(); });
})();

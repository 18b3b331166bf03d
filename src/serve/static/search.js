"use strict";
// Search as one types: the same address with each change, its result list put in place of the old
// one. Without this script the form works by its button.
(() => {
  const form = document.querySelector("form.filters");
  const list = document.getElementById("results");
  if (!form || !list) return;
  let timer, last;
  const look = async () => {
    const query = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...query]) if (!value) query.delete(name);
    const address = form.action.split("?")[0] + "?" + query;
    if (address === last) return;
    last = address;
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || address !== last) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("results");
    if (found) list.replaceChildren(...found.childNodes);
    history.replaceState(null, "", address);
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 120); });
})();

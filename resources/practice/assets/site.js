// What the pages do without loading anew: send a form, show the answer. Without this file every form still works.
"use strict";
(() => {
  const body = document.body;
  const lose = JSON.parse(body.dataset.lose || "{}");

  // The "lose a click" fault: the page swallows it and no request leaves.
  document.addEventListener("click", (event) => {
    const form = event.target.closest("form[data-live] button")?.form;
    if (!form) return;
    const path = new URL(form.action).pathname;
    for (const pattern of Object.keys(lose)) {
      if (lose[pattern] > 0 && new RegExp(pattern).test(path)) {
        lose[pattern] -= 1;
        event.preventDefault();
        event.stopPropagation();
        return;
      }
    }
  }, true);

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-live]");
    if (!form) return;
    event.preventDefault();
    send(form);
  });

  async function send(form) {
    const button = form.querySelector("button[aria-pressed]");
    const before = button?.getAttribute("aria-pressed");
    // Shown before it is known, as large sites do; taken back when the answer says no.
    button?.setAttribute("aria-pressed", before === "true" ? "false" : "true");
    let answer;
    let ok = false;
    try {
      const response = await fetch(form.action, {
        method: "POST",
        headers: { accept: "application/json", "x-csrf-token": form.elements.csrf.value },
        body: new URLSearchParams(new FormData(form)),
      });
      ok = response.ok;
      answer = await response.json();
    } catch {
      answer = { changes: [], say: "The network did not answer. Try again." };
    }
    if (!ok) button?.setAttribute("aria-pressed", before);
    if (ok && answer.clear) form.reset();
    show(answer);
  }

  function show(answer) {
    if (answer.go) {
      location.assign(answer.go);
      return;
    }
    answer.changes.forEach(change);
    if (answer.say) say(answer.say);
  }

  function change({ how, where, html }) {
    const place = where ? document.getElementById(where) : body;
    if (!place) return;
    if (how === "remove") place.remove();
    else if (how === "replace") place.outerHTML = html;
    else if (how === "inner") place.innerHTML = html;
    else {
      place.insertAdjacentHTML(how === "prepend" ? "afterbegin" : "beforeend", html);
      const added = how === "prepend" ? place.firstElementChild : place.lastElementChild;
      if (where) added.scrollIntoView({ block: "nearest" });
    }
  }

  let hiding;
  function say(text) {
    const toast = body.querySelector("[data-toast]");
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(hiding);
    hiding = setTimeout(() => { toast.hidden = true; }, 6000);
  }

  body.addEventListener("click", (event) => {
    const share = event.target.closest("[data-copy]");
    if (share) {
      navigator.clipboard?.writeText(new URL(share.dataset.copy, location.href).href).catch(() => {});
      say("The link is on your clipboard.");
    }
    event.target.closest("[data-close]")?.closest("[role=dialog]").parentElement.remove();
  });

  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && event.target.matches("form[data-live] textarea")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });

  const seek = body.querySelector("[data-suggest]");
  let asked = 0;
  seek?.addEventListener("input", async () => {
    const mine = (asked += 1);
    const list = body.querySelector("[data-suggestions]");
    if (!seek.value.trim()) {
      list.replaceChildren();
      return;
    }
    const response = await fetch(`${seek.dataset.suggest}?q=${encodeURIComponent(seek.value)}`);
    if (mine === asked && response.ok) list.innerHTML = await response.text();
  });

  // Newest message in sight.
  for (const list of body.querySelectorAll("[data-direction]")) list.parentElement.scrollTop = 1e6;

  function ready() {
    for (const part of body.querySelectorAll("template[data-late-part]")) part.replaceWith(part.content);
    body.dataset.ready = "yes";
  }
  const late = Number(body.dataset.late);
  if (late) setTimeout(ready, late);
  else ready();
})();

// Áo Giáp: comforts on top of pages that work without it. No inline styles, no HTML from strings.
(() => {
  "use strict";
  const say = document.body.dataset;
  const all = (what, where = document) => [...where.querySelectorAll(what)];

  // A fold for comparing words as people type them: no marks, đ is d, no case.
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

  // A form is sent once; its button says so. It wakes again by the back button, or when no page came in 15 seconds.
  let sending = false;
  const wake = () => {
    sending = false;
    all("form[data-sent]").forEach((form) => delete form.dataset.sent);
    all(".busy").forEach((button) => {
      const label = [...button.childNodes].find((node) => node.data === say.busy);
      if (label) label.data = button.dataset.label;
      button.classList.remove("busy");
      button.removeAttribute("aria-disabled");
    });
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    // A button that fetches a file leaves the page where it is.
    if (event.defaultPrevented || form.method !== "post" || button?.hasAttribute("data-file")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    sending = true;
    setTimeout(wake, 15000);
    // After this turn, so that the button's own name and value still travel.
    setTimeout(() => {
      if (!button || button.closest("header")) return;
      const label = [...button.childNodes].reverse().find((node) => node.nodeType === 3 && node.data.trim());
      if (label) { button.dataset.label = label.data; label.data = say.busy; }
      button.classList.add("busy");
      button.setAttribute("aria-disabled", "true");
    });
  });
  addEventListener("pageshow", (event) => { if (event.persisted) wake(); });

  // Leaving a half-filled form asks first.
  const guarded = all("form[data-guard]");
  const spell = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
  const first = new Map(guarded.map((form) => [form, spell(form)]));
  addEventListener("beforeunload", (event) => {
    if (!sending && guarded.some((form) => spell(form) !== first.get(form))) event.preventDefault();
  });

  // "/" goes to the search box; Escape closes the drawer and the account card.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const box = document.querySelector("[data-slash]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
    if (event.key === "Escape") {
      if (location.hash === "#menu") { location.hash = "noi-dung"; document.querySelector(".menu-open")?.focus(); }
      const card = document.querySelector("details.who[open]");
      if (card) { card.open = false; card.querySelector("summary").focus(); }
    }
  });
  document.addEventListener("click", (event) => {
    const card = document.querySelector("details.who[open]");
    if (card && !card.contains(event.target)) card.open = false;
  });

  // A browser set to another country shows days its own way; where that could be misread, ours stands beside it.
  if (!/^0?5\D1/.test(new Intl.DateTimeFormat().format(new Date(2026, 9, 5)))) {
    all("input[type=date]").forEach((box) => {
      const ours = document.createElement("output");
      ours.className = "suffix";
      const tell = () => { ours.textContent = box.value.split("-").reverse().join("/"); };
      box.addEventListener("input", tell);
      box.after(ours);
      tell();
    });
  }

  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // After a refused form the summary takes the focus.
  document.querySelector("[data-focus]")?.focus();

  // Choosing all rows that are seen, and counting them.
  const bulk = (where) => all("form[data-bulk]", where).forEach((form) => {
    const box = form.querySelector("[data-all] input");
    const count = form.querySelector("[data-chosen-count]");
    const rows = () => all("tbody .pick input", form);
    if (!box || rows().length === 0) return;
    box.closest("[data-all]").hidden = false;
    const tell = () => {
      const seen = rows().filter((row) => !row.closest("tr").hidden);
      const chosen = rows().filter((row) => row.checked).length;
      box.checked = seen.length > 0 && seen.every((row) => row.checked);
      box.indeterminate = chosen > 0 && !box.checked;
      count.textContent = chosen ? `${say.chosen} ${chosen}` : "";
    };
    let last = null;
    form.addEventListener("click", (event) => {
      if (!event.target.matches("tbody .pick input")) return;
      if (event.shiftKey && last) {
        const list = rows().filter((row) => !row.closest("tr").hidden);
        const [from, to] = [list.indexOf(last), list.indexOf(event.target)].sort((a, b) => a - b);
        if (from >= 0) list.slice(from, to + 1).forEach((row) => { row.checked = event.target.checked; });
      }
      last = event.target;
    });
    form.addEventListener("change", (event) => {
      if (event.target === box) rows().forEach((row) => { if (!row.closest("tr").hidden) row.checked = box.checked; });
      tell();
    });
    tell();
  });
  bulk(document);

  // A list searched while typing: the server draws the rows, the address keeps the words. Arrow keys walk the rows.
  all("form[data-live]").forEach((form) => {
    const place = document.getElementById(form.dataset.live);
    const box = form.querySelector("[name=q]");
    const count = document.querySelector("[data-live-count]");
    if (!place || !box) return;
    const path = form.getAttribute("action");
    let timer, running;
    const ask = async () => {
      running?.abort();
      running = new AbortController();
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
      const address = `${path}?${query}`;
      query.set("phan", "ds");
      try {
        const answer = await fetch(`${path}?${query}`, { signal: running.signal });
        if (!answer.ok || answer.redirected) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        place.replaceChildren(...page.body.childNodes);
        history.replaceState(null, "", address);
        if (count) count.textContent = place.querySelector("[data-live-says]")?.dataset.liveSays ?? "";
        bulk(place);
      } catch { /* a newer question came, or no network: the button still works */ }
    };
    const soon = () => { clearTimeout(timer); timer = setTimeout(ask, 180); };
    box.addEventListener("input", soon);
    form.addEventListener("change", (event) => { if (event.target.matches("select")) soon(); });
    document.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || !(event.target === box || event.target.matches("tbody th a"))) return;
      const links = all("tbody th a", place);
      const at = links.indexOf(event.target) + step;
      if (event.target === box && step < 0) return;
      event.preventDefault();
      (at < 0 ? box : links[at] ?? event.target).focus();
    });
  });

  // Narrowing a table while typing. Hidden rows keep their tick off the count of "all".
  all("[data-filter]").forEach((label) => {
    const table = label.nextElementSibling?.querySelector("table");
    if (!table) return;
    const rows = all("tbody tr", table).map((row) => [row, fold(row.textContent)]);
    const none = document.createElement("p");
    none.className = "hint";
    none.setAttribute("role", "status");
    label.after(none);
    label.hidden = false;
    label.querySelector("input").addEventListener("input", (event) => {
      const words = fold(event.target.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach(([row, text]) => {
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      });
      none.textContent = shown ? "" : say.none;
    });
    label.querySelector("input").addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  });

  // Work on its way tells how far it is; when the page moves on, so do we.
  all("[data-poll]").forEach((box) => {
    const again = async () => {
      try {
        const answer = await fetch(location.href, { redirect: "manual" });
        const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page && page.querySelector("[data-poll]");
        if (!fresh) { location.reload(); return; }
        box.replaceChildren(...fresh.childNodes);
      } catch { /* the server may be starting again */ }
      setTimeout(again, 1500);
    };
    setTimeout(again, 1500);
  });
})();

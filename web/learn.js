// Áo Giáp: what is done on this phone while there is no signal, and the line that says what is kept. Without this script
// the same forms go to the server.
(() => {
  "use strict";
  if (!("indexedDB" in window) || !window.outbox) return;
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const word = (code) => document.querySelector("template[data-words]")?.content.querySelector(`[data-w="${code}"]`)?.textContent ?? "";
  const clock = (at) => new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit" }).format(at);
  window.phoneWords = word;

  // The line under the top bar: what is kept, what is on its way, what is wrong.
  const bar = document.querySelector("[data-outbox]");
  const show = async () => {
    if (!bar) return;
    const { waiting, help, others, last } = await outbox.counts();
    const parts = [];
    if (!navigator.onLine) parts.push(word("offline"));
    if (waiting) parts.push(`${waiting} ${word("waiting")}`);
    if (others) parts.push(`${others} ${word("waiting")} (${word("other")})`);
    if (help) parts.push(`${help} ${word("help")}`);
    if (!parts.length && last && Date.now() - last < 60000) parts.push(`${word("sentAt")} ${clock(last)}`);
    if (waiting && navigator.onLine && (await outbox.all("tickets")).every((t) => t.refused)) parts.push(word("sign"));
    bar.textContent = parts.join(" · ");
    bar.hidden = !parts.length;
    bar.dataset.state = help ? "help" : waiting || others ? "waiting" : navigator.onLine ? "sent" : "offline";
  };
  outbox.onchange(show);

  const nudge = async () => {
    outbox.send();
    try { await (await navigator.serviceWorker?.ready)?.sync?.register("gui"); } catch { /* a bonus, not the way */ }
  };

  const say = (form, tone, text) => {
    let box = form.querySelector("[data-said]");
    if (!box) {
      box = document.createElement("p");
      box.dataset.said = "";
      box.setAttribute("role", "status");
      form.append(box);
    }
    box.className = `said ${tone}`;
    box.textContent = text;
  };
  // Attendance taken while there is no signal: the marks, and what stood there when they were set.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-attend]") || navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const present = event.submitter?.value === "tat-ca";
    const marks = all("[data-person]", form).map((row) => ({
      person: Number(row.dataset.person), saw: row.dataset.saw,
      mark: row.querySelector("input:checked")?.value ?? (present ? "present" : ""),
    })).filter((m) => m.mark);
    (async () => {
      const who = await outbox.meta("who");
      try {
        if (!who) throw new Error("nobody");
        await outbox.keep(who, "learning.attended", { class: Number(form.dataset.class), day: Number(form.dataset.day), marks });
        // what was set stands now: a second round on this page says so
        marks.forEach((m) => { form.querySelector(`[data-person="${m.person}"]`).dataset.saw = m.mark; });
        say(form, "ok", word("kept"));
        nudge();
      } catch { say(form, "bad", word("full")); }
    })();
  }, true);

  // Who is here, then what waits.
  const who = document.body.dataset.who;
  const csrf = document.querySelector("input[name=csrf]")?.value ?? "";
  (async () => {
    try {
      if (who === "") { if (await outbox.meta("who")) await outbox.leave(); }
      else if (who) { await outbox.enter(who, csrf); }
    } catch { /* no network: the leave to send comes next time */ }
    await show();
    outbox.send();
  })();
  addEventListener("online", () => { show(); outbox.send(); });
  addEventListener("offline", show);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) outbox.send(); });
  setInterval(() => { if (!document.hidden) outbox.send(); }, 60000);
  navigator.serviceWorker?.register("/sw.js").catch(() => { /* then it works with a network only */ });
})();

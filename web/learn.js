// Áo Giáp: a lesson on the phone. What the learner does is kept here first and then sent; without this script the same
// forms go to the server.
(() => {
  "use strict";
  if (!("indexedDB" in window) || !window.outbox) return;
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const word = (code) => document.querySelector("template[data-words]")?.content.querySelector(`[data-w="${code}"]`)?.textContent ?? "";
  const clock = (at) => new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit" }).format(at);
  const day = () => new Date().toDateString();
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

  // Lessons.
  const lesson = document.querySelector("[data-lesson]");
  let began = Date.now();
  const about = () => ({
    course: Number(lesson.dataset.course), version: Number(lesson.dataset.version), lesson: Number(lesson.dataset.lesson),
  });
  const path = location.pathname;
  const noted = async (who) => (await outbox.get("learned", [who, path])) ?? { who, path, answers: {} };
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
  const judge = (form, chosen) => {
    const right = (form.dataset.right ?? "").split(",").filter(Boolean).map(Number).sort((a, b) => a - b).join();
    const good = right === [...chosen].sort((a, b) => a - b).join();
    say(form, good ? "ok" : "bad", `${word(good ? "right" : "wrong")} · ${word("kept")}`);
    const why = form.querySelector("[data-explanation]");
    if (why) why.hidden = false;
  };
  const finished = (form) => {
    say(form, "ok", `${word("done")} · ${word("kept")}`);
    all("[data-next]").forEach((next) => { next.hidden = false; });
    all("button", form).forEach((button) => { button.disabled = true; });
  };
  // Anything but “it is on disk” leaves the answer on the screen and says so; with a network the form itself can go.
  const keep = async (form, kind, body, note, then) => {
    const who = await outbox.meta("who");
    if (!who) { form.submit(); return; }
    try {
      const now = await noted(who);
      note(now);
      await outbox.keep(who, kind, { ...about(), ...body }, (learned) => learned.put(now));
      then();
      nudge();
    } catch {
      say(form, "bad", word("full"));
      if (navigator.onLine && form.elements.csrf?.value) form.submit();
    }
  };
  const start = async () => {
    const who = await outbox.meta("who");
    if (!who) return;
    const now = await noted(who);
    for (const form of all("form[data-check]")) {
      const chosen = now.answers[form.dataset.check];
      if (!chosen) continue;
      all("[name=answer]", form).forEach((box) => { box.checked = chosen.includes(Number(box.value)); });
      judge(form, chosen);
    }
    if (now.finished) all("form[data-finish]").forEach(finished);
    if (now.opened !== day()) {
      now.opened = day();
      await outbox.keep(who, "learning.opened", about(), (learned) => learned.put(now));
      nudge();
    }
  };
  if (lesson) {
    document.addEventListener("submit", (event) => {
      const form = event.target;
      const seconds = Math.min(7200, Math.round((Date.now() - began) / 1000));
      if (form.matches("form[data-check]")) {
        event.preventDefault();
        const chosen = all("[name=answer]:checked", form).map((box) => Number(box.value));
        if (!chosen.length) { say(form, "bad", word("choose")); return; }
        keep(form, "learning.answered", { check: form.dataset.check, chosen }, (now) => {
          now.answers[form.dataset.check] = chosen;
        }, () => judge(form, chosen));
      } else if (form.matches("form[data-finish]")) {
        event.preventDefault();
        keep(form, "learning.finished", { seconds }, (now) => { now.finished = Date.now(); }, () => {
          began = Date.now();
          finished(form);
        });
      }
    }, true);
  }

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
    if (lesson) await start();
    await show();
    outbox.send();
  })();
  addEventListener("online", () => { show(); outbox.send(); });
  addEventListener("offline", show);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) outbox.send(); });
  setInterval(() => { if (!document.hidden) outbox.send(); }, 60000);
  navigator.serviceWorker?.register("/sw.js").catch(() => { /* then it works with a network only */ });
})();

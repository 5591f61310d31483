// Sending a large file piece by piece: it can pause, goes on after the line broke, and after the page was opened anew.
(() => {
  "use strict";
  const box = document.querySelector("[data-upload]");
  const form = box?.querySelector("form");
  if (!form || !window.fetch) return;
  const say = box.dataset;
  const state = form.querySelector(".upload-state");
  const bar = state.querySelector("progress");
  const words = state.querySelector("span");
  const pause = form.querySelector("[data-upload-pause]");
  const send = form.querySelector("button[type=submit], button:not([type])");
  const token = form.elements.csrf.value;
  const file = form.elements.file;
  const piece = Number(say.piece);
  const pauseWord = pause.textContent;
  let paused = false, running = false;

  const size = (n) => n < 1e6 ? Math.ceil(n / 1000) + " kB" : (n / 1e6).toFixed(1).replace(".", document.documentElement.lang === "vi" ? "," : ".") + " MB";
  const tell = (text, share) => { state.hidden = false; words.textContent = text; if (share !== undefined) bar.value = share; };
  const wait = (ms) => new Promise((done) => { const wake = () => { removeEventListener("online", wake); done(); }; addEventListener("online", wake); setTimeout(wake, ms); });

  // Which upload belongs to this file: kept in the browser, so that choosing the file again goes on.
  const key = (f) => ["upload", say.upload, f.name, f.size, f.lastModified].join("|");
  const kept = (f) => { try { return localStorage.getItem(key(f)); } catch { return null; } };
  const keep = (f, at) => { try { at ? localStorage.setItem(key(f), at) : localStorage.removeItem(key(f)); } catch { /* private window */ } };

  class Refused extends Error {}
  const ask = async (at, options) => {
    const answer = await fetch(at, { credentials: "same-origin", ...options });
    if (answer.status >= 500) throw new Error(answer.status);
    const isJson = (answer.headers.get("content-type") || "").includes("json");
    const told = isJson ? await answer.json() : {};
    if (!answer.ok || !isJson) throw new Refused((told.messages || [answer.statusText || answer.status]).join(" "));
    return told;
  };
  // A broken line is waited for; a refusal is not.
  const stubborn = async (at, options) => {
    for (let tries = 0; ; tries++) {
      try { return await ask(at, options); } catch (e) {
        if (e instanceof Refused) throw e;
        tell(say.sayBroken);
        await wait(Math.min(30000, 1000 * 2 ** tries));
      }
    }
  };
  const post = (body) => ({ method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ csrf: token, ...body }) });

  const run = async (f) => {
    let at = kept(f), here = 0;
    if (at) {
      try { here = (await ask(at)).here; } catch (e) { if (!(e instanceof Refused)) throw e; at = null; keep(f); }
    }
    if (!at) {
      at = (await stubborn(say.upload, post({ title: form.elements.title.value, alt: form.elements.alt.value, bytes: f.size }))).at;
      keep(f, at);
    }
    while (here < f.size) {
      while (paused) { tell(say.sayStopped.replace("%1", size(here))); await new Promise((go) => setTimeout(go, 200)); }
      tell(say.sayGoing.replace("%1", size(here)).replace("%2", size(f.size)), 100 * here / f.size);
      const part = f.slice(here, here + piece);
      here = (await stubborn(at + "?tu=" + here, { method: "POST", headers: { "content-type": "application/octet-stream", "x-csrf": token }, body: part })).here;
    }
    tell(say.sayChecking, 100);
    const done = await stubborn(at + "/xong", post({}));
    keep(f);
    location.assign(done.go);
  };

  form.addEventListener("submit", async (event) => {
    const f = file.files[0];
    if (!f) return;
    event.preventDefault();
    if (running) return;
    if (f.size > Number(say.most)) { tell(say.sayLarge); return; }
    running = true; paused = false; send.disabled = true; pause.hidden = false; pause.textContent = pauseWord;
    state.classList.remove("bad");
    try { await run(f); } catch (e) {
      if (e instanceof Refused) keep(f);
      state.classList.add("bad");
      tell(e instanceof Refused ? e.message : say.sayBroken);
    }
    running = false; send.disabled = false; pause.hidden = true;
  });
  pause.addEventListener("click", () => { paused = !paused; pause.textContent = paused ? pause.dataset.sayResume : pauseWord; });
  // A name to begin with: that of the file, without its ending.
  file.addEventListener("change", () => {
    const title = form.elements.title;
    if (file.files[0] && !title.value) title.value = file.files[0].name.replace(/\.[^.]*$/, "").replace(/[_-]+/g, " ");
  });
})();

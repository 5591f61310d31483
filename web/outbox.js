// Áo Giáp: what was done on this phone, kept until the server has it. The page and the service worker both run this.
// An act is on disk before anybody is told that it is kept; it goes only after the server named it.
(() => {
  "use strict";
  const scope = globalThis;
  const DAY = 86400000;

  // One small wrapper of IndexedDB. Every older form of these drawers must still open: only add, never rename.
  let opened;
  const open = () => opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("aogiap", 1);
    asked.onupgradeneeded = () => {
      const db = asked.result;
      db.createObjectStore("items", { keyPath: "id" }).createIndex("state", "state");
      db.createObjectStore("tickets", { keyPath: "who" });
      db.createObjectStore("meta", { keyPath: "key" });
      db.createObjectStore("packs", { keyPath: "name" });
      db.createObjectStore("learned", { keyPath: ["who", "path"] });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); opened = undefined; };
      resolve(asked.result);
    };
    asked.onerror = () => { opened = undefined; reject(asked.error); };
    asked.onblocked = () => reject(new Error("blocked"));
  });
  const work = async (names, mode, f) => {
    const db = await open();
    return new Promise((resolve, reject) => {
      const tx = db.transaction(names, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
      let out;
      tx.oncomplete = () => resolve(out?.result ?? out);
      tx.onabort = tx.onerror = () => reject(tx.error ?? new Error("not kept"));
      out = f(...[names].flat().map((name) => tx.objectStore(name)));
    });
  };
  const get = (name, key) => work(name, "readonly", (s) => s.get(key));
  const all = (name) => work(name, "readonly", (s) => s.getAll());
  const put = (name, value) => work(name, "readwrite", (s) => { s.put(value); });
  const drop = (name, key) => work(name, "readwrite", (s) => { s.delete(key); });
  const meta = async (key) => (await get("meta", key))?.value;
  const setMeta = (key, value) => put("meta", { key, value });

  const uuid = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join("-");
  };

  const listeners = [];
  const tell = () => listeners.forEach((f) => f());

  // Keeps an act, and with it what the page must remember of it. Resolves when both are on disk.
  const keep = async (who, kind, body, also) => {
    const item = { id: uuid(), who, kind, body, at: Date.now(), state: "waiting", tries: 0 };
    await work(["items", "meta", "learned"], "readwrite", (items, drawer, learned) => {
      const asked = drawer.get("seq");
      asked.onsuccess = () => {
        item.seq = (asked.result?.value ?? 0) + 1;
        drawer.put({ key: "seq", value: item.seq });
        items.add(item);
        also?.(learned);
      };
    });
    tell();
    return item;
  };

  // What waits, what needs somebody, when the last was acknowledged.
  const counts = async () => {
    const items = await all("items");
    const who = await meta("who");
    const of = (state, own) => items.filter((i) => i.state === state && (i.who === who) === own).length;
    const last = Math.max(0, ...items.filter((i) => i.who === who && i.sentAt).map((i) => i.sentAt));
    return { waiting: of("waiting", true), help: of("help", true), others: of("waiting", false), last, who };
  };

  const device = async () => {
    let mark = await meta("device");
    if (!mark) { mark = uuid(); await setMeta("device", mark); }
    return mark;
  };

  // Somebody is signed in on this page: their drawer opens, and the phone gets leave to send for them.
  const enter = async (who, csrf) => {
    await setMeta("who", who);
    const old = await get("tickets", who);
    if (!who || !csrf || (old && old.ends - Date.now() > 30 * DAY && !old.refused)) return;
    const answer = await fetch("/api/v1/ticket", {
      method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ csrf, device: await device() }),
    });
    if (!answer.ok || answer.redirected) return;
    const given = await answer.json();
    if (given.who === who) await put("tickets", given);
  };

  // Nobody is signed in: what was learned here closes. Acts that wait stay, with the leave to send them.
  const leave = async () => {
    await setMeta("who", "");
    const items = await all("items");
    for (const ticket of await all("tickets")) {
      if (!items.some((i) => i.who === ticket.who && i.state === "waiting")) await drop("tickets", ticket.who);
    }
    await work("learned", "readwrite", (s) => { s.clear(); });
    await work("items", "readwrite", (s) => {
      for (const i of items) if (i.state === "sent") s.delete(i.id);
    });
  };

  const parcel = async (ticket, items) => {
    const events = items.map(({ id, seq, kind, at, body }) => ({ id, seq, kind, at, body }));
    const answer = await fetch("/api/v1/events", {
      method: "POST", credentials: "omit", cache: "no-store",
      headers: { "content-type": "application/json", authorization: `Ticket ${ticket.ticket}` },
      body: JSON.stringify({ now: Date.now(), events }),
    });
    if (answer.status === 401 || answer.status === 403) { await put("tickets", { ...ticket, refused: true }); return null; }
    if (!answer.ok) throw new Error(`${answer.status}`);
    // a portal that answers everything with its own page is no server of ours
    const said = await answer.json();
    if (!Array.isArray(said.results)) throw new Error("no answer of ours");
    return said;
  };

  const sendFor = async (ticket) => {
    for (;;) {
      const items = (await all("items"))
        .filter((i) => i.who === ticket.who && i.state === "waiting" && !(i.notBefore > Date.now()))
        .sort((a, b) => a.seq - b.seq).slice(0, ticket.most ?? 200);
      if (!items.length) return true;
      const said = await parcel(ticket, items);
      if (!said) return false;
      const results = new Map(said.results.map((r) => [r.id, r]));
      const offerAgain = [];
      const epoch = await meta("epoch");
      if (epoch !== undefined && epoch !== said.epoch) {
        // an older state of the server was put back: what it acknowledged since may be gone there
        offerAgain.push(...(await all("items")).filter((i) => i.state === "sent" && i.epoch !== said.epoch));
      }
      let moved = 0;
      await work(["items", "meta"], "readwrite", (drawer, about) => {
        about.put({ key: "epoch", value: said.epoch });
        for (const i of offerAgain) drawer.put({ ...i, state: "waiting" });
        for (const i of items) {
          const r = results.get(i.id);
          if (!r) continue;
          if (r.outcome === "kept" || r.outcome === "known") {
            drawer.put({ ...i, state: "sent", sentAt: Date.now(), epoch: said.epoch });
            moved += 1;
          } else if (r.outcome === "later") {
            drawer.put({ ...i, tries: i.tries + 1, notBefore: Date.now() + Math.min(300000, 2 ** i.tries * 5000) });
          } else {
            drawer.put({ ...i, state: "help", message: r.message ?? "" });
            moved += 1;
          }
        }
      });
      tell();
      if (!moved && !offerAgain.length) return true;
    }
  };

  // Old acknowledged acts go after the days that the server named: until then they can be offered again.
  const tidy = async () => {
    const tickets = new Map((await all("tickets")).map((t) => [t.who, t]));
    const old = (await all("items")).filter((i) => i.state === "sent" &&
      Date.now() - i.sentAt > (tickets.get(i.who)?.keepDays ?? 60) * DAY);
    if (old.length) await work("items", "readwrite", (s) => { for (const i of old) s.delete(i.id); });
  };

  let running, again = false, fails = 0, timer;
  const round = async () => {
    for (const ticket of await all("tickets")) if (!ticket.refused) await sendFor(ticket);
    await tidy();
  };
  const alone = (f) => scope.navigator?.locks ? navigator.locks.request("gui", { ifAvailable: true }, (lock) => lock && f()) : f();
  const send = () => {
    if (running) { again = true; return running; }
    clearTimeout(timer);
    running = (async () => {
      try {
        do { again = false; await alone(round); } while (again);
        fails = 0;
      } catch {
        // no network, or the server is not well: later, each phone at another moment
        fails += 1;
        timer = setTimeout(send, Math.random() * Math.min(300000, 1000 * 2 ** fails));
      }
    })().finally(() => { running = undefined; tell(); });
    return running;
  };

  scope.outbox = { keep, send, counts, enter, leave, all, get, put, drop, work, meta, setMeta, onchange: (f) => listeners.push(f) };
})();

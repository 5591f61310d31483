// Áo Giáp: courses taken along. Their size is told before they are fetched; what breaks off goes on where it stopped.
(() => {
  "use strict";
  if (!("caches" in window) || !window.phoneWords) return;
  const word = window.phoneWords;
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const size = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${new Intl.NumberFormat("vi", { maximumFractionDigits: 1 }).format(bytes / 1e6)} MB`;
  const month = () => `used-${new Date().toISOString().slice(0, 7)}`;
  const drawer = (name) => `goi-${name}`;
  const element = (tag, text, name = "") => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.textContent = text;
    return made;
  };

  const bytesOf = (pack) => pack.files.reduce((sum, file) => sum + file.bytes, 0);
  const missing = async (pack) => {
    const cache = await caches.open(drawer(pack.name));
    const here = new Set((await cache.keys()).map((r) => { const u = new URL(r.url); return u.pathname + u.search; }));
    return pack.files.filter((file) => !here.has(file.url));
  };
  const isFree = () => ["wifi", "ethernet"].includes(navigator.connection?.type) && !navigator.connection?.saveData;

  const fetchPack = async (pack, tell) => {
    const cache = await caches.open(drawer(pack.name));
    const total = bytesOf(pack);
    const left = await missing(pack);
    let done = total - left.reduce((sum, file) => sum + file.bytes, 0);
    navigator.storage?.persist?.().catch(() => false);
    for (const file of left) {
      const answer = await fetch(file.url, { redirect: "error" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      await cache.put(file.url, answer);
      done += file.bytes;
      await outbox.setMeta(month(), ((await outbox.meta(month())) ?? 0) + file.bytes);
      tell(total ? done / total : 1);
    }
    await outbox.put("packs", { ...pack, bytes: total, at: Date.now() });
  };
  const remove = async (name) => { await caches.delete(drawer(name)); await outbox.drop("packs", name); };

  // The button on a course's page: size, ring, tick.
  const button = async (box) => {
    const name = box.dataset.pack;
    const label = element("span", word("download"));
    const act = element("button", "", "button quiet");
    const note = element("p", "", "hint");
    note.setAttribute("role", "status");
    act.type = "button";
    act.append(label);
    box.replaceChildren(act, note);
    let pack = await outbox.get("packs", name), warned = false;
    const rest = () => { label.textContent = pack ? `${word("here")} ✓ · ${size(pack.bytes)}` : word("download"); };
    if (pack && (await missing(pack)).length) { await outbox.drop("packs", name); pack = undefined; }
    rest();
    if (!pack && navigator.onLine && box.dataset.bytes) label.textContent = `${word("download")} · ${size(Number(box.dataset.bytes))}`;
    act.addEventListener("click", async () => {
      if (pack) { await remove(name); pack = undefined; rest(); return; }
      act.disabled = true;
      try {
        const answer = await fetch(`/api/v1/pack/${name}`, { redirect: "error" });
        if (!answer.ok) throw new Error(`${answer.status}`);
        const asked = await answer.json();
        if (bytesOf(asked) > asked.wifiOnlyAbove && !isFree() && !warned) {
          warned = true;
          note.textContent = `${size(bytesOf(asked))}: ${word("wifi")}`;
          return;
        }
        note.textContent = "";
        await fetchPack(asked, (share) => { label.textContent = `${word("downloading")} ${Math.round(share * 100)} %`; });
        pack = await outbox.get("packs", name);
        rest();
      } catch {
        note.textContent = word("failed");
        rest();
      } finally { act.disabled = false; }
    });
  };
  all("[data-pack]").forEach((box) => { button(box); });

  // The page of what is kept on this phone.
  const phone = document.querySelector("[data-phone]");
  const draw = async () => {
    const packs = await outbox.all("packs");
    const list = phone.querySelector("[data-packs]");
    if (packs.length) {
      list.replaceChildren(...packs.sort((a, b) => b.at - a.at).map((pack) => {
        const row = element("div", "", "card pack");
        const open = element("a", pack.title, "pack-title");
        open.href = pack.start;
        const gone = element("button", word("remove"), "button quiet");
        gone.type = "button";
        gone.addEventListener("click", async () => { await remove(pack.name); location.reload(); });
        row.append(open, element("span", size(pack.bytes), "hint"), gone);
        return row;
      }));
    }
    const outboxList = phone.querySelector("[data-outbox-list]");
    const { waiting, help, last } = await outbox.counts();
    const lines = [];
    if (waiting) lines.push(`${waiting} ${word("waiting")}`);
    if (help) lines.push(`${help} ${word("help")}`);
    if (!waiting && last) lines.push(`${word("sentAt")} ${new Intl.DateTimeFormat("vi", { dateStyle: "short", timeStyle: "short" }).format(last)}`);
    outboxList.replaceChildren(...lines.map((line) => element("p", line)));
    const storage = phone.querySelector("[data-storage]");
    const used = (await outbox.meta(month())) ?? 0;
    const rows = [element("p", `${word("month")}: ${size(used)} ${word("of")} ${size(Number(phone.dataset.month) * 1000)}`)];
    const room = await navigator.storage?.estimate?.().catch(() => undefined);
    if (room?.quota) rows.push(element("p", `${word("used")}: ${size(room.usage)} ${word("of")} ${size(room.quota)}`));
    storage.replaceChildren(...rows);
  };
  if (phone) { draw(); outbox.onchange(draw); }
})();

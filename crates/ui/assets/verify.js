// Verifies a certificate from its square code: the signature first, on this device; then, with a network, its revocation.
(() => {
  "use strict";
  const root = document.querySelector("[data-verify]");
  if (!root) return;
  let keys = JSON.parse(root.dataset.keys);
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const show = (name) => {
    for (const part of root.querySelectorAll("[data-case]")) part.hidden = !part.dataset.case.split(" ").includes(name);
    root.dataset.state = name;
  };
  const network = (name, day) => {
    for (const part of root.querySelectorAll("[data-network]")) part.hidden = part.dataset.network !== name;
    if (day) for (const slot of root.querySelectorAll("[data-revoked-on]")) slot.textContent = day;
    root.dataset.network = name;
  };
  const read = (payload) => {
    const all = bytes(payload);
    if (all.length < 70) return null;
    const message = all.slice(0, -64);
    const lines = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(message).split("\n");
    if (lines.length !== 7 || lines[0] !== "AG1") return null;
    // the same bytes only: no second writing of one certificate
    const [, key, code, name, title, day, issuer] = lines;
    return { message, signature: all.slice(-64), key, code, name, title, day, issuer };
  };
  const signed = async (found) => {
    const point = keys[found.key];
    if (!point) return null;
    const how = { name: "ECDSA", namedCurve: "P-256" };
    const key = await crypto.subtle.importKey("raw", bytes(point), how, false, ["verify"]);
    return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, found.signature, found.message);
  };
  const ask = async (address) => {
    const answer = await fetch(address, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  let turn = 0;
  const run = async () => {
    const mine = ++turn;
    const payload = location.hash.slice(1);
    network("none");
    if (!payload) return show("empty");
    if (!globalThis.crypto || !crypto.subtle) return show("old");
    let found = null;
    try { found = read(payload); } catch (wrong) { found = null; }
    if (!found) return show("false");
    let good = null;
    try {
      good = await signed(found);
      // a key newer than this page: the site has it, if there is a network
      if (good === null) {
        keys = Object.fromEntries((await ask(root.dataset.more)).keys.map((k) => [k.name, k.point]));
        good = await signed(found);
        if (good === null) good = false;
      }
    } catch (wrong) {
      if (mine === turn) show(good === null && !keys[found.key] ? "unknown" : "false");
      return;
    }
    if (mine !== turn) return;
    if (!good) return show("false");
    for (const slot of root.querySelectorAll("[data-slot]")) {
      const value = found[slot.dataset.slot];
      slot.textContent = slot.dataset.slot === "day" ? value.split("-").reverse().join("/") : value;
    }
    show("genuine");
    network("asking");
    try {
      const state = await ask(root.dataset.ask + encodeURIComponent(found.code));
      if (mine !== turn) return;
      if (state.state === "revoked") { show("revoked"); network("revoked", state.day); }
      else network(state.state === "valid" ? "valid" : "missing");
    } catch (wrong) {
      if (mine === turn) network("offline");
    }
  };
  addEventListener("hashchange", run);
  run();
})();

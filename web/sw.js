// Áo Giáp: opens without a signal. Pages come from the network; only what nobody is named in is kept: the shell, the
// packages that the learner fetched, and files named by their content.
"use strict";
importScripts("{{outbox}}");
const FILES = "{{files}}";
const SHELL = `vo-${FILES.join("|").split("").reduce((h, c) => (h * 31 + c.charCodeAt(0)) >>> 0, 7).toString(36)}`;
const HOME = "{{home}}";
const WAIT = 4000;

addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(SHELL);
  await cache.addAll(FILES.map((f) => new Request(f, { credentials: "omit" })));
  // the drawers have one form for all versions, so a new worker may take over at once
  await skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("vo-") && name !== SHELL) await caches.delete(name);
  await clients.claim();
})()));

// A part of a kept recording: players ask for parts.
const part = async (kept, range) => {
  const found = /^bytes=(\d*)-(\d*)$/.exec(range);
  if (!found) return kept;
  const whole = await kept.blob();
  const from = found[1] ? Number(found[1]) : Math.max(0, whole.size - Number(found[2]));
  const to = found[1] && found[2] ? Math.min(Number(found[2]), whole.size - 1) : whole.size - 1;
  if (from > to) return new Response(null, { status: 416, headers: { "content-range": `bytes */${whole.size}` } });
  return new Response(whole.slice(from, to + 1), {
    status: 206,
    headers: {
      "content-type": kept.headers.get("content-type") ?? "application/octet-stream",
      "content-range": `bytes ${from}-${to}/${whole.size}`,
      "content-length": String(to - from + 1),
      "accept-ranges": "bytes",
    },
  });
};

const timed = (request) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), WAIT);
  return fetch(request, { signal: stop.signal }).finally(() => clearTimeout(timer));
};

// A page: the network first; without it the kept page of a package, else the page of what is kept here.
const page = async (request, path) => {
  const kept = await caches.match(`${path}?goi=1`);
  try {
    return await (kept ? timed(request) : fetch(request));
  } catch (error) {
    return kept ?? (await caches.match(path, { ignoreSearch: true })) ?? (await caches.match(HOME)) ?? Promise.reject(error);
  }
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname: path } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(page(request, path));
  } else if (path.startsWith("/tinh/") || path.startsWith("/hoc-lieu/tep/")) {
    event.respondWith((async () => {
      const kept = await caches.match(path);
      const range = request.headers.get("range");
      if (kept) return range ? part(kept, range) : kept;
      return fetch(request);
    })());
  }
});

// Where the browser wakes us when a signal comes back.
addEventListener("sync", (event) => {
  if (event.tag === "gui") event.waitUntil(outbox.send());
});

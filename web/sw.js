// Áo Giáp: opens without a signal. Pages come from the network; only what nobody is named in is kept: the shell and the
// page of what this phone keeps.
"use strict";
importScripts("{{outbox}}");
const FILES = "{{files}}";
const SHELL = `vo-${FILES.join("|").split("").reduce((h, c) => (h * 31 + c.charCodeAt(0)) >>> 0, 7).toString(36)}`;
const HOME = "{{home}}";

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

// A page: the network first; without it the page of what is kept here.
const page = async (request) => {
  try {
    return await fetch(request);
  } catch (error) {
    return (await caches.match(HOME)) ?? Promise.reject(error);
  }
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname: path } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(page(request));
  } else if (path.startsWith("/tinh/")) {
    event.respondWith((async () => (await caches.match(path)) ?? fetch(request))());
  }
});

// Where the browser wakes us when a signal comes back.
addEventListener("sync", (event) => {
  if (event.tag === "gui") event.waitUntil(outbox.send());
});

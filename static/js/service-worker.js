// Works when the network is away: shows the page that says so, and keeps a captured line on this
// device until a page of its owner sends it (offline.js). Pages of Mine are private and are never
// kept; only that one page and static files are. Sent as /service-worker.js, with addresses filled in.

import { keep, whoIsHere } from "./waiting.js";

const SHELF = "VERSION";
const FILES = [];
const OFFLINE = "/offline";
const CAPTURE = "/log/capture";
const OURS = "/org";

async function fill() {
  const shelf = await caches.open(SHELF);
  // As nobody in particular, so that nothing of whoever is signed in can be in it.
  await shelf.addAll(FILES.map((address) => new Request(address, { credentials: "omit" })));
  await self.skipWaiting();
}

async function takeOver() {
  const shelves = await caches.keys();
  await Promise.all(shelves.filter((name) => name !== SHELF).map((name) => caches.delete(name)));
  await self.clients.claim();
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** A page from the network, or the one that says that there is none. */
async function visit(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

/** A captured line: sent if that can be done, else kept here. */
async function capture(request) {
  const said = new URLSearchParams(await request.clone().text());
  if (said.has("csrf_token")) {
    try {
      return await fetch(request);
    } catch {
      // The network is away, or went while the line was on its way: its word lets it in once.
    }
  }
  const whose = said.get("whose") || (await whoIsHere());
  const line = said.get("line")?.trim();
  if (whose && line) {
    const once = said.get("once") || crypto.randomUUID().replaceAll("-", "");
    await keep({ once, whose, line, on: today(), at: Date.now() });
  }
  return Response.redirect(OFFLINE, 303);
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || pathname === OURS || pathname.startsWith(`${OURS}/`)) return;
  if (request.mode === "navigate") {
    if (request.method === "GET") event.respondWith(visit(request));
    else if (request.method === "POST" && pathname === CAPTURE) event.respondWith(capture(request));
  } else if (request.method === "GET" && FILES.includes(pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

/* Keeps one build of the site on the device, as a whole, and answers from it. Registered by a reader who asks for it,
   and by nobody else. The digest below is that of offline.json, which names each file with its own digest. */
"use strict";

const DIGEST = "the digest of offline.json";
const ROOT = new URL("./", location.href).href;
const PREFIX = `lessonlib ${new URL(ROOT).pathname} `;
const BUILD = PREFIX + DIGEST;
const LIST = "offline.json";
const AT_ONCE = 6;

const addressOf = (name) => new URL(name.split("/").map(encodeURIComponent).join("/"), ROOT).href;

async function digestOf(bytes) {
  const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...found].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* Fetch a file that has this digest, or fail: a server may be in the middle of an update, or show a page for what it
   lacks. One that knows files by their time alone may call a new one unchanged, so what differs is asked for anew. */
async function fetchFile(name, digest) {
  for (const cache of ["no-cache", "reload"]) {
    const answer = await fetch(addressOf(name), { cache });
    const bytes = await answer.arrayBuffer();
    if (answer.ok && (await digestOf(bytes)) === digest) {
      const type = answer.headers.get("Content-Type") || "application/octet-stream";
      return new Response(bytes, { headers: { "Content-Type": type, "X-Digest": digest } });
    }
  }
  throw new Error(`${name} is not the file of this build`);
}

/* A file that has not changed since a build that is here is not fetched again. */
async function fromOther(name, digest) {
  for (const other of (await caches.keys()).filter((key) => key.startsWith(PREFIX))) {
    const found = await (await caches.open(other)).match(addressOf(name));
    if (found && found.headers.get("X-Digest") === digest) return found;
  }
  return null;
}

async function keepAll() {
  const listed = await fetchFile(LIST, DIGEST);
  const { files } = await listed.clone().json();
  const cache = await caches.open(BUILD);
  await cache.put(addressOf(LIST), listed);
  const waiting = Object.entries(files);
  const all = waiting.length;
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [name, [digest]] = next;
      await cache.put(addressOf(name), (await fromOther(name, digest)) || (await fetchFile(name, digest)));
      await tell({ kept: all - waiting.length, all });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function tell(said) {
  for (const page of await clients.matchAll({ includeUncontrolled: true, type: "window" })) page.postMessage(said);
}

async function forgetOthers() {
  const others = (await caches.keys()).filter((key) => key.startsWith(PREFIX) && key !== BUILD);
  await Promise.all(others.map((key) => caches.delete(key)));
}

/* What belongs to the build comes from the build; what is left on the server, from there; nothing else is there. */
async function answer(request) {
  const kept = (address) => caches.match(address, { cacheName: BUILD });
  const url = new URL(request.url);
  const address = url.origin + url.pathname.replace(/\/$/, "/index.html");
  const [found, listed] = await Promise.all([kept(address), kept(addressOf(LIST))]);
  if (found) return found;
  if (!listed) return fetch(request); // the reader has just removed it all
  const { apart } = await listed.json();
  if (apart.some((name) => addressOf(name) === address || (name.endsWith("/") && address.startsWith(addressOf(name))))) return fetch(request);
  const lost = request.mode === "navigate" ? await kept(addressOf("404.html")) : null;
  const headers = { "Content-Type": lost ? "text/html; charset=utf-8" : "text/plain" };
  return new Response(lost ? await lost.blob() : "There is no such file on this site.", { status: 404, headers });
}

addEventListener("install", (event) => event.waitUntil(keepAll()));
/* It begins when no page of the build before is open any more, so no page ever mixes two. */
addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(ROOT)) event.respondWith(answer(event.request));
});

/* Stands in the place of the site's service worker: a browser that has kept a site of this address forgets it. */
"use strict";

const PREFIX = `lessonlib ${new URL("./", location.href).pathname} `;

async function forget() {
  const own = (await caches.keys()).filter((key) => key.startsWith(PREFIX));
  await Promise.all(own.map((key) => caches.delete(key)));
  await registration.unregister();
  for (const page of await clients.matchAll({ type: "window" })) await page.navigate(page.url);
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(forget()));

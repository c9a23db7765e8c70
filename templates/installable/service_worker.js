{% load look static %}// Keeps one page and its script for the time without a connection. Nothing else is cached: media and pages belong to the server.
const KEPT = "hearth-offline-{% kept_version %}";
const PAGE = "{% url 'installable:offline' %}";
const SCRIPT = "{% static 'js/offline.js' %}";

self.addEventListener("install", (event) => {
  // A last word said while a page goes away is lost on its way through here; it goes straight to the server.
  if (event.addRoutes) event.waitUntil(event.addRoutes({ condition: { requestMethod: "POST" }, source: "network" }));
  const fresh = [PAGE, SCRIPT].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("hearth-offline-") && name !== KEPT;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(PAGE)));
  } else if (new URL(event.request.url).pathname === SCRIPT) {
    event.respondWith(fetch(event.request).catch(() => caches.match(SCRIPT)));
  }
});

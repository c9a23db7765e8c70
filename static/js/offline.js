// Looks for the server every few seconds, and opens the page that was wanted when it answers again.
(() => {
  "use strict";
  const EVERY_MS = 5000;

  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch("/health", { cache: "no-store" });
      if (answer.ok) location.reload();
    } catch {
      // Still out of reach: the next look follows.
    }
  };

  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY_MS);
})();

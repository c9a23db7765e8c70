// Runs before the first paint, and is therefore the one classic script: settles theme and television mode.
(() => {
  "use strict";
  const root = document.documentElement;
  const systemIsLight = matchMedia("(prefers-color-scheme: light)");
  const GROUND = { dark: "#100e0d", light: "#faf7f2" };

  const settle = (choice) => {
    root.dataset.themeChoice = choice;
    const theme = choice === "system" ? (systemIsLight.matches ? "light" : "dark") : choice;
    root.dataset.theme = theme;
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", GROUND[theme] ?? GROUND.dark);
  };

  settle(root.dataset.theme || "system");
  systemIsLight.addEventListener("change", () => settle(root.dataset.themeChoice));
  document.addEventListener("hearth:theme", (event) => settle(event.detail));

  // `?tv` holds for this browser until `?tv=off`.
  const asked = new URLSearchParams(location.search).get("tv");
  try {
    if (asked === "off") localStorage.removeItem("hearth-tv");
    else if (asked !== null) localStorage.setItem("hearth-tv", "1");
    if (localStorage.getItem("hearth-tv")) root.dataset.tv = "";
  } catch {
    if (asked !== null && asked !== "off") root.dataset.tv = "";
  }
})();

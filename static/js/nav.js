// The top menu holds as many libraries as fit; the others stand under "More".

function fit() {
  const nav = document.querySelector(".mainnav");
  if (!nav?.checkVisibility()) return;
  const links = [...nav.querySelectorAll(":scope > a")].slice(1);
  const rows = [...nav.querySelectorAll(":scope > .menu > li")];
  for (const element of [...links, ...rows]) element.classList.remove("tucked");
  for (let place = links.length - 1; place >= 0 && nav.scrollWidth > nav.clientWidth; place -= 1) {
    links[place].classList.add("tucked");
    rows[place]?.classList.add("tucked");
  }
}

addEventListener("resize", () => requestAnimationFrame(fit));
for (const kind of ["htmx:afterSettle", "htmx:historyRestore"]) document.addEventListener(kind, fit);
document.fonts?.ready.then(fit);
fit();

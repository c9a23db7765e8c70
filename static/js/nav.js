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

// Where a menu has become a scrolling line, the place one is at is in sight.
function bringIntoSight() {
  for (const here of document.querySelectorAll(":is(.sidenav, .tabs) > [aria-current]")) {
    const line = here.parentElement;
    if (line.scrollWidth > line.clientWidth) line.scrollLeft += here.getBoundingClientRect().left + here.offsetWidth / 2 - line.getBoundingClientRect().left - line.clientWidth / 2;
  }
}

function settle() {
  fit();
  bringIntoSight();
}

addEventListener("resize", () => requestAnimationFrame(fit));
for (const kind of ["htmx:afterSettle", "htmx:historyRestore"]) document.addEventListener(kind, settle);
document.fonts?.ready.then(settle);
settle();

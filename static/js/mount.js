// Gives parts of a page their module: `<div data-mount="<address of an ES module>">`. The module exports
// `mount(element)`, which may return what is to be called when the element has gone.

const mounted = new Map();

async function mount(element) {
  mounted.set(element, null);
  try {
    const module = await import(element.dataset.mount);
    if (!element.isConnected) {
      mounted.delete(element);
      return;
    }
    mounted.set(element, (await module.mount(element)) ?? null);
  } catch (error) {
    mounted.delete(element);
    console.error(`A part of the page did not start: ${element.dataset.mount}`, error);
  }
}

/** Start the module of every element that has one and is not running yet. */
export function mountAll() {
  for (const element of document.querySelectorAll("[data-mount]")) {
    if (!mounted.has(element)) mount(element);
  }
}

/** Stop the modules whose elements have left the page. */
export function unmountGone() {
  for (const [element, stop] of mounted) {
    if (element.isConnected) continue;
    mounted.delete(element);
    if (typeof stop === "function") stop();
  }
}

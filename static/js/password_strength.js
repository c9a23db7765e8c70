// How strong a password is, roughly: length counts most, then variety; repetition and well-known words count little.
// Only a hint; the server decides.

const WORN = ["password", "passwort", "qwert", "12345", "hearth", "letmein", "welcome", "admin", "abcdef"];

/** 0 (none) to 4 (strong). */
export function strength(text) {
  if (!text) return 0;
  const lower = text.toLowerCase();
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(text)).length;
  const different = new Set(lower).size;
  let points = Math.min(text.length, different * 1.6) / 4 + kinds * 0.35;
  if (WORN.some((word) => lower.includes(word))) points -= 1.6;
  if (text.length < 8) points = Math.min(points, 1);
  return Math.max(1, Math.min(4, Math.floor(points)));
}

/** Show the strength of the field that `data-field` names. */
export function mount(element) {
  const field = document.getElementById(element.dataset.field);
  const words = element.querySelector("[data-part='words']");
  const line = element.querySelector(".ember");
  const names = ["", gettext("Very weak"), gettext("Weak"), gettext("Good"), gettext("Strong")];
  const draw = () => {
    const found = strength(field.value);
    line.style.setProperty("--v", String(found * 25));
    words.textContent = names[found];
  };
  field.addEventListener("input", draw);
  draw();
  return () => field.removeEventListener("input", draw);
}

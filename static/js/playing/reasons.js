// Reasons of a decision as rows, drawn like `templates/parts/_reasons.html`. The page brings the signs along.

/** Fill a `ul.reasons` from a template that holds one `li` for each sign. */
export function fillReasons(list, reasons, template) {
  list.replaceChildren(
    ...reasons.map((reason) => {
      const row = template.content.querySelector(`li.${CSS.escape(reason.sign)}`).cloneNode(true);
      row.querySelector("span").textContent = reason.sentence;
      return row;
    }),
  );
}

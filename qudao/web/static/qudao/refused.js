// The answer to a form has no address of its own: Back and Reload would have to send the form again,
// and Chromium shows an error instead. So its place in the history becomes the page on which the form
// stood, and what was typed waits there: in this tab alone, for this person, until the sign-out.
// Forms with data-draft keep what is typed themselves (draft.js).
const PREFIX = "qd-refused:";
const keyOf = (path) => `${PREFIX}${document.body.dataset.person}:${path}`;
const here = () => `${location.pathname}${location.search}`;
const goesTo = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
const ticks = (field) => field.type === "checkbox" || field.type === "radio";
const kept = (form) => [...form.elements].filter((field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && field.autocomplete !== "one-time-code" && !("noDraft" in field.dataset));

function storage(act) {
  try { return act(sessionStorage); } catch { return null; /* storage is full or closed: the form still works */ }
}

// Where the form stood: as the page says itself, else the page that sent it.
function placeOf() {
  const said = document.querySelector("form[data-at]")?.dataset.at;
  if (said) return said;
  const from = document.referrer ? new URL(document.referrer) : null;
  return from?.origin === location.origin ? from.pathname + from.search : here();
}

function settle() {
  // a form without an address of its own goes on to the one that it was sent to
  document.querySelectorAll("form:not([action])").forEach((form) => form.setAttribute("action", here()));
  const place = placeOf();
  history.replaceState(history.state, "", place);
  const form = document.querySelector("[data-errors], [aria-invalid=true]")?.closest("form");
  if (!form || "draft" in form.dataset || !document.body.dataset.person) return;
  const values = kept(form).map((field) => [field.name, ticks(field) ? field.value : "", ticks(field) ? field.checked : field.value]);
  storage((session) => session.setItem(keyOf(place), JSON.stringify({ to: goesTo(form), values })));
}

function restore() {
  const found = storage((session) => JSON.parse(session.getItem(keyOf(here()))));
  const form = found && [...document.forms].find((one) => one.method === "post" && goesTo(one) === found.to);
  if (!form) return;
  found.values.forEach(([name, value, state]) => {
    const field = kept(form).find((each) => each.name === name && (!ticks(each) || each.value === value));
    if (!field) return;
    if (ticks(field)) field.checked = state; else field.value = state;
  });
  form.closest("details")?.setAttribute("open", "");
}

export function setUpRefused() {
  if ("sent" in document.body.dataset) settle();
  else if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") restore();
  document.addEventListener("submit", (event) => {
    if ("clearDrafts" in event.target.dataset) storage((session) => Object.keys(session).filter((key) => key.startsWith(PREFIX)).forEach((key) => session.removeItem(key)));
    else storage((session) => session.removeItem(keyOf(here())));
  });
}

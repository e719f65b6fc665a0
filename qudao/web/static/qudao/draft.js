// Drafts: what is typed into <form data-draft="name"> is kept in this browser until the form is accepted.
// Never kept: passwords, files, hidden fields, and fields marked data-no-draft.
const PREFIX = "qd-draft:";
const SENT = "qd-draft-sent";

const keyOf = (form) => `${PREFIX}${document.body.dataset.person}:${form.dataset.draft}`;
const kept = (form) => [...form.elements].filter((field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && !("noDraft" in field.dataset));
const words = () => document.querySelector("#draft-words")?.dataset ?? {};
const clock = (moment) => new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
const ticks = (field) => field.type === "checkbox" || field.type === "radio";

function storage(act) {
  try { return act(localStorage, sessionStorage); } catch { return null; /* storage is full or closed: the form still works */ }
}

function note(form, text, discard) {
  const place = form.querySelector("[data-draft-note]");
  if (!place) return;
  place.textContent = text;
  if (!discard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = words().discard;
  button.addEventListener("click", () => { forget(form); form.reset(); place.textContent = ""; });
  place.append(" ", button);
}

function save(form) {
  const values = kept(form).map((field) => [field.name, ticks(field) ? field.value : "", ticks(field) ? field.checked : field.value]);
  storage((local) => local.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values })));
  note(form, (words().saved ?? "").replace("{time}", clock(Date.now())));
}

const forget = (form) => storage((local) => local.removeItem(keyOf(form)));

function restore(form) {
  const draft = storage((local) => JSON.parse(local.getItem(keyOf(form))));
  if (!draft) return;
  draft.values.forEach(([name, value, state]) => {
    const field = kept(form).find((each) => each.name === name && (!ticks(each) || each.value === value));
    if (!field) return;
    if (ticks(field)) field.checked = state; else field.value = state;
    if (ticks(field) ? state !== field.defaultChecked : state !== field.defaultValue && field.tagName !== "SELECT") field.closest("details")?.setAttribute("open", "");
  });
  note(form, (words().restored ?? "").replace("{time}", clock(draft.at)), true);
}

function watch(form) {
  if (form.dataset.watched) return;
  form.dataset.watched = "yes";
  let waiting;
  if (form.querySelector("[data-errors]")) save(form); // refused: Back and Reload find it again
  else restore(form);
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => save(form), 400); });
  form.addEventListener("submit", () => { clearTimeout(waiting); save(form); storage((_, session) => session.setItem(SENT, keyOf(form))); });
}

// The form was sent and is not back with errors: it was accepted.
function settleSent() {
  const sent = storage((_, session) => session.getItem(SENT));
  if (!sent) return;
  const back = [...document.querySelectorAll("form[data-draft]")].find((form) => keyOf(form) === sent);
  if (!back?.querySelector("[data-errors]")) storage((local) => local.removeItem(sent));
  storage((_, session) => session.removeItem(SENT));
}

function clearAll() {
  storage((local) => Object.keys(local).filter((key) => key.startsWith(PREFIX)).forEach((key) => local.removeItem(key)));
}

export function setUpDrafts() {
  settleSent();
  document.querySelectorAll("form[data-draft]").forEach(watch);
  document.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll?.("form[data-draft]").forEach(watch));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form[data-draft]");
    if (form && event.detail.successful && event.detail.requestConfig.verb !== "get") forget(form);
  });
  // The server has given the draft its id: without it a later visit would begin a second draft.
  document.addEventListener("htmx:oobAfterSwap", () => document.querySelectorAll("form[data-watched]").forEach((form) => { if (storage((local) => local.getItem(keyOf(form)))) save(form); }));
  document.addEventListener("submit", (event) => { if ("clearDrafts" in event.target.dataset) clearAll(); });
}

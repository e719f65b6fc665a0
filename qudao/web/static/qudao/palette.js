// Command palette: asks the server for a fragment of options and moves among them.
let waiting;
let asked = 0;

const palette = () => document.querySelector("#palette");
const options = () => [...palette().querySelectorAll("[role=option]")];

export function openPalette() {
  const dialog = palette();
  if (!dialog) return false;
  if (!dialog.open) { dialog.showModal(); ask(); }
  dialog.querySelector("input").select();
  return true;
}

async function ask() {
  const dialog = palette();
  const field = dialog.querySelector("input");
  const turn = ++asked;
  const address = `${dialog.dataset.url}?q=${encodeURIComponent(field.value.trim())}`;
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
  if (turn !== asked || !answer?.ok) return;
  dialog.querySelector(".results").innerHTML = await answer.text();
  choose(options()[0]);
}

function choose(option) {
  options().forEach((each) => each.setAttribute("aria-selected", String(each === option)));
  const field = palette().querySelector("input");
  if (option) { field.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); } else field.removeAttribute("aria-activedescendant");
}

function run(option) {
  if (!option) return;
  palette().close();
  location.assign(option.dataset.url);
}

function handle(event) {
  const all = options();
  const at = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(all[(at + 1) % all.length]);
  else if (event.key === "ArrowUp") choose(all[(at - 1 + all.length) % all.length]);
  else if (event.key === "Enter") run(all[at]);
  else return;
  event.preventDefault();
}

export function setUpPalette() {
  document.addEventListener("click", (event) => { if (event.target.closest("[data-palette]") && openPalette()) event.preventDefault(); });
  const dialog = palette();
  if (!dialog) return;
  const field = dialog.querySelector("input");
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 120); });
  field.addEventListener("keydown", (event) => { if (!event.isComposing) handle(event); });
  dialog.addEventListener("click", (event) => run(event.target.closest("[role=option]")));
}

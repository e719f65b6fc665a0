// Keys: the palette, all keys, going somewhere, moving through a list, acting. Single letters work only outside fields and can be switched off.
import { open } from "./dialog.js";
import { move, openRow } from "./list.js";
import { openPalette } from "./palette.js";

const OFF = "qd-keys-off";
let going = 0;

const typing = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const shown = (element) => element.offsetParent !== null;
// Off by the person's own account, which holds on every device, or by this browser alone.
const offByAccount = () => document.body.dataset.letters === "off";
const offHere = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
const lettersOff = () => offByAccount() || offHere();

function back() {
  const link = [...document.querySelectorAll("[data-back]")].pop();
  // Whoever came from a list below that place, or narrowed, goes back to just that list.
  const from = document.referrer && new URL(document.referrer);
  if (link && from && from.origin === location.origin && from.pathname !== location.pathname && from.pathname.startsWith(link.pathname)) history.back();
  else link?.click();
}

function filter() {
  const field = document.querySelector("[data-filter]");
  if (field && shown(field)) { field.focus(); field.select(); } else openPalette();
}

function act(key) {
  const target = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(shown);
  target?.click();
  return Boolean(target);
}

function go(letter) {
  const link = document.querySelector(`[data-go="${CSS.escape(letter)}"]`);
  if (link) location.assign(link.href);
}

function letter(event) {
  const key = event.key.toLowerCase();
  if (Date.now() - going < 1200) { going = 0; go(key); return true; }
  if (key === "g" && document.querySelector("[data-go]")) { going = Date.now(); return true; }
  if (key === "j" || key === "k") return move(key === "j" ? 1 : -1);
  if (key === "n" && event.shiftKey) return act("shift+n");
  return act(key);
}

function handle(event) {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") return openPalette();
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return false;
  if (document.querySelector("dialog[open]") || event.target.closest?.("[role=combobox], details.menu[open]")) return false;
  if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return true; }
  if (typing(event.target) || lettersOff()) return false;
  const control = event.target.closest?.("a, button, summary, [tabindex='0']");
  switch (event.key) {
    case "ArrowDown": return !control && move(1, true);
    case "ArrowUp": return !control && move(-1, true);
    case "Enter": return !control && openRow();
    case "Escape": back(); return true;
    case "/": filter(); return true;
    case "?": open(document.querySelector("#keys")); return true;
    default: return /^[a-z]$/i.test(event.key) ? letter(event) : false;
  }
}

export function setUpKeys() {
  document.addEventListener("keydown", (event) => { if (handle(event)) event.preventDefault(); });
  const box = document.querySelector("[data-keys-switch]");
  if (!box) return;
  box.checked = !lettersOff();
  box.addEventListener("change", () => { try { localStorage.setItem(OFF, box.checked ? "0" : "1"); } catch { /* storage is closed: the choice holds for this page only */ } });
}

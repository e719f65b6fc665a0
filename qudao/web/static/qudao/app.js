// The page's script: small modules, each does one thing and leaves the page usable without it.
import { setUpCopying } from "./copy.js";
import { setUpDialogs } from "./dialog.js";
import { setUpDrafts } from "./draft.js";
import { setUpFailures } from "./failure.js";
import { setUpKeys } from "./keys.js";
import { setUpPalette } from "./palette.js";
import { setUpPrinting } from "./print.js";
import { setUpRefused } from "./refused.js";
import { setUpTheme } from "./theme.js";
import { setUpToasts } from "./toast.js";
import { setUpUploads } from "./upload.js";

document.documentElement.classList.add("js");
setUpTheme();
setUpDialogs();
setUpPalette();
setUpKeys();
setUpToasts();
setUpFailures();
setUpRefused();
setUpDrafts();
setUpUploads();
setUpCopying();
setUpPrinting();

// What a page or a fragment brings with it.
async function settle(root) {
  root.querySelector("[data-errors]")?.focus();
  if (root.querySelector("[data-chart]")) (await import("./charts.js")).drawCharts(root);
  if (root.querySelector("[data-heat]")) (await import("./heat.js")).setUpHeat(root);
}
settle(document);
document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) settle(event.detail.elt); });

// A menu closes when the pointer or Esc goes elsewhere.
const closeMenus = (except) => document.querySelectorAll("details.menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); event.stopPropagation(); }
});

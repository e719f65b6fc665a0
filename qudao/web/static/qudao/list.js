// The cursor of a list: the table with data-list, its rows that hold a link.
const rows = () => [...document.querySelectorAll("[data-list] tbody tr")].filter((row) => row.querySelector("a[href]") && row.offsetParent !== null);
const current = () => document.querySelector("[data-list] tr.cursor");

function put(row) {
  current()?.removeAttribute("aria-current");
  current()?.classList.remove("cursor");
  row.classList.add("cursor");
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
}

// Moves the cursor; with arrows only when a cursor is there already, so that arrows still scroll a page.
export function move(step, arrows = false) {
  const all = rows();
  const at = all.indexOf(current());
  if (!all.length || (arrows && at < 0)) return false;
  put(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
  return true;
}

export function openRow() {
  const link = current()?.querySelector("a[href]");
  link?.click();
  return Boolean(link);
}

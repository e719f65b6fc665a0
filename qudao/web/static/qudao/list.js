// The cursor of a list: the table with data-list, its rows that hold a link.
let anchor = null;

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

export function pickRow(range) {
  const row = current();
  const box = row?.querySelector(".pickrow");
  if (!box) return false;
  const all = rows();
  const span = range && anchor ? all.slice(...[all.indexOf(anchor), all.indexOf(row)].sort((a, b) => a - b).map((n, i) => n + i)) : [row];
  const checked = range || !box.checked;
  span.forEach((each) => {
    const one = each.querySelector(".pickrow");
    if (one && one.checked !== checked) one.click();
  });
  anchor = row;
  return true;
}

// Arrows move from cell to cell of a grid; Home and End go to the ends of a row.
const links = (row) => [...row.cells].map((cell) => cell.querySelector("a.cell"));

function target(link, key) {
  const row = link.closest("tr");
  const rows = [...row.parentElement.rows];
  const column = link.closest("td").cellIndex;
  const along = links(row).filter(Boolean);
  const down = rows.map((one) => one.cells[column]?.querySelector("a.cell")).filter(Boolean);
  switch (key) {
    case "ArrowLeft": return along[along.indexOf(link) - 1];
    case "ArrowRight": return along[along.indexOf(link) + 1];
    case "ArrowUp": return down[down.indexOf(link) - 1];
    case "ArrowDown": return down[down.indexOf(link) + 1];
    case "Home": return along[0];
    case "End": return along[along.length - 1];
    default: return null;
  }
}

export function setUpHeat(root) {
  root.querySelectorAll("[data-heat]").forEach((table) => table.addEventListener("keydown", (event) => {
    const link = event.target.closest("a.cell");
    const next = link && !event.metaKey && !event.ctrlKey && !event.altKey && target(link, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }));
}
